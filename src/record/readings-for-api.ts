/** What machines read, as the record's door gives it on: each reading is decided, logged and only then opened. */
import type { RequestContext } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import { createPatientIndex } from '#patient-index';
import { type Database, type DatabaseTransaction, databaseWithin } from '#platform';
import { createStore } from '#store';
import * as api from './answer-api.ts';
import { type EverythingRequest, everythingForApi } from './answer-everything.ts';
import { type HistoryRequest, historyForApi } from './answer-history.ts';
import { type ClientIds, createClientIds } from './client-ids.ts';
import { everythingOfAll } from './everything-of-all.ts';
import { createExporting } from './export/create-exporting.ts';
import { type NameSearchLimit, searchWithinLimit } from './limit-name-searches.ts';
import { type LastObservations, lastObservations } from './search/find/last-n.ts';
import type { ApiSearch } from './search/find/search-rows.ts';
import type { searchForApi } from './search/search-for-api.ts';
import { createSubscriptions } from './subscriptions/create-subscriptions.ts';
import { type SummaryRequest, summaryForApi } from './summary/summary-for-api.ts';

/** The readings that see what a transaction wrote before it is committed. */
export type ReadingsWithin = ReturnType<typeof readingsForApi> & { readonly clientIds: ClientIds };

/** The same as one transaction sees the database: each is decided and logged for itself, as ever. */
export function readingsWithin(
  deps: ApiReadingDependencies & { readonly database: Database },
  transaction: DatabaseTransaction,
): ReadingsWithin {
  const database = databaseWithin(deps.database, transaction);
  const store = createStore({ database, clock: deps.clock });
  const patientIndex = createPatientIndex({ database, clock: deps.clock });
  return { ...readingsForApi({ ...deps, database, store, patientIndex }), clientIds: createClientIds(store) };
}

export type ApiReadingDependencies = NameSearchLimit &
  Parameters<typeof searchForApi>[0] &
  Parameters<typeof historyForApi>[0] &
  Parameters<typeof createSubscriptions>[0] &
  Parameters<typeof everythingOfAll>[0] &
  Parameters<typeof createExporting>[0] &
  Parameters<typeof summaryForApi>[0] &
  api.ApiDependencies;

export function readingsForApi(deps: ApiReadingDependencies) {
  return {
    readForApi: (request: RequestContext, type: ResourceType, id: string) => api.readForApi(deps, request, type, id),
    readVersionsForApi: (
      request: RequestContext,
      type: ResourceType,
      which: { readonly id: string; readonly versionId?: string },
    ) => api.readVersionsForApi(deps, request, type, which),
    historyForApi: (request: RequestContext, asked: HistoryRequest) => historyForApi(deps, request, asked),
    everythingForApi: (request: RequestContext, asked: EverythingRequest) => everythingForApi(deps, request, asked),
    everythingOfAll: (request: RequestContext, asked: Omit<EverythingRequest, 'id'>) =>
      everythingOfAll(deps, request, asked),
    summaryForApi: (request: RequestContext, asked: SummaryRequest) => summaryForApi(deps, request, asked),
    lastObservations: (request: RequestContext, asked: LastObservations) => lastObservations(deps, request, asked),
    subscriptions: createSubscriptions(deps),
    exporting: createExporting(deps),
    searchForApi: (request: RequestContext, search: ApiSearch) => searchWithinLimit(deps, request, search),
  };
}
