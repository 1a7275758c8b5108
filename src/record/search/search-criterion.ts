/** A search as it was read: what each of its parameters asks for. */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import type { ResultParameters } from './result-parameters.ts';
import type { MatchContext, ValueMatcher } from './value-matcher.ts';

/** One parameter: its values are alternatives, parameters add up (R4 3.1.1.4.17). */
export interface SearchCriterion {
  readonly definition: SearchParameterDefinition;
  readonly modifier: string | undefined;
  /** As written, one for each alternative, with escapes. */
  readonly texts: readonly string[];
  readonly matchers: readonly ValueMatcher[];
  /** Of a chain that was followed: the only resources that it leads to, as `Type/id`. */
  readonly leadsTo?: ReadonlySet<string>;
  /** Met by any of these, whose parameters differ: a compartment that several parameters lead to (R4 2.3). */
  readonly anyOf?: readonly SearchCriterion[];
  /** Asks the whole resource: narrative, content. */
  readonly resourceTest?: (resource: Resource) => boolean;
  /** Of a chain: whether what is contained in the resource under this id answers to it (R4 3.1.1.5.5). */
  readonly containedTest?: (resource: Resource, id: string, context: MatchContext) => boolean;
}

/** `subject:Patient.name=x`: what the reference leads to must answer to the inner search (R4 3.1.1.4.15). */
export interface ForwardChain {
  readonly direction: 'forward';
  /** The reference of the searched type. */
  readonly definition: SearchParameterDefinition;
  /** One inner search for each type that the reference may lead to. */
  readonly searches: readonly ReadSearch[];
}

/** `_has:Observation:patient:code=x`: something that answers to the inner search must refer to it (R4 3.1.1.4.16). */
export interface ReverseChain {
  readonly direction: 'reverse';
  readonly type: ResourceType;
  /** The reference of that type that leads here. */
  readonly code: string;
  /** Of the searched type: what is led to is found by its id. */
  readonly idDefinition: SearchParameterDefinition;
  readonly search: ReadSearch;
}

/** One type of resource whose own references make a hierarchy (`Location.partOf`). */
export interface HierarchyLevel {
  readonly type: ResourceType;
  readonly parent: SearchParameterDefinition;
  readonly idDefinition: SearchParameterDefinition;
  /** Without criteria yet: of that type, extracting the parent. */
  readonly search: ReadSearch;
  /** `Type/id`, of those that the search names. */
  readonly starts: readonly string[];
}

/** `location:below=x`: what the reference leads to must be x, or lie below it (R4 3.1.1.4.14). */
export interface HierarchyChain {
  readonly direction: 'above' | 'below';
  readonly definition: SearchParameterDefinition;
  readonly levels: readonly HierarchyLevel[];
}

export type Chain = ForwardChain | ReverseChain | HierarchyChain;

export interface ReadSearch extends ResultParameters {
  readonly type: ResourceType;
  readonly criteria: readonly SearchCriterion[];
  readonly chains: readonly Chain[];
  /** Other types that the chains look at: the caller must be allowed to search these too. */
  readonly chainedTypes: readonly ResourceType[];
  readonly extract: SearchValueExtractor;
  /** Values of some parameters of another type, for includes and chains. */
  readonly extractorFor: (type: ResourceType, codes: readonly string[]) => SearchValueExtractor;
  /** What was understood, for the self link. */
  readonly used: readonly (readonly [string, string])[];
}
