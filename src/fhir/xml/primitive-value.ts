import { rawJson } from '../written-digits.ts';

const numberForm = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Types that JSON gives as numbers (R4 2.6.2.2). */
const numberTypes = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);

export type PrimitiveReading = { readonly value: unknown } | { readonly rule: string };

/** What stands in a `value` attribute, as JSON has it. Formats beyond JSON's own are the validator's to check. */
export function primitiveValue(type: string, text: string): PrimitiveReading {
  if (type === 'boolean') {
    if (text === 'true' || text === 'false') return { value: text === 'true' };
    return { rule: 'must be true or false (type boolean)' };
  }
  if (!numberTypes.has(type)) return { value: text };
  return numberForm.test(text) ? { value: rawJson(text) } : { rule: `must be a number (type ${type})` };
}
