/** Every expected failure of the intakes, with its code: held against `docs/faults.md`. */
import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

interface FaultEntry {
  readonly kind: FaultKind;
  readonly message: string;
  readonly help: string;
}

export const intakeFaults = {
  'INTAKE-001': {
    kind: 'conflict',
    message: 'The control id was used before by this sender for another message',
    help: 'MSH-10 names one message for ever. The message is kept in quarantine; replay it when it is a message of its own.',
  },
  'INTAKE-002': {
    kind: 'unsupported',
    message: 'The trigger event is not supported',
    help: 'The message is kept and not filed. docs/standards/hl7v2-events.md lists the events that are filed.',
  },
  'INTAKE-003': {
    kind: 'invalid',
    message: 'The message lacks something that filing needs',
    help: 'Each flaw names the place and the rule. Correct it at the sender and send it again with a new control id.',
  },
  'INTAKE-004': {
    kind: 'broken',
    message: 'The message could not be filed',
    help: 'A defect of Goldthread, or a database that refuses the content. The message is kept in quarantine: report it, and replay it after the correction.',
  },
  'INTAKE-005': {
    kind: 'refused',
    message: 'The sender is not known here',
    help: 'MSH-3 and MSH-4 are not registered. Nothing was kept. Register the sender (GOLDTHREAD_HL7_SENDERS).',
  },
  'INTAKE-006': {
    kind: 'unavailable',
    message: 'The message could not be taken in at the moment; send it again',
    help: 'The database does not answer, or more waits than can be filed. A sender of HL7 v2 gets no answer and retries.',
  },
  'INTAKE-007': {
    kind: 'not-found',
    message: 'There is no such message in quarantine',
    help: 'List the messages in quarantine and use a number from there.',
  },
  'INTAKE-008': {
    kind: 'conflict',
    message: 'A later message about the same thing has been filed since',
    help: 'Replaying the older message could undo it. Confirm when that is meant: newer details are still not overwritten by older ones.',
  },
  'INTAKE-009': {
    kind: 'conflict',
    message: 'The message is not in quarantine',
    help: 'Only messages that are quarantined or unsupported are replayed or discarded.',
  },
  'INTAKE-010': {
    kind: 'invalid',
    message: 'The file is not of the documented form',
    help: 'docs/intake/csv.md describes it: header row, columns, UTF-8, quoting.',
  },
  'INTAKE-011': {
    kind: 'not-found',
    message: 'The source is not registered',
    help: 'Register the feed in the directory first.',
  },
  'INTAKE-012': {
    kind: 'invalid',
    message: 'The bytes do not hold one whole MLLP frame',
    help: 'Each message is sent as VT, message, FS, CR. Nothing was kept.',
  },
  'INTAKE-013': {
    kind: 'invalid',
    message: 'A reason is needed',
    help: 'Say why the message is discarded: 5 letters or more, without patient data.',
  },
  'INTAKE-014': {
    kind: 'refused',
    message: 'The certificate of this connection is not the sender’s',
    help: 'MSH-3 and MSH-4 are registered with the name of another certificate (certificateName in the file of GOLDTHREAD_HL7_SENDERS), or the connection proved none. Nothing was kept. Correct the name in the file, or find out who sends under it.',
  },
} as const satisfies Record<string, FaultEntry>;

export type IntakeFaultCode = keyof typeof intakeFaults;

/** The fault of that code; `flaws` name the place and the rule, never what stood there. */
export function intakeFault(code: IntakeFaultCode, ...flaws: readonly Flaw[]): Fault {
  const { kind, message } = intakeFaults[code];
  return fault(kind, code, message, flaws.length === 0 ? undefined : flaws);
}
