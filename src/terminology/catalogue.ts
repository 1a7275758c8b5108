/** Every code system, value set and concept map that is known here, by canonical address: HL7's own and what was loaded. */
import type { CodeSystem } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import { type CanonicalDefinition, loadTerminologyDefinitions } from '#fhir/terminology-definitions.ts';
import type { ConceptSource } from './concept-source.ts';
import { createResourceCodeSystem } from './resource-code-system.ts';

export type TerminologyType = CanonicalDefinition['type'];

export interface KnownResource {
  readonly type: TerminologyType;
  readonly url: string;
  readonly version: string | undefined;
  /** Loaded for the region's own use: no answer to patients, not even that it is there (attack 52). */
  readonly isInternal: boolean;
  readonly read: () => Promise<Resource>;
  /** Of a code system: the value set of all its codes, where it names one. */
  readonly valueSet?: string;
  /** Of a code system whose concepts are in tables. */
  readonly source?: () => Promise<ConceptSource>;
}

export interface Catalogue {
  /** Without a version: what was loaded before HL7's own, and of that the highest version. */
  find(type: TerminologyType, canonical: string, version?: string): KnownResource | undefined;
  /** All versions of one address. */
  versionsOf(type: TerminologyType, url: string): readonly KnownResource[];
  /** The code system that says of a value set that it holds all its codes (`CodeSystem.valueSet`). */
  systemWithAllCodesIn(valueSet: string, seesInternal: boolean): string | undefined;
  all(type: TerminologyType): readonly KnownResource[];
  sourceOf(system: KnownResource): Promise<ConceptSource | undefined>;
}

export function splitCanonical(canonical: string): { readonly url: string; readonly version: string | undefined } {
  const [url = '', version] = canonical.split('|');
  return { url, version: version === '' ? undefined : version };
}

const inOrderOfNumbers = new Intl.Collator('en', { numeric: true });

/** SNOMED CT's version may be an edition, of which the newest release is meant. */
function isVersion(known: KnownResource, wanted: string): boolean {
  return known.version === wanted || (known.version?.startsWith(`${wanted}/version/`) ?? false);
}

function hl7Resource(definition: CanonicalDefinition): KnownResource {
  return {
    type: definition.type,
    url: definition.url,
    version: definition.version,
    isInternal: false,
    read: async () => definition.read(),
  };
}

const key = (type: TerminologyType, url: string): string => `${type} ${url}`;

/** HL7's own are unpacked when something is first looked for. */
export function createCatalogue(loaded: readonly KnownResource[], hl7: () => readonly KnownResource[]): Catalogue {
  let byUrl: Map<string, KnownResource[]> | undefined;
  const sources = new WeakMap<KnownResource, Promise<ConceptSource | undefined>>();
  const index = (): Map<string, KnownResource[]> => {
    if (byUrl !== undefined) return byUrl;
    byUrl = new Map();
    const newestFirst = loaded.toSorted((one, other) =>
      inOrderOfNumbers.compare(other.version ?? '', one.version ?? ''),
    );
    for (const known of [...newestFirst, ...hl7()]) {
      const place = key(known.type, known.url);
      const list = byUrl.get(place);
      if (list === undefined) byUrl.set(place, [known]);
      else list.push(known);
    }
    return byUrl;
  };
  const versionsOf: Catalogue['versionsOf'] = (type, url) => index().get(key(type, url)) ?? [];
  return {
    versionsOf,
    find: (type, canonical, given) => {
      const { url, version = given } = splitCanonical(canonical);
      const versions = versionsOf(type, url);
      return version === undefined ? versions[0] : versions.find((known) => isVersion(known, version));
    },
    systemWithAllCodesIn: (valueSet, seesInternal) =>
      loaded.find((known) => known.valueSet === valueSet && (seesInternal || !known.isInternal))?.url,
    all: (type) => [...index().values()].flatMap((list) => list.filter((known) => known.type === type)),
    sourceOf: (known) => {
      let source = sources.get(known);
      if (source === undefined) {
        source = known.source === undefined ? conceptsOf(known) : known.source();
        sources.set(known, source);
        source.catch(() => sources.delete(known));
      }
      return source;
    },
  };
}

/** None when the resource describes a code system without holding it. */
async function conceptsOf(known: KnownResource): Promise<ConceptSource | undefined> {
  const resource = (await known.read()) as unknown as CodeSystem;
  const isHeld = resource.content === 'complete' || resource.content === 'fragment' || resource.content === 'example';
  return isHeld ? createResourceCodeSystem(resource) : undefined;
}

export function lazyHl7Resources(): () => readonly KnownResource[] {
  let resources: readonly KnownResource[] | undefined;
  return () => {
    resources ??= loadTerminologyDefinitions().map(hl7Resource);
    return resources;
  };
}
