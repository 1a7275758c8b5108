/** What machines read, as the record's door gives it on: each reading is decided, logged and only then opened. */
import type { RequestContext } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import * as api from './answer-api.ts';
import { type EverythingRequest, everythingForApi } from './answer-everything.ts';
import { everythingOfAll } from './everything-of-all.ts';
import { type ExportFile, readExport } from './export/read-export.ts';
import {
  nextRecordSet,
  noteKickOff,
  type RecordSetRequest,
  recordsOfGroup,
  recordsOfPatients,
  shelfRecordSet,
} from './export/walk-records.ts';
import { type LastObservations, lastObservations } from './search/last-n.ts';
import { searchForApi } from './search/search-for-api.ts';
import type { ApiSearch } from './search/search-rows.ts';
import { createSubscriptions } from './subscriptions/create-subscriptions.ts';
import { type SummaryRequest, summaryForApi } from './summary/summary-for-api.ts';

export type ApiReadingDependencies = Parameters<typeof searchForApi>[0] &
  Parameters<typeof createSubscriptions>[0] &
  Parameters<typeof everythingOfAll>[0] &
  Parameters<typeof nextRecordSet>[0] &
  Parameters<typeof readExport>[0] &
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
    everythingForApi: (request: RequestContext, asked: EverythingRequest) => everythingForApi(deps, request, asked),
    everythingOfAll: (request: RequestContext, asked: Omit<EverythingRequest, 'id'>) =>
      everythingOfAll(deps, request, asked),
    summaryForApi: (request: RequestContext, asked: SummaryRequest) => summaryForApi(deps, request, asked),
    lastObservations: (request: RequestContext, asked: LastObservations) => lastObservations(deps, request, asked),
    subscriptions: createSubscriptions(deps),
    exporting: {
      noteKickOff: (request: RequestContext, asked: { readonly level: string; readonly types: readonly string[] }) =>
        noteKickOff(deps, request, asked),
      nextRecordSet: (request: RequestContext, asked: RecordSetRequest) => nextRecordSet(deps, request, asked),
      shelfRecordSet: (request: RequestContext, asked: Pick<RecordSetRequest, 'changedSince'>) =>
        shelfRecordSet(deps, request, asked),
      recordsOfPatients: (request: RequestContext, ids: readonly string[]) => recordsOfPatients(deps, request, ids),
      recordsOfGroup: (request: RequestContext, id: string) => recordsOfGroup(deps, request, id),
      readFile: (request: RequestContext, file: ExportFile) => readExport(deps, request, file),
    },
    searchForApi: (request: RequestContext, search: ApiSearch) => searchForApi(deps, request, search),
  };
}
