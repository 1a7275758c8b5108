import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const recordFaults = {
  'RECORD-001': {
    kind: 'invalid',
    message: 'The resource breaks a rule of FHIR R4.',
    help: 'Each flaw names the element and the rule. Nothing was stored.',
  },
  'RECORD-002': {
    kind: 'not-found',
    message: 'There is no such resource.',
    help: 'Unknown, withdrawn and not visible to the caller are the same answer.',
  },
  'RECORD-003': {
    kind: 'refused',
    message: 'A client changes only what its own organisation contributed.',
    help: 'Send the change to the organisation that authored the resource.',
  },
  'RECORD-004': {
    kind: 'conflict',
    message: 'The resource has changed since the version that was named.',
    help: 'Read it again and repeat the change on the present version.',
  },
  'RECORD-005': {
    kind: 'invalid',
    message: 'The Bundle cannot be filed.',
    help: 'Each flaw names the entry and the rule. Nothing of the Bundle was stored.',
  },
  'RECORD-007': {
    kind: 'conflict',
    message: 'More than one resource matches the condition.',
    help: 'Name the resource by its id, or use an identifier that is unique.',
  },
  'RECORD-008': {
    kind: 'invalid',
    message: 'The search cannot be understood.',
    help: 'Each flaw names the parameter and the rule. With Prefer: handling=lenient unknown parameters are ignored.',
  },
  'RECORD-009': {
    kind: 'unsupported',
    message: 'The search names more resources than one answer may hold.',
    help: 'Narrow it: name a patient, or add a parameter.',
  },
  'RECORD-010': {
    kind: 'conflict',
    message: 'An update must name the version that it changes.',
    help: 'Send If-Match with the ETag of the version that was read.',
  },
  'RECORD-011': {
    kind: 'gone',
    message: 'That version says that the resource was deleted.',
    help: 'Its history, read with the same right, holds the versions before.',
  },
  'RECORD-012': {
    kind: 'conflict',
    message: 'The resource is there already.',
    help: 'If-None-Match: * creates only. Leave it out to update, with If-Match.',
  },
  'RECORD-013': {
    kind: 'invalid',
    message: 'The patch cannot be applied.',
    help: 'Each flaw names the operation and the rule. Nothing was changed.',
  },
  'RECORD-014': {
    kind: 'gone',
    message: 'The resource was deleted.',
    help: 'Its history holds the versions before.',
  },
  'RECORD-015': {
    kind: 'unsupported',
    message: 'The search would have to look through more resources than one search may.',
    help: 'The flaw names the limit. Narrow the search by a code, a reference, a name, an identifier or a patient.',
  },
  'RECORD-016': {
    kind: 'invalid',
    message: 'The search parameter cannot be defined so.',
    help: 'Each flaw names the element and the rule. Nothing was changed: what was defined before is searched as before.',
  },
  'RECORD-017': {
    kind: 'busy',
    message: 'You have searched for people more often than anybody may. Wait, then search again.',
    help: 'Each member of staff may search so many times an hour (GOLDTHREAD_NAME_SEARCHES_AN_HOUR); of searches of the API only those count that found nobody. Retry-After says how long to wait. Each refusal is in the access log. Whoever needs more for their work asks the operator.',
  },
  'RECORD-018': {
    kind: 'conflict',
    message: 'Records with this NHS number and date of birth do not agree about who they are of.',
    help: 'Only to the person themself: nothing opens, and nothing is said to be none, until the details at the sources agree. A pair to look at is in patient_index.review.',
  },
  'RECORD-019': {
    kind: 'conflict',
    message: 'This Idempotency-Key came with another Bundle before.',
    help: 'Nothing was stored. A key is of one Bundle, word for word: choose a new one for each.',
  },
  'RECORD-020': {
    kind: 'invalid',
    message: 'The resource breaks a profile that it claims, or a rule of this record.',
    help: 'It is a resource of FHIR R4, and cannot be filed as it is beside what is there: each flaw names the place and the rule. Nothing was stored.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type RecordFaultCode = keyof typeof recordFaults;

export function recordFault(code: RecordFaultCode, flaws?: readonly Flaw[]): Fault {
  const { kind, message } = recordFaults[code];
  return fault(kind, code, message, flaws);
}
