import type { InteractionDependencies } from '../api-call.ts';
import { exportKind, planExport } from './export.ts';

export { answerExport, answerManifest } from './export.ts';
export { answerExportPart } from './export-file.ts';

/** Once, before jobs start. */
export function registerBulkJobs(deps: InteractionDependencies): void {
  deps.jobs.register(exportKind, planExport(deps));
}
