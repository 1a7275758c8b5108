/** The door of the log: who looked, what was decided, what was disclosed. */

export { type LogVerifier, verifyInThread } from './check/verify-in-thread.ts';
export type { RegionReport } from './check/verify-region.ts';
export { verifyWholeLog, type WholeLogRequest } from './check/verify-whole-log.ts';
export { type Audit, type AuditDeps, createAudit } from './create-audit.ts';
export {
  type LogPeerSetting,
  type LogProofKeys,
  type LogProofSettings,
  type LogPublication,
  openLogProofs,
} from './create-proofs.ts';
export { type AuditFaultCode, auditFault, auditFaults } from './faults.ts';
export {
  type CodeAndName,
  type DisclosureExtra,
  type DoneWork,
  type EventRequest,
  type LogDetail,
  type LogEvent,
  type LogFigures,
  type LoggedLook,
  type LogKind,
  type LogLine,
  type LogPage,
  type LogPageRequest,
  type LogReconciliation,
  type LookPage,
  logKinds,
  type Refusal,
} from './log-event.ts';
export type { CompromisedDay } from './queries/compromised-days.ts';
export { auditCopies } from './queries/copies-for-backup.ts';
export type { LooksWanted } from './queries/select-looks.ts';
export { selectNewestMoment } from './queries/select-newest-moment.ts';
export type { OpenedField, PersonProofRequest } from './tree/prove-person.ts';
export type { SealedTree } from './tree/seal-tree.ts';
export { type Finding, type LogVerdict, verdictSentences } from './verify/findings.ts';
export type { LogFile } from './verify/log-file.ts';
export { type LogReport, type VerifyRequest, verifyLogFile } from './verify/verify-log-file.ts';
export type { WitnessAnswer } from './witness/witness.ts';
