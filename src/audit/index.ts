/** The door of the log: who looked, what was decided, what was disclosed. */
export { type Audit, type AuditDeps, createAudit } from './create-audit.ts';
export { type AuditFaultCode, auditFaults } from './faults.ts';
export {
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
export type { LooksWanted } from './queries/select-looks.ts';
