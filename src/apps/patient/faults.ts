import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

export const patientAppFaults = {
  'MY-001': {
    kind: 'not-found',
    message: 'There is no such page.',
    help: 'An entry that was taken back, that is not released, or that never was: the same answer.',
  },
  'MY-002': {
    kind: 'broken',
    message: 'The page failed.',
    help: 'A mistake of ours: the log of the process holds it under the request id.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export function patientAppFault(code: keyof typeof patientAppFaults): Fault {
  const { kind, message } = patientAppFaults[code];
  return fault(kind, code, message);
}
