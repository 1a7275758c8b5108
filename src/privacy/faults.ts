import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

export const privacyFaults = {
  'PRIVACY-002': {
    kind: 'refused',
    message: 'Your role does not open records.',
    help: 'Change role, or ask the registration authority of your organisation.',
  },
  'PRIVACY-004': {
    kind: 'invalid',
    message: 'Give a reason of at least 15 letters that says why you need this record.',
    help: 'A reason is read by the privacy officer and shown to the person.',
  },
  'PRIVACY-005': {
    kind: 'refused',
    message: 'Your role may not open this record in this way.',
    help: 'Only roles named in docs/safety/access.md may claim a relationship or break glass.',
  },
  'PRIVACY-006': {
    kind: 'refused',
    message: 'Your proof of identity is not strong enough to show a health record.',
    help: 'Sign in with an account proofed to P9.',
  },
  'PRIVACY-007': {
    kind: 'invalid',
    message: 'This choice is not complete, or cannot be made for this record.',
    help: 'A choice names what it is about: a source, an organisation, a member of staff, a team or entries of the record.',
  },
  'PRIVACY-008': {
    kind: 'not-found',
    message: 'There is nothing here that you may change.',
    help: 'It does not exist, has ended, belongs to another organisation or person, or needs a second member of staff.',
  },
  'PRIVACY-009': {
    kind: 'busy',
    message: 'Too many records were opened as emergencies in the last hour. The privacy officer has been told.',
    help: 'Open records by a relationship, or ask a colleague who is entitled. The limit is in claims/claim-access.ts.',
  },
  'PRIVACY-010': {
    kind: 'unavailable',
    message: 'The list of national data opt-outs is missing or older than it may be. Nothing was counted.',
    help: 'Check the list with the national service again. Uses beyond care stop until then.',
  },
  'PRIVACY-011': {
    kind: 'refused',
    message: 'This use needs a coded approval that covers it.',
    help: 'docs/safety/access.md lists the uses beyond care and what each needs.',
  },
  'PRIVACY-012': {
    kind: 'invalid',
    message: 'The list of sensitive codes cannot be read, or is not in the form that is asked for.',
    help: 'Correct the file that GOLDTHREAD_SENSITIVE_CODES names: version, and sets with label, codes as system|code, and words.',
  },
  'PRIVACY-013': {
    kind: 'refused',
    message: 'You cannot act for this person at the moment.',
    help: 'The permission was stopped, has not begun, or waits for the practice to look at it again: the same answer for each.',
  },
  'PRIVACY-014': {
    kind: 'refused',
    message: 'Sign in again to do this: your last sign-in is too long ago.',
    help: 'Breaking glass, overriding a seal, agreeing as the second person, taking evidence, ending a team and opening a record further for somebody else (taking their objection back, letting somebody act, taking back that a member of staff is the person or a relative) ask for a sign-in of the last minutes (GOLDTHREAD_FRESH_SIGN_IN_MINUTES).',
  },
  'PRIVACY-015': {
    kind: 'refused',
    message: 'You signed in, but not with the stronger sign-in that this asks for: sign in again with it.',
    help: 'For the gravest acts the sign-in service must say how strongly it authenticated the person, and acr of its ID token was missing or none of gravestActs.acrValues in GOLDTHREAD_STAFF_ISSUERS (for a host system in GOLDTHREAD_HOSTS; one without its own is not enough where any issuer has it). When everybody is refused, compare the values with what the issuer gives.',
  },
  'PRIVACY-016': {
    kind: 'refused',
    message:
      'A colleague decides this: nobody decides about a permission to act, or opens what somebody closed, where it is their own concern.',
    help: 'Row D17: they asked for it as a private person, or they are noted as, or as a relative of, the person whom it is about or who asked. The attempt is in the log.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type PrivacyFaultCode = keyof typeof privacyFaults;

export function privacyFault(code: PrivacyFaultCode): Fault {
  const { kind, message } = privacyFaults[code];
  return fault(kind, code, message);
}
