import type { AccessGrant } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { compareKin, type KinPair } from './compare-kin.ts';
import { createPersonFinder, type PersonFinderDependencies } from './find-person.ts';
import { isPlaceKept, type RecordsOfFeeds } from './keep-restriction.ts';
import { readTrace } from './read-trace.ts';

export type { KinPair } from './compare-kin.ts';
export { type Demographics, demographicsOf, type LocalIdentifier, nhsNumberSystem } from './demographics.ts';
export {
  type AsOf,
  changesText,
  type DemographicCriteria,
  type PersonInIndex,
  personsOfCompartments,
  type RecordWalk,
  traceLimit,
} from './find-person.ts';
export { endKeptRestrictions, keptByUpgrade, keptRestricted } from './keep-restriction.ts';
export { type LinkResult, linkRecord } from './link-record.ts';
export { addLocalIdentifiers, findLocalRecord, mergeRecords } from './local-records.ts';
export type { TracedPerson } from './read-trace.ts';

/** Finding persons by number, NHS number or demographics, and reading what a search shows of them under a grant. */
export function createPatientIndex(deps: PersonFinderDependencies & { readonly clock: Clock }) {
  return {
    ...createPersonFinder(deps),
    compareKin: (pairs: readonly KinPair[]) => compareKin(deps.database, pairs),
    isPlaceKept: (whose: RecordsOfFeeds) => isPlaceKept(deps.database.sql, whose),
    readTrace: (grant: AccessGrant) => readTrace(deps, grant),
  };
}

export type PatientIndex = ReturnType<typeof createPatientIndex>;
