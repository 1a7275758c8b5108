/** The catalogue as it is now: HL7's own and what the region has loaded. */
import type { Clock } from '#kernel/clock.ts';
import type { Outcome } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import { type Catalogue, createCatalogue, lazyHl7Resources } from './catalogue.ts';
import { type CompileOptions, compileByUrl } from './compile-value-set.ts';
import type { CompiledValueSet } from './compiled-value-set.ts';
import { readLoaded } from './stored/read-loaded.ts';

/** Another process of the region may load: what is known is looked at again after this long. */
const freshMs = 10_000;
const compiledKept = 200;

export interface PresentCatalogue {
  /** The same object until what is loaded has changed. */
  get(): Promise<Catalogue>;
  /** What was just loaded here is known at once. */
  forget(): void;
}

/** Without a database, HL7's own is all there is. */
export function createPresentCatalogue(clock: Clock, database: Database | undefined): PresentCatalogue {
  const hl7 = lazyHl7Resources();
  let present: { readonly catalogue: Catalogue; readonly state: string } | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<Catalogue> | undefined;
  let changes = 0;
  const read = async (): Promise<Catalogue> => {
    const [askedAtMs, seen] = [clock.now(), changes];
    const { resources, state } = database === undefined ? { resources: [], state: '' } : await readLoaded(database);
    if (present?.state !== state) present = { catalogue: createCatalogue(resources, hl7), state };
    // What was loaded while this was read may be missing from it.
    if (seen === changes) readAtMs = askedAtMs;
    return present.catalogue;
  };
  return {
    get: async () => {
      const isFresh = database === undefined || clock.now() - readAtMs < freshMs;
      if (present !== undefined && isFresh) return present.catalogue;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    forget: () => {
      changes++;
      readAtMs = Number.NEGATIVE_INFINITY;
      reading = undefined;
    },
  };
}

/** Compiled value sets by canonical address, until the catalogue changes. */
export function createCompiler(present: PresentCatalogue, options: CompileOptions) {
  let kept = new Map<string, Promise<Outcome<CompiledValueSet>>>();
  let of: Catalogue | undefined;
  return async (canonical: string): Promise<Outcome<CompiledValueSet>> => {
    const catalogue = await present.get();
    if (of !== catalogue) {
      of = catalogue;
      kept = new Map();
    }
    let compiled = kept.get(canonical);
    if (compiled === undefined) {
      compiled = compileByUrl({ catalogue, options, within: [] }, canonical);
      compiled.catch(() => kept.delete(canonical));
      if (kept.size >= compiledKept) kept.delete(kept.keys().next().value ?? canonical);
      kept.set(canonical, compiled);
    }
    return compiled;
  };
}
