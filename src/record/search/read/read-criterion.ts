/** Reads one parameter that asks about the resource itself. */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import { isTextParameter, readTextCriterion } from '../match/match-text.ts';
import { compileValue, isModifierOf } from '../match/match-value.ts';
import type { SearchCriterion } from '../search-criterion.ts';
import { isWellEscaped, splitUnescaped, withoutEscapes } from '../search-text.ts';
import { isRefusedByName, isSearchable } from '../searchable.ts';
import type { ValueMatcher } from '../value-matcher.ts';
import type { ReadingTools } from './reading-tools.ts';

export interface WrittenParameter {
  readonly type: ResourceType;
  readonly name: string;
  readonly value: string;
  /** An unknown parameter is refused instead of left out (R4 3.1.1.3). */
  readonly isStrict: boolean;
}

export function isCriterion(read: SearchCriterion | string | undefined): read is SearchCriterion {
  return typeof read === 'object';
}

/** R4 3.1.1.4.10: of elements of type string the case is no matter. */
function isCaseless({ type }: SearchParameterDefinition, elements: ReadonlySet<string>): boolean {
  return type === 'token' && elements.size === 1 && elements.has('string');
}

/** R4 3.1.1.4.9: `url=[canonical]|[version]` asks for the version too. */
function isVersioned(definition: SearchParameterDefinition, modifier: string | undefined, texts: readonly string[]) {
  const { type, code } = definition;
  return type === 'uri' && code === 'url' && modifier === undefined && texts.some(hasVersion);
}

function hasVersion(text: string): boolean {
  return splitUnescaped(text, '|').length === 2;
}

function ofVersion(definition: SearchParameterDefinition, texts: readonly string[]): SearchCriterion {
  const wanted = texts.map((text) => (hasVersion(text) ? splitUnescaped(text, '|') : [text]).map(withoutEscapes));
  const resourceTest = (resource: Resource): boolean =>
    wanted.some(
      ([url, version]) => resource['url'] === url && (version === undefined || resource['version'] === version),
    );
  return { definition, modifier: undefined, texts, matchers: [], resourceTest };
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
  const elements = tools.elementsOf(type, definition);
  const [modifier, ...more] = modifiers;
  // R4 3.1.1.4.4: an unsupported modifier is refused, whatever the handling.
  if (more.length > 0 || (modifier !== undefined && !isModifierOf(definition, modifier, elements)))
    return `the modifier is not supported for a parameter of type ${definition.type}`;
  if (isTextParameter(code) && modifier !== undefined) return 'has no modifiers';
  if (!isWellEscaped(value)) return 'must have \\\\ for each \\ that is not before one of , | $ \\';
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') return 'must be true or false (modifier missing)';
    return { definition, modifier, texts: [value], matchers: [] };
  }
  const alternatives = splitUnescaped(value, ',').filter((text) => text !== '');
  if (alternatives.length === 0) return undefined;
  if (isTextParameter(code)) return readTextCriterion(definition, alternatives);
  const texts = isCaseless(definition, elements) ? alternatives.map((text) => text.toLowerCase()) : alternatives;
  if (isVersioned(definition, modifier, texts)) return ofVersion(definition, texts);
  const matchers: ValueMatcher[] = [];
  for (const text of texts) {
    const compiled = compileValue({
      definition,
      elements,
      modifier: modifier === 'not' ? undefined : modifier,
      text,
      baseUrl: tools.baseUrl,
    });
    if (typeof compiled === 'string') return compiled;
    matchers.push(compiled);
  }
  return { definition, modifier, texts, matchers };
}
