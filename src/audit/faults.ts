/** Every expected failure of the log, with its code: held against `docs/faults.md`. */
import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

interface FaultEntry {
  readonly kind: FaultKind;
  readonly message: string;
  readonly help: string;
}

export const auditFaults = {
  'AUDIT-001': {
    kind: 'unavailable',
    message: 'The access log cannot be written or read at the moment, so nothing is shown. Try again.',
    help: 'Nothing leaves unlogged: while the database of the log does not answer within five seconds, no record opens. Check that the database runs, has room on its disk, and lets goldthread_app insert into the schema audit.',
  },
  'AUDIT-002': {
    kind: 'busy',
    message: 'The access log has more to write than it can take. Try again in a moment.',
    help: 'More requests wait for their log entry than the bound allows. It passes by itself; when it lasts, the disk of the database is too slow for the load.',
  },
  'AUDIT-003': {
    kind: 'broken',
    message:
      'Something was about to be shown that the access log could not attribute to a person, so nothing is shown.',
    help: 'A grant let items through whose person it did not name. This is a defect of Goldthread: report it with the request number.',
  },
  'AUDIT-004': {
    kind: 'unavailable',
    message:
      'The access log does not fit the database it is in, so nothing is shown until an administrator has mended it.',
    help: 'The transaction counter of the server is behind the log, as after a restore from a dump into a new cluster. Restore from a file-level backup, or raise the counter with pg_resetwal: decision 0013 says how.',
  },
} as const satisfies Record<string, FaultEntry>;

export type AuditFaultCode = keyof typeof auditFaults;

export function auditFault(code: AuditFaultCode): Fault {
  const { kind, message } = auditFaults[code];
  return fault(kind, code, message);
}
