/** The shapes that expected resources repeat, spelt out once. Nothing here reads a message. */

export const hl7 = (name: string): string => `http://terminology.hl7.org/CodeSystem/${name}`;
export const authority = (name: string): string => `urn:goldthread:authority:ZX41:${name}`;
export const local = (name: string): string => `urn:goldthread:code-system:ZX41:${name}`;
export const snomed = 'http://snomed.info/sct';

const sourceTime = 'https://goldthread.example/StructureDefinition/source-time';
export const notReleased = { system: 'https://goldthread.example/CodeSystem/visibility', code: 'not-released' };
export const restricted = { system: hl7('v3-Confidentiality'), code: 'R' };

/** `meta` of what a message of that time (MSH-7) made. */
export const meta = (time: string, rest: object = {}) => ({
  ...rest,
  extension: [{ url: sourceTime, valueDateTime: time }],
  source: 'urn:goldthread:source:hospital-hl7',
});
/** Of a Patient: it also says which kind of message told of the person. */
export const patientMeta = (time: string, kind: 'ADT' | 'other', rest: object = {}) =>
  meta(time, { ...rest, tag: [{ system: 'https://goldthread.example/CodeSystem/message-kind', code: kind }] });

const hospital = {
  identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'ZX41' },
  display: 'Tarnholt General Hospital',
};

export { hospital };

export const typed = (code: string, system: string, value: string) => ({
  type: { coding: [{ system: hl7('v2-0203'), code }] },
  system,
  value,
});

/** Somebody who took part, contained. */
export const person = (
  id: string,
  practitioner: object,
  rest: { readonly profession?: string; readonly specialty?: object } = {},
) => ({
  resourceType: 'PractitionerRole',
  id,
  practitioner,
  organization: hospital,
  ...(rest.profession === undefined ? {} : { code: [{ text: rest.profession }] }),
  ...(rest.specialty === undefined ? {} : { specialty: [rest.specialty] }),
});

/** The Provenance of a message: PRSB Provenance 1.2. */
export const provenance = (given: {
  readonly of: readonly string[];
  readonly controlId: string;
  readonly recorded: string;
  readonly occurred: string;
}) => ({
  meta: { source: 'urn:goldthread:source:hospital-hl7' },
  target: given.of.map((reference) => ({ reference })),
  occurredDateTime: given.occurred,
  recorded: given.recorded,
  extension: [{ url: 'https://goldthread.example/StructureDefinition/received', valueInstant: 'when it was received' }],
  agent: [{ type: { coding: [{ system: hl7('provenance-participant-type'), code: 'transmitter' }] }, who: hospital }],
  entity: [{ role: 'source', what: { identifier: { value: `TIE|ZX41|${given.controlId}` } } }],
});

/** The fields of MSH that every message fills alike. */
export const header = {
  'MSH-3': 'inbox: which sender',
  'MSH-4': 'inbox: which sender',
  'MSH-7': 'Patient.meta.extension',
  'MSH-9': 'inbox: which event',
  'MSH-10': 'inbox: which message; Provenance.entity.what.identifier',
  'MSH-11': 'not filed: a region takes test and live messages apart by their senders',
  'MSH-12': 'not filed: every version is read alike',
} as const;
