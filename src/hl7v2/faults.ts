/** Every way in which HL7 v2 bytes cannot be read. `docs/faults.md` explains each code. */
import type { Fault, FaultKind, Flaw } from '#kernel/fault.ts';
import { fault } from '#kernel/fault.ts';

interface FaultEntry {
  readonly kind: FaultKind;
  readonly message: string;
  readonly help: string;
}

export const hl7v2Faults = {
  'HL7V2-001': {
    kind: 'invalid',
    message: 'The message does not begin with an MSH segment',
    help: 'Every message begins with MSH. Check that the sender sends whole messages, one in each frame.',
  },
  'HL7V2-002': {
    kind: 'invalid',
    message: 'The delimiters in MSH-1 and MSH-2 cannot be used',
    help: 'MSH-1 and MSH-2 hold two to six different punctuation characters of ASCII, usually |^~\\&.',
  },
  'HL7V2-003': {
    kind: 'invalid',
    message: 'The message holds a second MSH segment',
    help: 'One frame holds one message. Check the framing at the sender; batches (FHS, BHS) are not accepted.',
  },
  'HL7V2-004': {
    kind: 'invalid',
    message: 'A line of the message does not begin with a segment name',
    help: 'A carriage return or line feed stands inside a field. The sender must escape it as \\.br\\ or \\X0D\\.',
  },
  'HL7V2-005': {
    kind: 'invalid',
    message: 'The bytes of the message are not of the character set in MSH-18',
    help: 'Correct MSH-18 at the sender, or the encoding of the bytes. Nothing is guessed where a set is declared.',
  },
  'HL7V2-006': {
    kind: 'unsupported',
    message: 'The character set in MSH-18 is not known',
    help: 'Use ASCII, 8859/1, 8859/2, 8859/9, 8859/15 or UNICODE UTF-8.',
  },
  'HL7V2-007': {
    kind: 'invalid',
    message: 'The message passes a limit on its size',
    help: 'The flaw names the limit: bytes, segments, fields of a segment, or separators of a segment.',
  },
  'HL7V2-008': {
    kind: 'invalid',
    message: 'The message holds a NUL character',
    help: 'NUL is no text. The character set is probably UTF-16 and MSH-18 does not say so.',
  },
  'HL7V2-009': {
    kind: 'unsupported',
    message: 'Batches are not accepted',
    help: 'Send each message in its own frame, without FHS and BHS.',
  },
  'HL7V2-010': {
    kind: 'invalid',
    message: 'The message does not say what type it is',
    help: 'MSH-9 holds the message code and the trigger event (ADT^A01); in versions 2.1 and 2.2 EVN-1 may hold the event.',
  },
} as const satisfies Record<string, FaultEntry>;

export type Hl7v2FaultCode = keyof typeof hl7v2Faults;

/** The fault of that code; `flaws` name the place and the rule, never what stood there. */
export function hl7v2Fault(code: Hl7v2FaultCode, ...flaws: readonly Flaw[]): Fault {
  const entry = hl7v2Faults[code];
  return fault(entry.kind, code, entry.message, flaws.length === 0 ? undefined : flaws);
}
