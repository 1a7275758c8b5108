/** Reads the parameters of a search (R4 3.1.1) into what can be asked of the store and of each resource. */
import type { FhirDefinitions, SearchParameterDefinition } from '#fhir/definitions.ts';
import { createSearchValueExtractor, type SearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { ResourceType } from '#fhir/resource-types.ts';
import { createSearchParameters } from '#fhir/search-parameters.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from '../faults.ts';
import { compileValue, isModifierOf, type ValueMatcher } from './match-value.ts';
import { type ResultParameters, readResultParameters, resultParameterNames } from './result-parameters.ts';
import { splitUnescaped } from './search-text.ts';
import { isRefusedByName, isSearchable } from './searchable.ts';

/** One parameter of a search: its values are alternatives, parameters add up (R4 3.1.1.4.3). */
export interface SearchCriterion {
  readonly definition: SearchParameterDefinition;
  readonly modifier: string | undefined;
  /** As written, one for each alternative, with escapes. */
  readonly texts: readonly string[];
  readonly matchers: readonly ValueMatcher[];
}

export interface ReadSearch extends ResultParameters {
  readonly type: ResourceType;
  readonly criteria: readonly SearchCriterion[];
  readonly extract: SearchValueExtractor;
  /** Values of one parameter of another type, for `_revinclude`. */
  readonly extractorFor: (type: ResourceType, codes: readonly string[]) => SearchValueExtractor;
  /** What was understood, for the self link. */
  readonly used: readonly (readonly [string, string])[];
}

export interface SearchReaderDependencies {
  readonly definitions: FhirDefinitions;
  /** Our FHIR base, no slash at the end: absolute references under it are our own. */
  readonly baseUrl: string;
}

export interface SearchText {
  readonly type: ResourceType;
  readonly parameters: Iterable<readonly [string, string]>;
  readonly isStrict: boolean;
}

export type SearchReader = (search: SearchText) => Outcome<ReadSearch>;

const parametersMax = 200;
const valuesMax = 1_000;
const extractorsKept = 500;

interface Reading {
  readonly deps: SearchReaderDependencies;
  readonly search: SearchText;
  readonly known: ReadonlyMap<string, SearchParameterDefinition>;
  readonly flaws: Flaw[];
  readonly used: (readonly [string, string])[];
}

/** Undefined when the parameter is left out: unknown and lenient, empty, or flawed. */
function readCriterion(reading: Reading, name: string, value: string): SearchCriterion | undefined {
  const { flaws, search, known } = reading;
  const refuse = (rule: string): undefined => {
    flaws.push({ place: name, rule });
    return undefined;
  };
  const [code = '', ...modifiers] = name.split(':');
  if (isRefusedByName(code)) return refuse('is not supported');
  // What narrows must not be left out silently: a chain that is ignored would show more than was asked for.
  if (code.includes('.') || modifiers.some((modifier) => modifier.includes('.')))
    return refuse('chaining is not supported');
  const definition = known.get(code);
  if (definition === undefined || !isSearchable(definition)) {
    if (definition !== undefined) return refuse('is not supported');
    return search.isStrict ? refuse(`is no search parameter of ${search.type}`) : undefined;
  }
  if (value === '') return undefined;
  const [modifier, ...more] = modifiers;
  // R4 3.1.1.4.5: an unsupported modifier is refused, whatever the handling.
  if (more.length > 0 || (modifier !== undefined && !isModifierOf(definition, modifier)))
    return refuse(`the modifier is not supported for a parameter of type ${definition.type}`);
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') return refuse('must be true or false (modifier missing)');
    reading.used.push([name, value]);
    return { definition, modifier, texts: [value], matchers: [] };
  }
  const texts = splitUnescaped(value, ',').filter((text) => text !== '');
  const matchers: ValueMatcher[] = [];
  for (const text of texts) {
    const compiled = compileValue({
      definition,
      modifier: modifier === 'not' ? undefined : modifier,
      text,
      baseUrl: reading.deps.baseUrl,
    });
    if (typeof compiled === 'string') return refuse(compiled);
    matchers.push(compiled);
  }
  reading.used.push([name, value]);
  return { definition, modifier, texts, matchers };
}

/** Extractors for just the parameters that a search names; a few are asked for again and again. */
function createExtractors(definitions: FhirDefinitions) {
  const kept = new Map<string, SearchValueExtractor>();
  return (type: ResourceType, codes: readonly string[]): SearchValueExtractor => {
    const wanted = new Set(codes);
    const key = `${type} ${[...wanted].sort().join(' ')}`;
    let extractor = kept.get(key);
    if (extractor === undefined) {
      extractor = createSearchValueExtractor(definitions, { isWanted: (parameter) => wanted.has(parameter.code) });
      if (kept.size >= extractorsKept) kept.delete(kept.keys().next().value ?? key);
      kept.set(key, extractor);
    }
    return extractor;
  };
}

/** Made once for an edge. Fails with RECORD-008 and every flaw by the name of its parameter. */
export function createSearchReader(deps: SearchReaderDependencies): SearchReader {
  const parametersOf = createSearchParameters(deps.definitions);
  const extractorFor = createExtractors(deps.definitions);
  return (search) => {
    const reading: Reading = { deps, search, known: parametersOf(search.type), flaws: [], used: [] };
    const criteria: SearchCriterion[] = [];
    const results: (readonly [string, string])[] = [];
    let count = 0;
    let values = 0;
    for (const [name, value] of search.parameters) {
      values += value.split(',').length;
      if (++count > parametersMax || values > valuesMax) {
        const flaw = { place: 'query', rule: `must have at most ${parametersMax} parameters and ${valuesMax} values` };
        return failed(recordFault('RECORD-008', [flaw]));
      }
      if (resultParameterNames.has(name.split(':')[0] ?? '')) {
        results.push([name, value]);
        continue;
      }
      const criterion = readCriterion(reading, name, value);
      if (criterion !== undefined) criteria.push(criterion);
    }
    const result = readResultParameters(results, { ...search, parametersOf, flaws: reading.flaws, used: reading.used });
    if (reading.flaws.length > 0) return failed(recordFault('RECORD-008', reading.flaws));
    const codes = [...criteria.map(({ definition }) => definition.code), ...result.sort.map(({ code }) => code)];
    const included = result.include.map(({ code }) => code);
    const extract = extractorFor(search.type, [...codes, ...included]);
    return ok({ type: search.type, criteria, extract, extractorFor, used: reading.used, ...result });
  };
}
