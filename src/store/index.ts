import type { SourceNumber } from '#disclosure';
import { clientIdsOf, findClientIds, hasClientIds } from './client-ids.ts';
import * as reading from './read-resources.ts';

export { type ClientId, findClientIds, writeClientIds } from './client-ids.ts';
export {
  type LocatedResource,
  locateByIdentifier,
  locateByNumber,
  locateByTokens,
  locateInCompartments,
} from './locate-resources.ts';
export type { CompartmentQuery, ResourceKey, SealedRows } from './read-resources.ts';
export { type ResourceState, type ResourceToWrite, resourceState, type StoredResource } from './stored-resource.ts';
export { addLabelByToken, writeResources } from './write-resources.ts';

/** The store's readings, each of which takes a grant and gives sealed rows. */
export function createStore(deps: reading.ReadDependencies) {
  return {
    /** Where contributions of clients are written: all of one, or nothing. */
    transaction: deps.database.transaction.bind(deps.database),
    readResource: reading.createResourceReader(deps),
    readResources: reading.readResources.bind(undefined, deps),
    readCompartments: reading.readCompartments.bind(undefined, deps),
    readByIdentifier: reading.readByIdentifier.bind(undefined, deps),
    findClientIds: (source: SourceNumber, wanted: Parameters<typeof findClientIds>[2]) =>
      findClientIds(deps.database.sql, source, wanted),
    clientIdsOf: (source: SourceNumber, keys: Parameters<typeof clientIdsOf>[2]) =>
      clientIdsOf(deps.database.sql, source, keys),
    hasClientIds: (source: SourceNumber) => hasClientIds(deps.database.sql, source),
    sealKnown: reading.sealKnown.bind(undefined, deps),
    readVersions: reading.readVersions.bind(undefined, deps),
    compartmentsByIdentifier: reading.compartmentsByIdentifier.bind(undefined, deps),
  };
}

export type Store = ReturnType<typeof createStore>;
