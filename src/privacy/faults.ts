import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

export const privacyFaults = {
  'PRIVACY-001': {
    kind: 'refused',
    message: 'You have no known care relationship with this person.',
    help: 'The record opens once a relationship is known. Roles that are entitled to it may give a reason.',
  },
  'PRIVACY-002': {
    kind: 'refused',
    message: 'Your role does not open records.',
    help: 'Change role, or ask the registration authority of your organisation.',
  },
  'PRIVACY-003': {
    kind: 'refused',
    message: 'Your organisation has no active sharing agreement for this purpose.',
    help: 'The information governance lead of the organisation signs one.',
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
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type PrivacyFaultCode = keyof typeof privacyFaults;

export function privacyFault(code: PrivacyFaultCode): Fault {
  const { kind, message } = privacyFaults[code];
  return fault(kind, code, message);
}
