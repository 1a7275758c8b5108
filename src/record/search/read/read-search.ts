/** Reads the parameters of a search (R4 3.1.1) into what can be asked of the store and of each resource. */
import type { FhirDefinitions, SearchParameterDefinition } from '#fhir/definitions.ts';
import { createSearchValueExtractor, type SearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { ResourceType } from '#fhir/resource-types.ts';
import { createSearchCatalogue, type SearchCatalogue } from '#fhir/search-catalogue.ts';
import { createSearchElements } from '#fhir/search-elements.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from '../../faults.ts';
import { readResultParameters, resultParameterNames } from '../result-parameters.ts';
import type { Chain, ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { readChain } from './read-chain.ts';
import { isCriterion, readCriterion } from './read-criterion.ts';
import { chainedTypesOf, codeOfChain, type ReadingTools } from './reading-tools.ts';

export interface SearchReaderDependencies {
  readonly definitions: FhirDefinitions;
  /** With the parameters that the region defines itself; R4's own without. */
  readonly catalogue?: SearchCatalogue;
  /** Our FHIR base, no slash at the end: absolute references under it are our own. */
  readonly baseUrl: string;
}

export interface SearchText {
  readonly type: ResourceType;
  readonly parameters: Iterable<readonly [string, string]>;
  readonly isStrict: boolean;
  /** Only what any of these reference parameters leads from to this resource: those of a compartment (R4 2.3). */
  readonly within?: { readonly codes: readonly string[]; readonly reference: string };
}

export type SearchReader = (search: SearchText) => Outcome<ReadSearch>;

const parametersMax = 200;
const valuesMax = 1_000;
const extractorsKept = 500;

/** Extractors for just the parameters that a search names; a few are asked for again and again. */
function createExtractors(definitions: FhirDefinitions, { parametersOf, revision }: SearchCatalogue) {
  const kept = new Map<string, SearchValueExtractor>();
  let keptRevision = revision();
  return (type: ResourceType, codes: readonly string[]): SearchValueExtractor => {
    if (keptRevision !== revision()) kept.clear();
    keptRevision = revision();
    const wanted = new Set(codes);
    const key = `${type} ${[...wanted].sort().join(' ')}`;
    let extractor = kept.get(key);
    if (extractor === undefined) {
      const isWanted = (parameter: SearchParameterDefinition): boolean => wanted.has(parameter.code);
      extractor = createSearchValueExtractor(definitions, { isWanted, parametersOf });
      if (kept.size >= extractorsKept) kept.delete(kept.keys().next().value ?? key);
      kept.set(key, extractor);
    }
    return extractor;
  };
}

interface ReadParameters {
  readonly criteria: SearchCriterion[];
  readonly chains: Chain[];
  readonly results: (readonly [string, string])[];
  readonly flaws: Flaw[];
  readonly used: (readonly [string, string])[];
}

function readParameter(tools: ReadingTools, search: SearchText, read: ReadParameters, pair: readonly [string, string]) {
  const [name, value] = pair;
  if (resultParameterNames.has(name.split(':')[0] ?? '')) {
    read.results.push(pair);
    return;
  }
  const chain = readChain(tools, { type: search.type, name, value, depth: 0 });
  if (typeof chain === 'string') read.flaws.push({ place: name, rule: chain });
  else if (chain !== undefined) {
    read.chains.push(chain);
    read.used.push(pair);
  } else {
    const criterion = readCriterion(tools, { type: search.type, name, value, isStrict: search.isStrict });
    if (isCriterion(criterion)) {
      read.criteria.push(criterion);
      read.used.push(pair);
    } else if (criterion !== undefined) read.flaws.push({ place: name, rule: criterion });
  }
}

function readWithin(tools: ReadingTools, { type, within }: SearchText): SearchCriterion | undefined {
  if (within === undefined) return undefined;
  const anyOf = within.codes.map((name) => {
    const read = readCriterion(tools, { type, name, value: within.reference, isStrict: true });
    if (!isCriterion(read)) throw new Error(`${type}.${name} is no parameter of a compartment`);
    return read;
  });
  return { definition: anyOf[0]!.definition, modifier: undefined, texts: [], matchers: [], anyOf };
}

/** Made once for an edge. Fails with RECORD-008 and every flaw by the name of its parameter. */
export function createSearchReader(deps: SearchReaderDependencies): SearchReader {
  const catalogue = deps.catalogue ?? createSearchCatalogue(deps.definitions);
  const { parametersOf } = catalogue;
  const extractorFor = createExtractors(deps.definitions, catalogue);
  const elementsOf = createSearchElements(deps.definitions);
  const tools: ReadingTools = { parametersOf, elementsOf, extractorFor, baseUrl: deps.baseUrl };
  return (search) => {
    const read: ReadParameters = { criteria: [], chains: [], results: [], flaws: [], used: [] };
    let count = 0;
    let values = 0;
    for (const pair of search.parameters) {
      values += pair[1].split(',').length;
      if (++count > parametersMax || values > valuesMax) {
        const flaw = { place: 'query', rule: `must have at most ${parametersMax} parameters and ${valuesMax} values` };
        return failed(recordFault('RECORD-008', [flaw]));
      }
      readParameter(tools, search, read, pair);
    }
    const { criteria, chains, flaws, used } = read;
    const within = readWithin(tools, search);
    if (within !== undefined) criteria.push(within);
    const result = readResultParameters(read.results, { ...search, parametersOf, flaws, used });
    if (flaws.length > 0) return failed(recordFault('RECORD-008', flaws));
    const codes = [
      ...criteria.flatMap(({ definition, anyOf = [] }) => [
        definition.code,
        ...anyOf.map((one) => one.definition.code),
      ]),
      ...chains.map(codeOfChain),
      ...result.sort.map(({ code }) => code),
      ...result.include.map(({ code }) => code),
    ];
    const extract = extractorFor(search.type, codes);
    const chainedTypes = chainedTypesOf(chains);
    return ok({ type: search.type, criteria, chains, chainedTypes, extract, extractorFor, used, ...result });
  };
}
