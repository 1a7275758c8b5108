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
  'MY-003': {
    kind: 'busy',
    message: 'Too many pages of this person were asked for at once.',
    help: 'Each caller’s requests are worked on a few at a time (GOLDTHREAD_REQUESTS_AT_ONCE). Wait a few seconds.',
  },
  'MY-005': {
    kind: 'unavailable',
    message: 'Too many pages of all people together were asked for at once.',
    help: 'So many requests of everybody are worked on at once (GOLDTHREAD_WORK_AT_ONCE). Nothing was kept. See goldthread_requests in /metrics.',
  },
  'MY-004': {
    kind: 'unavailable',
    message: 'The database does not answer.',
    help: 'See the log of this region and /readyz. What was sent may or may not be kept: the page says so.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export function patientAppFault(code: keyof typeof patientAppFaults): Fault {
  const { kind, message } = patientAppFaults[code];
  return fault(kind, code, message);
}
