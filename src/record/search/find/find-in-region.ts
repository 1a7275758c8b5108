/**
 * A page over all that a grant shows in the region. The way is chosen here and never by the planner: through the index of
 * hashes when they are rare, else a walk in the order of creation, newest first. That order no update changes, so that a
 * page neither misses nor repeats what stood when the first was read.
 */
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { FoundRow, SealedRows } from '#store';
import { recordFault } from '../../faults.ts';
import type { TerminologyPort } from '../terminology-port.ts';
import { type CompiledConditions, compileConditions } from './compile-conditions.ts';
import {
  candidatesOf,
  findPage,
  isTestedByText,
  type PageRequest,
  placeAfter,
  reachByChain,
  testRows,
} from './find-page.ts';
import type { SubjectDependencies } from './find-subjects.ts';
import type { KnownWays } from './known-ways.ts';
import { placeOf, type SearchKey } from './order-matches.ts';
import type { FoundPage, SearchGroup } from './search-rows.ts';
import { searchedCodes } from './searched-codes.ts';

/** So many rows under the searched hashes are read at once: one costs as much as three that a walk passes. */
const fewRows = 1_000;
/** More under the hashes than this, and a walk fills a page sooner, however far it has to go. */
const rareRows = 5_000;
/** Rows that a walk passes before it is known whether the hashes would be shorter. */
const tryRows = 4_000;
/** The same of one code's rows, each of which lies on a page of its own too. */
const tryRowsOfCode = 400;
/** Rows that one statement of a walk passes, and that one search may pass in all. */
const stepRows = 20_000;
export const walkMax = 400_000;

const walkedTooFar = recordFault('RECORD-015', [
  {
    place: 'query',
    rule: `found too few among the ${walkMax} resources that one search may look through: add a parameter by code, reference, name or identifier`,
  },
]);

interface Looking {
  readonly deps: SubjectDependencies;
  readonly request: PageRequest;
  readonly group: SearchGroup;
  readonly compiled: CompiledConditions;
  /** Of which a row must have one, where they can be walked by. */
  readonly codes: readonly number[] | undefined;
  readonly ways: KnownWays;
  /** Rows to find: one more than the page holds tells that there is a next one. */
  readonly wanted: number;
}

interface Gathered {
  readonly rows: readonly SealedRows<FoundRow>[];
  readonly count: number;
}

const firstBatch = 64;
const largestBatch = 2_000;

function firstLimit({ compiled, wanted }: Looking): number {
  return Math.min(compiled.isExact ? wanted : Math.max(wanted, firstBatch), largestBatch);
}

const wayBeyond = { 'too many': 'walk first', 'beyond reach': 'walk' } as const;

type ByHashes = Gathered | keyof typeof wayBeyond;

async function gatherByHashes(looking: Looking, rowsMax: number): Promise<ByHashes> {
  const { deps, request, group, compiled, wanted } = looking;
  const { search } = request.input;
  const rows: SealedRows<FoundRow>[] = [];
  let count = 0;
  let after = request.input.after;
  let limit = firstLimit(looking);
  while (count < wanted) {
    const batch = await deps.store.searchRows(group.grant, {
      reach: { by: 'tokens' },
      types: [resourceTypeNumber(search.type)],
      conditions: compiled.conditions,
      ...placeAfter(after),
      limit,
      countMax: rowsMax + 1,
    });
    if (batch.isCut) return 'beyond reach';
    if (batch.total > rowsMax) return 'too many';
    const tested = testRows(batch.rows, group, { search, isExact: compiled.isExact, context: request.context });
    rows.push(tested);
    count += tested.count;
    if (batch.fetched < limit || batch.last === undefined) break;
    after = placeOf(batch.last);
    limit = Math.min(limit * 4, largestBatch);
  }
  return { rows, count };
}

function lastPlace(rows: SealedRows<FoundRow>): SearchKey | undefined {
  let place: SearchKey | undefined;
  rows.keep((all) => {
    const last = all.at(-1);
    place = last === undefined ? undefined : placeOf(last);
    return [];
  });
  return place;
}

/** Passes `rowsMax` at most. Faults: RECORD-015. */
async function gatherByWalk(
  looking: Looking,
  rowsMax = walkMax,
  codes?: readonly number[],
): Promise<Outcome<Gathered>> {
  const { deps, request, group, compiled, wanted } = looking;
  const { search } = request.input;
  const rows: SealedRows<FoundRow>[] = [];
  let count = 0;
  let { after } = placeAfter(request.input.after);
  let limit = firstLimit(looking);
  let passed = 0;
  for (;;) {
    const step = await deps.store.walkRows(group.grant, {
      type: resourceTypeNumber(search.type),
      conditions: compiled.conditions,
      ...(after === undefined ? {} : { after }),
      ...(codes === undefined ? {} : { codes }),
      limit,
      stepRows: Math.min(stepRows, rowsMax),
    });
    const tested = testRows(step.rows, group, { search, isExact: compiled.isExact, context: request.context });
    rows.push(tested);
    count += tested.count;
    if (count >= wanted || step.next === undefined) return ok({ rows, count });
    passed += step.passed;
    if (passed >= rowsMax) return failed(walkedTooFar);
    after = step.next;
    limit = Math.min(limit * 4, largestBatch);
  }
}

