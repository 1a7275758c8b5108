/** MSH-1 and MSH-2 (HL7 v2 chapter 2, 2.14.9.1 and 2.14.9.2): the characters that this one message is divided by. */
import type { Outcome } from '#kernel/outcome.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { hl7v2Fault } from './faults.ts';

/** A delimiter that MSH-2 does not name is the empty string: nothing is divided or escaped by it. */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
  /** The fifth character of MSH-2, since version 2.7. */
  readonly truncation: string;
}

export const usualDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
  truncation: '',
};

/** Letters, digits, spaces and the quote (`""` means delete) would make fields unreadable. */
const punctuation = /^[!#-/:-@[-`{-~]+$/;

/** The delimiters of an MSH segment's text; HL7V2-002 where they are missing, doubled or not punctuation. */
export function readDelimiters(headerText: string): Outcome<Delimiters> {
  const field = headerText.charAt(3);
  const invalid = (rule: string): Outcome<never> => failed(hl7v2Fault('HL7V2-002', { place: 'MSH-2', rule }));
  if (field === '' || !punctuation.test(field)) {
    return failed(hl7v2Fault('HL7V2-002', { place: 'MSH-1', rule: 'is a punctuation character of ASCII' }));
  }
  const end = headerText.indexOf(field, 4);
  const encoding = headerText.slice(4, end === -1 ? undefined : end);
  if (encoding === '' || encoding.length > 5) return invalid('holds one to five characters');
  if (!punctuation.test(encoding)) return invalid('holds punctuation characters of ASCII only');
  if (new Set(field + encoding).size !== encoding.length + 1) return invalid('holds no character twice');
  return ok({
    field,
    component: encoding.charAt(0),
    repetition: encoding.charAt(1),
    escape: encoding.charAt(2),
    subcomponent: encoding.charAt(3),
    truncation: encoding.charAt(4),
  });
}
