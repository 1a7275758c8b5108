/** Reads one parameter that asks about the resource itself. */
import type { ResourceType } from '#fhir/resource-types.ts';
import { isTextParameter, readTextCriterion } from './match-text.ts';
import { compileValue, isModifierOf } from './match-value.ts';
import type { ReadingTools } from './reading-tools.ts';
import type { SearchCriterion } from './search-criterion.ts';
import { splitUnescaped } from './search-text.ts';
import { isRefusedByName, isSearchable } from './searchable.ts';
import type { ValueMatcher } from './value-matcher.ts';

export interface WrittenParameter {
  readonly type: ResourceType;
  readonly name: string;
  readonly value: string;
  /** An unknown parameter is refused instead of left out (R4 3.1.1.2.3). */
  readonly isStrict: boolean;
}

export function isCriterion(read: SearchCriterion | string | undefined): read is SearchCriterion {
  return typeof read === 'object';
}

/** Undefined when the parameter is left out: unknown and lenient, or empty. A text is the rule that it breaks. */
export function readCriterion(tools: ReadingTools, written: WrittenParameter): SearchCriterion | string | undefined {
  const { type, name, value } = written;
  const [code = '', ...modifiers] = name.split(':');
  if (isRefusedByName(code)) return 'is not supported';
  const definition = tools.parametersOf(type).get(code);
  if (definition === undefined) return written.isStrict ? `is no search parameter of ${type}` : undefined;
  if (!isSearchable(definition)) return 'is not supported';
  if (value === '') return undefined;
  const [modifier, ...more] = modifiers;
  // R4 3.1.1.4.5: an unsupported modifier is refused, whatever the handling.
  if (more.length > 0 || (modifier !== undefined && !isModifierOf(definition, modifier)))
    return `the modifier is not supported for a parameter of type ${definition.type}`;
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') return 'must be true or false (modifier missing)';
    return { definition, modifier, texts: [value], matchers: [] };
  }
  const texts = splitUnescaped(value, ',').filter((text) => text !== '');
  if (isTextParameter(code)) return readTextCriterion(definition, texts);
  const matchers: ValueMatcher[] = [];
  for (const text of texts) {
    const compiled = compileValue({
      definition,
      modifier: modifier === 'not' ? undefined : modifier,
      text,
      baseUrl: tools.baseUrl,
    });
    if (typeof compiled === 'string') return compiled;
    matchers.push(compiled);
  }
  return { definition, modifier, texts, matchers };
}
