/** What can go wrong where a region is put together. `docs/faults.md` explains each code. */
import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const regionFaults = {
  'START-001': {
    kind: 'unavailable',
    message: 'The HTTP port cannot be opened.',
    help: 'Another program holds the port, or the host is not of this machine. Set GOLDTHREAD_HTTP_PORT or _HOST.',
  },
  'START-002': {
    kind: 'invalid',
    message: 'The file of HL7 v2 senders cannot be used.',
    help: 'Each flaw names the line and the rule. The form stands in docs/runbooks/start-and-stop.md.',
  },
  'START-003': {
    kind: 'invalid',
    message: 'The file of apps cannot be used.',
    help: 'Each flaw names the app and the rule. The form stands in docs/runbooks/apps.md.',
  },
  'START-004': {
    kind: 'invalid',
    message: 'The file of regions that witness each other’s access logs cannot be used.',
    help: 'Each flaw names the place and the rule. The form stands in docs/standards/log-proofs.md.',
  },
  'START-005': {
    kind: 'invalid',
    message: 'The file of the passphrase cannot be used.',
    help: 'Its first line is the passphrase of backups, 16 characters at least. Keep it apart from the backups.',
  },
  'START-006': {
    kind: 'refused',
    message: 'The backup is of another region.',
    help: 'Set GOLDTHREAD_REGION to the region of the backup, in a data directory of its own.',
  },
  'START-007': {
    kind: 'invalid',
    message: 'The files of TLS cannot be used.',
    help: 'Each flaw names the variable and the rule. Certificate, key and authority are PEM files that this user may read.',
  },
  'START-008': {
    kind: 'refused',
    message: 'The clock of this machine is behind what the region has recorded.',
    help: 'A clock that goes back would open again what had ended. Set it by a time service and start again. If it is right now, it was ahead: docs/runbooks/the-clock-is-wrong.md.',
  },
  'START-009': {
    kind: 'invalid',
    message: 'A key cannot be read. Nothing was backed up, since the backup would be without it.',
    help: 'Each flaw names the file. A link in the keys directory must lead to a file that this user may read; take away what leads nowhere.',
  },
  'DEMO-001': {
    kind: 'invalid',
    message: 'The region has refused a Bundle of its own demo people.',
    help: 'The flaw holds the answer. It is a fault of this version: the count stands beside the progress bar.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export function regionFault(code: keyof typeof regionFaults, flaws: readonly Flaw[]): Fault {
  const { kind, message } = regionFaults[code];
  return fault(kind, code, message, flaws);
}
