import type { SourceNumber } from '#disclosure';
import { clientIdsOf, findClientIds, hasClientIds } from './client-ids.ts';
import { countVisibleAt } from './count-visible-at.ts';
import { createResourceFetcher } from './fetch-resource.ts';
import { numbersLinkedTo } from './linked-numbers.ts';
import { presentVersions } from './present-versions.ts';
import { readDeleted, typesPresent } from './read-for-export.ts';
import { findVersions, type HistoryQuery, readVersionsByKey } from './read-history.ts';
import * as reading from './read-resources.ts';
import { recordsShown } from './records-shown.ts';
import { searchRows } from './search-rows.ts';
import { walkRows } from './walk-rows.ts';
import { writersUnderWay } from './writers-under-way.ts';

export { inheritLabels, type LabelRaised, type RelabelRow, raiseLabels } from './change-labels.ts';
export { type IndexPlace, type RowToHash, rehashRow, rehashRows, sourcesWithRows } from './change-tokens.ts';
export { type ClientId, findClientIds, writeClientIds } from './client-ids.ts';
export type { LabelAddedLater } from './count-visible-at.ts';
export {
  findIdentified,
  type LocatedResource,
  locateByNumber,
  locateByTokens,
  locateInCompartments,
} from './locate-resources.ts';

export type { ExportQuery, TypePresence } from './read-for-export.ts';

export type { FoundVersion, HistoryQuery, VersionKey } from './read-history.ts';
export type { CompartmentQuery, ResourceKey, SealedRows } from './read-resources.ts';
export { type ColumnCondition, type ColumnTest, noConditions, type RowConditions } from './row-conditions.ts';
export type { FoundRow, RowOrder, RowPlace, RowQuery, RowReach, RowsFound } from './search-rows.ts';
export {
  newestFirst,
  type ResourceState,
  type ResourceToWrite,
  resourceState,
  type StoredResource,
} from './stored-resource.ts';
export type { WalkQuery, WalkStep } from './walk-rows.ts';
export { addLabelByToken, writeResources } from './write-resources.ts';

/** The store's readings, each of which takes a grant and gives sealed rows. */
export function createStore(deps: reading.ReadDependencies) {
  return {
    /** Where contributions of clients are written: all of one, or nothing. */
    transaction: deps.database.transaction.bind(deps.database),
    numbersLinkedTo: numbersLinkedTo.bind(undefined, deps),
    countVisibleAt: countVisibleAt.bind(undefined, deps),
    fetchResource: createResourceFetcher(deps),
    readNothing: () => reading.readNothing(deps),
    readResources: reading.readResources.bind(undefined, deps),
    readCompartments: reading.readCompartments.bind(undefined, deps),
    findClientIds: (source: SourceNumber, wanted: Parameters<typeof findClientIds>[2]) =>
      findClientIds(deps.database.sql, source, wanted),
    clientIdsOf: (source: SourceNumber, keys: Parameters<typeof clientIdsOf>[2]) =>
      clientIdsOf(deps.database.sql, source, keys),
    hasClientIds: (source: SourceNumber) => hasClientIds(deps.database.sql, source),
    sealKnown: reading.sealKnown.bind(undefined, deps),
    recordsShown: recordsShown.bind(undefined, deps),
    presentVersions: presentVersions.bind(undefined, deps),
    typesPresent: typesPresent.bind(undefined, deps),
    readDeleted: readDeleted.bind(undefined, deps),
    findVersions: (query: HistoryQuery) => findVersions(deps, query),
    readVersionsByKey: readVersionsByKey.bind(undefined, deps),
    readVersions: reading.readVersions.bind(undefined, deps),
    searchRows: searchRows.bind(undefined, deps),
    walkRows: walkRows.bind(undefined, deps),
    writersUnderWay: () => writersUnderWay(deps),
    compartmentsByIdentifier: reading.compartmentsByIdentifier.bind(undefined, deps),
  };
}

export type Store = ReturnType<typeof createStore>;
