import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

export const jobFaults = {
  'JOBS-001': {
    kind: 'busy',
    message: 'Too much of what this client asked for is still under way.',
    help: 'Wait for a job to end, or delete one.',
  },
  'JOBS-002': {
    kind: 'broken',
    message: 'The work was interrupted again and again and was given up.',
    help: 'Each attempt is in the log of this region. Ask again; what was done before is not lost where the answer says so.',
  },
  'JOBS-003': {
    kind: 'broken',
    message: 'The work ended in an error of ours.',
    help: 'A defect of Goldthread: the log of this region names the job kind and the place.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type JobFaultCode = keyof typeof jobFaults;

export function jobFault(code: JobFaultCode): Fault {
  const { kind, message } = jobFaults[code];
  return fault(kind, code, message);
}