/** By hashes while these lead to few; which way served them last goes first. */
async function gatherByRareHashes(looking: Looking): Promise<Gathered | undefined> {
  const { ways, codes } = looking;
  const { tokens } = looking.compiled.conditions;
  if (ways.of(tokens) === undefined) {
    const few = await gatherByHashes(looking, fewRows);
    if (typeof few === 'object') return few;
    ways.note(tokens, wayBeyond[few]);
  }
  if (codes === undefined && ways.of(tokens) === 'walk first' && looking.wanted <= largestBatch) {
    const dense = await gatherByWalk(looking, tryRows);
    if (dense.ok) return dense.value;
  }
  if (ways.of(tokens) === 'walk') return undefined;
  const found = await gatherByHashes(looking, rareRows);
  ways.note(tokens, typeof found === 'object' ? 'hashes first' : wayBeyond[found]);
  return typeof found === 'object' ? found : undefined;
}

/** Whichever way is taken, the page is the same. */
async function gather(looking: Looking): Promise<Outcome<Gathered>> {
  const { codes, wanted, ways } = looking;
  const { tokens } = looking.compiled.conditions;
  if (tokens.length === 0) return gatherByWalk(looking);
  if (codes !== undefined && wanted <= largestBatch && ways.of(tokens) !== 'hashes first') {
    const dense = await gatherByWalk(looking, tryRowsOfCode, codes);
    if (dense.ok) return dense;
  }
  const rare = await gatherByRareHashes(looking);
  return rare === undefined ? gatherByWalk(looking, walkMax, codes) : ok(rare);
}

function joined(parts: readonly SealedRows<FoundRow>[], count: number): SealedRows<FoundRow> {
  const [first, ...more] = parts;
  if (first === undefined) throw new Error('a search looked nowhere');
  return more.reduce((all, rows) => all.and(rows), first).keep((all) => all.slice(0, count));
}

/** Counted only when asked for (R4 3.1.1.5.2): the count of a region would cost more than its page. */
async function totalOf(looking: Looking): Promise<Outcome<number | undefined>> {
  const { deps, group, compiled, request } = looking;
  const { search } = request.input;
  if (search.total !== 'accurate' && search.total !== 'estimate' && !search.isCountOnly) return ok(undefined);
  if (compiled.isExact && compiled.conditions.tokens.length > 0 && !isTestedByText(group)) {
    const counted = await deps.store.searchRows(group.grant, {
      reach: { by: 'tokens' },
      types: [resourceTypeNumber(search.type)],
      conditions: compiled.conditions,
      limit: 0,
      countMax: walkMax + 1,
    });
    if (counted.marked === 0 && !counted.isCut)
      return counted.total > walkMax ? failed(walkedTooFar) : ok(counted.total);
  }
  const { after: _after, ...fromTheStart } = request.input;
  const whole = { ...looking, request: { ...request, input: fromTheStart }, wanted: Number.MAX_SAFE_INTEGER };
  const all = await gather(whole);
  return all.ok ? ok(all.value.count) : all;
}

export interface RegionDependencies extends SubjectDependencies {
  readonly knownWays: KnownWays;
  readonly terminology?: TerminologyPort;
}

type RegionRequest = PageRequest & { readonly groups: readonly [SearchGroup] };

function lookingFor(deps: RegionDependencies, request: RegionRequest, wanted: number): Looking {
  const [group] = request.groups;
  const compiled = compileConditions(request.input.search, {
    baseUrl: request.input.baseUrl,
    answered: new Set(),
    isTextStripped: group.grant.stripLocation,
  });
  return { deps, request, group, compiled, codes: searchedCodes(request.input.search), ways: deps.knownWays, wanted };
}

/** Up to `wanted` matches, newest first. Faults: RECORD-015. */
export async function gatherAll(
  deps: RegionDependencies,
  request: RegionRequest,
  wanted: number,
): Promise<Outcome<SealedRows<FoundRow>>> {
  if (reachByChain(request.input.search) !== undefined) return candidatesOf(deps, request, request.groups[0]);
  const found = await gather(lookingFor(deps, request, wanted));
  return found.ok ? ok(joined(found.value.rows, wanted)) : found;
}

/** Faults: RECORD-015, which names the limit. */
export async function findInRegion(deps: RegionDependencies, request: RegionRequest): Promise<Outcome<FoundPage>> {
  const [group] = request.groups;
  const { search } = request.input;
  if (search.sort.length > 0 || reachByChain(search) !== undefined) return findPage(deps, request);
  const looking = lookingFor(deps, request, search.count + 1);
  const total = await totalOf(looking);
  if (!total.ok) return total;
  if (search.isCountOnly) return ok({ parts: [], total: total.value, next: undefined });
  const found = await gather(looking);
  if (!found.ok) return found;
  const rows = joined(found.value.rows, search.count);
  const next = found.value.count > search.count ? lastPlace(rows) : undefined;
  return ok({ parts: [{ group, rows }], total: total.value, next });
}
