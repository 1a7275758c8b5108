import { countVisibleAt } from './count-visible-at.ts';
import { numbersLinkedTo } from './linked-numbers.ts';
import * as reading from './read-resources.ts';

export { inheritLabels, type LabelRaised, type RelabelRow, raiseLabels } from './change-labels.ts';
export type { LabelAddedLater } from './count-visible-at.ts';
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
    numbersLinkedTo: numbersLinkedTo.bind(undefined, deps),
    countVisibleAt: countVisibleAt.bind(undefined, deps),
    readResource: reading.createResourceReader(deps),
    readResources: reading.readResources.bind(undefined, deps),
    readCompartments: reading.readCompartments.bind(undefined, deps),
    readByIdentifier: reading.readByIdentifier.bind(undefined, deps),
    sealKnown: reading.sealKnown.bind(undefined, deps),
    readVersions: reading.readVersions.bind(undefined, deps),
    compartmentsByIdentifier: reading.compartmentsByIdentifier.bind(undefined, deps),
  };
}

export type Store = ReturnType<typeof createStore>;
