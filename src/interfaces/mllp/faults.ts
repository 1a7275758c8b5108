/** What can go wrong at the HL7 v2 port. `docs/faults.md` explains each code. */
import type { Fault, FaultKind } from '#kernel/fault.ts';
import { fault } from '#kernel/fault.ts';

interface FaultEntry {
  readonly kind: FaultKind;
  readonly message: string;
  readonly help: string;
}

export const mllpFaults = {
  'MLLP-001': {
    kind: 'unavailable',
    message: 'The HL7 v2 port cannot be opened',
    help: 'Another program holds the port, or the host is not of this machine. See GOLDTHREAD_MLLP_PORT and _HOST.',
  },
  'MLLP-002': {
    kind: 'unavailable',
    message: 'The listener cannot be reached, or closed the connection before it answered',
    help: 'Check host, port and, with TLS, certificate and CA. The message may be sent again: it is filed once.',
  },
  'MLLP-003': {
    kind: 'unavailable',
    message: 'The listener did not answer in time',
    help: 'It may be busy. The message may be sent again: it is filed once.',
  },
} as const satisfies Record<string, FaultEntry>;

/** The fault of that code; `reason` is a system error code such as EADDRINUSE. */
export function mllpFault(code: keyof typeof mllpFaults, reason?: string): Fault {
  const { kind, message } = mllpFaults[code];
  return fault(kind, code, reason === undefined ? message : `${message} (${reason})`);
}
