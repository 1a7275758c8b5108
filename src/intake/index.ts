/** The door of `intake`: what comes in from outside, kept before it is read, filed once, answered honestly. */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { errorFields } from '#platform';
import { type CsvToFile, fileCsv } from './csv/file-csv.ts';
import { intakeFault } from './faults.ts';
import { readBacklog, readFigures } from './inbox/figures.ts';
import { createQuarantine } from './inbox/quarantine.ts';
import { createMessageReceiver } from './inbox/receive-message.ts';
import type { IntakeDependencies } from './intake-dependencies.ts';

export type { CsvReport, CsvToFile } from './csv/file-csv.ts';
export { csvColumns, type RefusedCell } from './csv/read-row.ts';
export { type IntakeFaultCode, intakeFault, intakeFaults } from './faults.ts';
export { supportedTriggers } from './hl7v2/supported-triggers-table.ts';
export type { IntakeFigures } from './inbox/figures.ts';
export { selectNewestMessage } from './inbox/newest-message.ts';
export type { QuarantinedMessage, Replay } from './inbox/quarantine.ts';
export type { Hl7Receipt } from './inbox/receive-message.ts';
export type { ContributedRecord, IntakeDependencies } from './intake-dependencies.ts';

export function createIntake(deps: IntakeDependencies) {
  const receiver = createMessageReceiver(deps);
  return {
    /**
     * One HL7 v2 message. Never throws, and comes back within 25 seconds. `certificateNames`: those that its connection
     * proved; without them a sender that must prove one is refused.
     */
    receiveHl7: (bytes: Uint8Array, certificateNames: readonly string[] = []) =>
      receiver.receive(bytes, certificateNames),
    /** Files what an earlier process kept and did not file: to be called before any listener opens. INTAKE-006. */
    async resume(): Promise<Outcome<true>> {
      try {
        return (await receiver.resume()) ? ok(true) : failed(intakeFault('INTAKE-006'));
      } catch (error) {
        deps.log.error('kept messages could not be filed', errorFields(error));
        return failed(intakeFault('INTAKE-006'));
      }
    },
    fileCsv: (file: CsvToFile) => fileCsv(deps, file),
    quarantine: createQuarantine(deps, receiver),
    figures: () => readFigures(deps),
    backlog: () => readBacklog(deps.database),
  };
}

export type Intake = ReturnType<typeof createIntake>;
