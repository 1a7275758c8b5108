import type { RequestContext } from '#disclosure';
import type { ApiDependencies } from '../answer-api.ts';
import { type ExportFile, readExport } from './read-export.ts';
import {
  nextRecordSet,
  noteKickOff,
  type RecordSetRequest,
  recordsOfGroup,
  recordsOfPatients,
  shelfRecordSet,
} from './walk-records.ts';

/** What a bulk export asks: which records there are, and the files (decision 20). */
export function createExporting(deps: ApiDependencies) {
  return {
    noteKickOff: (request: RequestContext, asked: { readonly level: string; readonly types: readonly string[] }) =>
      noteKickOff(deps, request, asked),
    nextRecordSet: (request: RequestContext, asked: RecordSetRequest) => nextRecordSet(deps, request, asked),
    shelfRecordSet: (request: RequestContext, asked: Pick<RecordSetRequest, 'changedSince'>) =>
      shelfRecordSet(deps, request, asked),
    recordsOfPatients: (request: RequestContext, ids: readonly string[]) => recordsOfPatients(deps, request, ids),
    recordsOfGroup: (request: RequestContext, id: string) => recordsOfGroup(deps, request, id),
    readFile: (request: RequestContext, file: ExportFile) => readExport(deps, request, file),
  };
}
