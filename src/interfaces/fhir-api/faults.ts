import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const fhirApiFaults = {
  'FHIR-API-001': {
    kind: 'refused',
    message: 'An access token is needed, and it must be valid.',
    help: 'Send Authorization: Bearer with a token of this region. Only /fhir/metadata and the SMART configuration are open.',
  },
  'FHIR-API-002': {
    kind: 'refused',
    message: 'The scopes of the access token do not allow this interaction with this resource type.',
    help: 'Ask for a token with the scope that is needed, such as system/Observation.rs.',
  },
  'FHIR-API-003': {
    kind: 'refused',
    message: 'Resources are contributed by registered back-end services only.',
    help: 'Tokens of staff and patients read. A contribution needs a client that is registered with a feed of its own.',
  },
  'FHIR-API-004': {
    kind: 'unsupported',
    message: 'The answer can only be given as application/fhir+json or application/fhir+xml.',
    help: 'Change Accept or _format to one of the two (FHIR 4.0). Other formats are not given.',
  },
  'FHIR-API-005': {
    kind: 'unsupported',
    message: 'The body must be application/fhir+json or application/fhir+xml.',
    help: 'Set Content-Type to one of the two, in UTF-8 and of FHIR 4.0. POST _search takes a form, PATCH a JSON Patch too.',
  },
  'FHIR-API-006': {
    kind: 'invalid',
    message: 'The body is larger than is taken.',
    help: 'The flaw names the limit: 16 MB of registered back-end services, 1 MB of staff, patients and their apps, 256 kB of a form. Send fewer entries in each Bundle, or ask for less in each search.',
  },
  'FHIR-API-007': {
    kind: 'invalid',
    message: 'The body is nested deeper than 64 levels.',
    help: 'No resource of FHIR R4 needs more. Nothing was stored.',
  },
  'FHIR-API-008': {
    kind: 'invalid',
    message: 'The Bundle has more than 5,000 entries.',
    help: 'Send it in parts. Nothing was stored.',
  },
  'FHIR-API-009': {
    kind: 'invalid',
    message: 'The body is not well-formed JSON in UTF-8 whose names are unique.',
    help: 'The flaw names the line, the column and the byte. Nothing was stored.',
  },
  'FHIR-API-010': {
    kind: 'unsupported',
    message: 'That is not a resource type of FHIR R4.',
    help: 'See the CapabilityStatement at /fhir/metadata.',
  },
  'FHIR-API-011': {
    kind: 'unsupported',
    message: 'There is no such interaction here.',
    help: 'See the CapabilityStatement at /fhir/metadata.',
  },
  'FHIR-API-012': {
    kind: 'invalid',
    message: 'The request does not fit the interaction.',
    help: 'Each flaw names the place and the rule. Nothing was stored.',
  },
  'FHIR-API-013': {
    kind: 'invalid',
    message: 'The link to this page of results is not valid any more.',
    help: 'Page links belong to the caller who was given them and end when the keys of the region change: search again.',
  },
  'FHIR-API-014': {
    kind: 'unavailable',
    message: 'The database does not answer at the moment. Try again: a write may or may not have been stored.',
    help: 'See the log of this region and /readyz. A write that was under way when the connection was lost may have been committed: read before repeating a POST, or send it with If-None-Exist; a PUT may be repeated.',
  },
  'FHIR-API-015': {
    kind: 'broken',
    message: 'Something went wrong here. The request number says which entry of the log to look at.',
    help: 'A defect of Goldthread: report it with the X-Request-Id of the answer.',
  },
  'FHIR-API-016': {
    kind: 'refused',
    message: 'This client has no feed to contribute to.',
    help: 'Register the client with a feed, or its organisation with exactly one FHIR feed.',
  },
  'FHIR-API-017': {
    kind: 'unsupported',
    message: 'Deleting by a condition is not allowed in this region.',
    help: 'Delete by id. An operator allows it with GOLDTHREAD_CONDITIONAL_DELETE.',
  },
  'FHIR-API-018': {
    kind: 'refused',
    message: 'The history of a type or of everything is for registered back-end services.',
    help: 'Ask for the history of one resource. A back-end service sees in it what its own organisation contributed.',
  },
  'FHIR-API-019': {
    kind: 'invalid',
    message: 'The body is not XML that FHIR R4 allows.',
    help: 'Each flaw names the element, or the line and column, and the rule. A DOCTYPE is refused. Nothing was stored.',
  },
  'FHIR-API-020': {
    kind: 'broken',
    message:
      'The region stopped while this Bundle was being carried out. It is not known whether anything of it was filed.',
    help: 'Look for what it would have written before it is sent again.',
  },
  'FHIR-API-021': {
    kind: 'gone',
    message: 'What the answer held may have changed since it was made. Ask again.',
    help: 'An answer that was made in the background is given only while its caller may see everything in it.',
  },
  'FHIR-API-022': {
    kind: 'busy',
    message: 'Too many requests of this caller are waiting.',
    help: 'Each caller’s requests are worked on a few at a time (GOLDTHREAD_REQUESTS_AT_ONCE), so that nobody holds up the others. Wait for answers before asking more; the answer is 429 with Retry-After.',
  },
  'FHIR-API-023': {
    kind: 'unavailable',
    message: 'The region has more to do than it can at the moment. Nothing was done: ask again in a few seconds.',
    help: 'So many requests of all callers together are worked on at once (GOLDTHREAD_WORK_AT_ONCE); this one waited ten seconds for a place, or a thousand waited before it. See goldthread_requests in /metrics.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type FhirApiFaultCode = keyof typeof fhirApiFaults;

export function fhirApiFault(code: FhirApiFaultCode, flaws?: readonly Flaw[]): Fault {
  const { kind, message } = fhirApiFaults[code];
  return fault(kind, code, message, flaws);
}
