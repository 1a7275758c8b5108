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
    help: 'The transaction counter of the server is behind the log, as after a restore from a dump into a new cluster. Restore with goldthread restore or from a file-level backup, or raise the counter with pg_resetwal: decision 0013 says how.',
  },
  'AUDIT-005': {
    kind: 'broken',
    message: 'The access log does not continue what was signed before, so it is not signed any more.',
    help: 'The database is older than the newest checkpoint in the keys directory, or its leaves were changed. Follow docs/runbooks/the-log-does-not-verify.md. Entries are still written; a log that has to begin again after a restore gets a new GOLDTHREAD_LOG_ORIGIN.',
  },
  'AUDIT-006': {
    kind: 'unavailable',
    message: 'The newest entries of the log are not sealed yet. Try again in a minute.',
    help: 'A proof waits until its entries are in a signed checkpoint, which takes seconds. When it lasts, the log of the process says why it is not sealed.',
  },
  'AUDIT-007': {
    kind: 'broken',
    message: 'The keys of the access log cannot be read or made.',
    help: 'Check that the keys directory (GOLDTHREAD_KEYS_DIR) exists, may be written by this user, and that access-log-*.pem in it is an Ed25519 private key.',
  },
  'AUDIT-008': {
    kind: 'conflict',
    message: 'Another region has shown a log that does not continue what was witnessed of it.',
    help: 'Its log was changed, went back, or was forked, or it began again without a new origin. It got no signature. Tell that region and the privacy officer; what was witnessed last is in the keys directory (witnessed-*).',
  },
  'AUDIT-009': {
    kind: 'invalid',
    message: 'A key of another region, for witnessing the access log, cannot be read.',
    help: 'logKeys and witnessKeys in GOLDTHREAD_LOG_PEERS are verifier keys as that region gives them at /.well-known/goldthread-log, each whole.',
  },
  'AUDIT-010': {
    kind: 'broken',
    message: 'The access log is not what was signed. Some of its days are marked as compromised.',
    help: 'Entries were taken out, changed or made again after they were signed. The privacy officers were told. Follow docs/runbooks/the-log-does-not-verify.md; npx goldthread verify-log --region says what was found.',
  },
} as const satisfies Record<string, FaultEntry>;

export type AuditFaultCode = keyof typeof auditFaults;

export function auditFault(code: AuditFaultCode): Fault {
  const { kind, message } = auditFaults[code];
  return fault(kind, code, message);
}
