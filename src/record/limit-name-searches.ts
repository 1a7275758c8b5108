/**
 * Nobody counts through names or numbers (attack 84). Each search for a person by a member of staff counts, for the trace
 * names anybody, and so does each look-up of a person by a privacy officer; of a search by the API only one that found nobody, for it names nobody whom the caller may not see.
 * Machines search what their own organisation sent, and are not limited.
 */
import { type Caller, callerKey, type RequestContext } from '#disclosure';
import type { Fault } from '#kernel/fault.ts';
import { failed, type Outcome } from '#kernel/outcome.ts';
import { noRateLimit, type RateLimit } from '#platform';
import type { ApiPage } from './answer-api.ts';
import { recordFault } from './faults.ts';
import { type FoundPeople, findPeople, type PersonCriteria } from './find-people.ts';
import type { ReadDependencies } from './open-record.ts';
import type { ApiSearch } from './search/find/search-rows.ts';
import { searchForApi } from './search/search-for-api.ts';

export interface NameSearchLimit {
  /** Without it nobody is limited. */
  readonly nameSearches?: RateLimit;
  /** Of the API; they tell nothing, so there may be more of them. */
  readonly fruitlessSearches?: RateLimit;
}

/** Undefined for machines. */
function whoAsks(caller: Caller): string | undefined {
  return caller.kind === 'system' ? undefined : callerKey(caller);
}

function tooMany({ perHour }: RateLimit, retryAfterSeconds: number): Fault {
  const rule = `are limited to ${perHour} an hour for each person who asks; ask again in ${retryAfterSeconds} seconds`;
  return { ...recordFault('RECORD-017', [{ place: 'searches for a person', rule }]), retryAfterSeconds };
}

async function refuse(
  deps: Pick<ReadDependencies, 'audit'>,
  request: RequestContext,
  fault: Fault,
): Promise<Outcome<never>> {
  const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['rate-limit'] });
  return logged.ok ? failed(fault) : logged;
}

/** Faults: those of what is asked; RECORD-017. */
export async function withinNameSearches<Found>(
  deps: Pick<ReadDependencies, 'audit'> & NameSearchLimit,
  request: RequestContext,
  ask: () => Promise<Outcome<Found>>,
): Promise<Outcome<Found>> {
  const { nameSearches = noRateLimit } = deps;
  const asks = whoAsks(request.caller);
  const waitSeconds = asks === undefined ? undefined : nameSearches.take(asks);
  if (waitSeconds !== undefined) return refuse(deps, request, tooMany(nameSearches, waitSeconds));
  return ask();
}

/** Faults: those of the search; RECORD-017. */
export function findPeopleWithinLimit(
  deps: ReadDependencies & NameSearchLimit,
  request: RequestContext,
  criteria: PersonCriteria,
): Promise<Outcome<FoundPeople>> {
  return withinNameSearches(deps, request, () => findPeople(deps, request, criteria));
}

/** Faults: those of the search; RECORD-017. */
export async function searchWithinLimit(
  deps: Parameters<typeof searchForApi>[0] & NameSearchLimit,
  request: RequestContext,
  search: ApiSearch,
): Promise<Outcome<ApiPage>> {
  const { fruitlessSearches = noRateLimit } = deps;
  const asks = search.search.type === 'Patient' ? whoAsks(request.caller) : undefined;
  if (asks === undefined) return searchForApi(deps, request, search);
  const waitSeconds = fruitlessSearches.look(asks);
  if (waitSeconds !== undefined) return refuse(deps, request, tooMany(fruitlessSearches, waitSeconds));
  const found = await searchForApi(deps, request, search);
  if (found.ok && found.value.matches.length === 0) fruitlessSearches.take(asks);
  return found;
}
