/**
 * What FHIR R4 (4.0.1) defines, in the compact form that `tools/build-fhir-definitions.ts` writes from HL7's own files.
 * Loaded when asked, by whoever then passes it on: 40 ms or so, and never at import.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { StructureDefinition } from './profiles/structure-definition.ts';

/** One element of a type. */
export interface ElementStructure {
  /** Without `[x]`: `value` for `value[x]`. */
  readonly name: string;
  readonly min: number;
  /** -1 stands for `*`. */
  readonly max: number;
  /** Names of types; `Quantity:SimpleQuantity` is a Quantity held to a profile of the standard's own. */
  readonly types: readonly string[];
  readonly choice?: true;
  /** Stands in a summary (R4 3.1.1.5.8). */
  readonly summary?: true;
  /** Resource types that a Reference may point to; absent where any may be. */
  readonly targets?: readonly string[];
  /** The value set of a required binding. */
  readonly binding?: string;
  /** The value set of an extensible binding: another code only where none of its codes applies (R4 4.1.5). */
  readonly extensible?: string;
  /** The value set of a preferred binding: codes that are recommended (R4 4.1.5). */
  readonly preferred?: string;
  /** Ids in `invariants`. */
  readonly constraints?: readonly string[];
}

export interface TypeStructure {
  /** `Observation`, `HumanName`, `string`; an element with children of its own is `Observation.component`. */
  readonly name: string;
  readonly kind: 'resource' | 'complex' | 'primitive' | 'inner';
  readonly abstract?: true;
  readonly elements: readonly ElementStructure[];
  readonly constraints?: readonly string[];
}

export interface Invariant {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  /** FHIRPath. */
  readonly expression: string;
  /** The standard's own words. */
  readonly human?: string;
}

export interface ValueSets {
  /** Codes by system, by value set. */
  readonly expanded: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Value sets of required bindings that no list can hold, such as media types. */
  readonly open: readonly string[];
}

export type SearchParameterType =
  | 'number'
  | 'date'
  | 'string'
  | 'token'
  | 'reference'
  | 'composite'
  | 'quantity'
  | 'uri'
  | 'special';

export interface SearchParameterDefinition {
  readonly code: string;
  readonly url: string;
  readonly type: SearchParameterType;
  /** FHIRPath by base type, cut down to that type's branches; `Resource` and `DomainResource` are bases too. */
  readonly expressions: Readonly<Record<string, string>>;
  readonly targets?: readonly string[];
  readonly comparators?: readonly string[];
  readonly modifiers?: readonly string[];
  /** Of a parameter that a region defined itself: the name of its values in the index, where it is not the code. */
  readonly indexName?: string;
  /** What was filed before it was defined is not all in the index yet: nothing may be found by the index alone. */
  readonly isBeingIndexed?: true;
  readonly components?: readonly SearchComponentDefinition[];
}

export interface SearchComponentDefinition {
  readonly code: string;
  readonly type: SearchParameterType;
  readonly expression: string;
}

export interface SearchDefinitions {
  readonly parameters: readonly SearchParameterDefinition[];
  /** Search parameters that place a resource in a patient's compartment, by resource type. */
  readonly patientCompartment: Readonly<Record<string, readonly string[]>>;
}

export interface FhirDefinitions {
  readonly types: ReadonlyMap<string, TypeStructure>;
  readonly invariants: Readonly<Record<string, Invariant>>;
  readonly valueSets: ValueSets;
  readonly search: SearchDefinitions;
}

/** Reads and unpacks the definitions from beside this file. Call once and pass the result on. */
export function loadFhirDefinitions(): FhirDefinitions {
  const structures = artefact('structures') as {
    types: TypeStructure[];
    invariants: Record<string, Invariant>;
  };
  return {
    types: new Map(structures.types.map((type) => [type.name, type])),
    invariants: structures.invariants,
    valueSets: artefact('value-sets') as ValueSets,
    search: artefact('search-parameters') as SearchDefinitions,
  };
}

/** HL7's own profiles and extensions of R4: what they add to the base specification. For whoever validates against profiles. */
export function loadStandardProfiles(): readonly StructureDefinition[] {
  return artefact('profiles') as readonly StructureDefinition[];
}

function artefact(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(new URL(`./definitions/${name}.json.gz`, import.meta.url))).toString());
}
