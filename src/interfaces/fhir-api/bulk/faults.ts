import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const bulkFaults = {
  'BULK-001': {
    kind: 'refused',
    message: 'Bulk export and import are for registered back-end services.',
    help: 'A token of a client (SMART Backend Services) is needed; tokens of staff and patients read by $everything.',
  },
  'BULK-002': {
    kind: 'invalid',
    message: 'The bulk request cannot be carried out as asked.',
    help: 'Each flaw names the parameter or header and the rule. Nothing was begun.',
  },
  'BULK-003': {
    kind: 'busy',
    message: 'Too many bulk files are being read at this moment.',
    help: 'Fetch fewer files at once, and try again in a second.',
  },
  'BULK-004': {
    kind: 'invalid',
    message: 'More was posted than one import takes: 512 MB, and 16 MB in a line.',
    help: 'Send it in several imports. Nothing was kept.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type BulkFaultCode = keyof typeof bulkFaults;

export function bulkFault(code: BulkFaultCode, flaws?: readonly Flaw[]): Fault {
  const { kind, message } = bulkFaults[code];
  return fault(kind, code, message, flaws);
}
