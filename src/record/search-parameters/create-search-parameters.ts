/** The door of the region's own search parameters: defined by whoever administers the region, for everybody who searches. */
import { randomBytes } from 'node:crypto';
import type { SearchParameter } from 'fhir/r4.js';
import type { Audit } from '#audit';
import type { RequestContext } from '#disclosure';
import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import { readOwnSearchParameter } from '#fhir/own-search-parameter.ts';
import type { Resource } from '#fhir/resource-types.ts';
import type { OwnSearchParameter, SearchCatalogue } from '#fhir/search-catalogue.ts';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import { recordFault } from '../faults.ts';
import { isMatch } from '../search/match/is-match.ts';
import type { ReadSearch } from '../search/search-criterion.ts';
import { type IndexRun, indexRows, typesOf } from './index-rows.ts';
import * as rows from './parameter-rows.ts';

export interface ParameterDependencies {
  readonly database: Database;
  readonly catalogue: SearchCatalogue;
  readonly audit: Pick<Audit, 'recordEvent'>;
  readonly clock: Clock;
  /** With the region's own parameters. */
  readonly extract: SearchValueExtractor;
}

/** Each costs every write of its types a walk and each row a few hashes. */
const parametersMax = 100;

/** What decides which values a definition gives. */
function meaningOf({ type, base, expression, target, component }: SearchParameter): string {
  return JSON.stringify([type, [...base].sort(), expression, [...(target ?? [])].sort(), component]);
}

/** A composite has no hashes of its own: its parts are read in each row's text, and there is nothing to index. */
function stateOf({ status, type }: SearchParameter): rows.ParameterState {
  if (status === 'active') return type === 'composite' ? 'ready' : 'indexing';
  return status === 'retired' ? 'retired' : 'draft';
}

function isInEffect({ state }: rows.StoredParameter): boolean {
  return state === 'indexing' || state === 'ready';
}

function ownOf(deps: ParameterDependencies, stored: readonly rows.StoredParameter[]): OwnSearchParameter[] {
  return stored.filter(isInEffect).flatMap((one): OwnSearchParameter[] => {
    const read = readOwnSearchParameter(deps.catalogue.definitions, one.resource, []);
    if (!('code' in read)) return [];
    const indexName = `own ${one.generation}`;
    return [{ ...read, indexName, ...(one.state === 'indexing' ? { isBeingIndexed: true } : {}) }];
  });
}

type Refresh = () => Promise<readonly rows.StoredParameter[]>;

/** One after the other, so that what was read first never replaces what was read last. */
function createRefresh(deps: ParameterDependencies): Refresh {
  let last: Promise<unknown> = Promise.resolve();
  const refresh = async (): Promise<readonly rows.StoredParameter[]> => {
    const stored = await rows.selectParameters(deps.database.sql);
    deps.catalogue.replaceOwn(ownOf(deps, stored));
    return stored;
  };
  return () => {
    const next = last.then(refresh, refresh);
    last = next.catch(() => undefined);
    return next;
  };
}

async function note(deps: ParameterDependencies, request: RequestContext, id: string, act: string) {
  return deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: 'done',
    detail: { searchParameter: id, act },
  });
}

async function define(
  deps: ParameterDependencies & { readonly refresh: Refresh },
  request: RequestContext,
  given: { readonly id?: string; readonly resource: SearchParameter; readonly by: string },
): Promise<Outcome<{ readonly stored: rows.StoredParameter; readonly isNew: boolean }>> {
  const id = given.id ?? randomBytes(12).toString('hex');
  const resource = { ...given.resource, id };
  const logged = await note(deps, request, id, 'define');
  if (!logged.ok) return logged;
  const written = await deps.database.transaction(async (sql): Promise<Outcome<boolean>> => {
    await rows.lockParameters(sql);
    const stored = await rows.selectParameters(sql);
    const before = stored.find((one) => one.id === id);
    const others = stored.filter((one) => one.id !== id);
    const read = readOwnSearchParameter(deps.catalogue.definitions, resource, ownOf(deps, others));
    if (!('code' in read)) return failed(recordFault('RECORD-016', read));
    if (before === undefined && stored.length >= parametersMax)
      return failed(recordFault('RECORD-016', [{ place: 'region', rule: `defines at most ${parametersMax}` }]));
    const state = stateOf(resource);
    const isSame =
      before !== undefined &&
      meaningOf(before.resource) === meaningOf(resource) &&
      isInEffect(before) === (resource.status === 'active');
    await rows.upsertParameter(sql, {
      id,
      resource,
      changedMs: deps.clock.now(),
      changedBy: given.by,
      state,
      isAnother: !isSame,
    });
    return ok(before === undefined);
  });
  if (!written.ok) return written;
  const stored = (await deps.refresh()).find((one) => one.id === id);
  return stored === undefined ? failed(recordFault('RECORD-002')) : ok({ stored, isNew: written.value });
}

export function createSearchParameterRegister(deps: ParameterDependencies) {
  const refresh = createRefresh(deps);
  return {
    /** What was defined before this start. Those that are still to be indexed come back. */
    load: async (): Promise<readonly rows.StoredParameter[]> =>
      (await refresh()).filter(({ state }) => state === 'indexing'),
    /** Fault RECORD-016 with each rule that the definition breaks; those of the log. */
    define: (request: RequestContext, given: Parameters<typeof define>[2]) =>
      define({ ...deps, refresh }, request, given),
    read: async (id: string): Promise<rows.StoredParameter | undefined> =>
      (await rows.selectParameters(deps.database.sql)).find((one) => one.id === id),
    /** Those that answer to a search of SearchParameter. */
    find: async (search: ReadSearch, shown: (stored: rows.StoredParameter) => Resource): Promise<Resource[]> => {
      const context = { nowMs: deps.clock.now(), patientKey: (id: string) => id };
      const all = (await rows.selectParameters(deps.database.sql)).map(shown);
      return all.filter((resource) => isMatch(search, resource, context));
    },
    /** From then on nothing is searched by it. What it left in the index means nothing. */
    remove: async (request: RequestContext, id: string): Promise<Outcome<boolean>> => {
      const logged = await note(deps, request, id, 'remove');
      if (!logged.ok) return logged;
      const isGone = await rows.deleteParameter(deps.database.sql, id);
      await refresh();
      return ok(isGone);
    },
    /** For a job. Gives whether the definition is ready; false when it became another, or is gone. */
    index: async (generation: number, run: Pick<IndexRun, 'checkpoint' | 'report'>): Promise<boolean> => {
      const stored = (await rows.selectParameters(deps.database.sql)).find((one) => one.generation === generation);
      if (stored?.state !== 'indexing') return false;
      const isReady = await indexRows(deps, {
        ...run,
        types: typesOf(stored),
        noteIndexed: (count) => rows.noteIndexed(deps.database, generation, count),
      });
      if (isReady) await rows.markReady(deps.database, generation);
      await refresh();
      return isReady;
    },
  };
}

export type SearchParameterRegister = ReturnType<typeof createSearchParameterRegister>;
