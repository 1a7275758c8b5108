import type { InteractionDependencies } from '../api-call.ts';
import { exportKind, planExport } from './export.ts';
import { importKind } from './import.ts';
import { runImport } from './run-import.ts';

export { answerExport, answerManifest } from './export.ts';
export { answerExportPart } from './export-file.ts';
export { answerImport, answerImportEnd, answerImportPart } from './import.ts';

/** Once, before jobs start. */
export function registerBulkJobs(deps: InteractionDependencies): void {
  deps.jobs.register(exportKind, planExport(deps));
  deps.jobs.register(importKind, runImport(deps), { takesHours: true });
}
