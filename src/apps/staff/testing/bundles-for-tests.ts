/** What the practice and the walk-in centre of these tests say about one person. */
import type { Bundle, FhirResource, Patient } from 'fhir/r4.js';

const flagKind = 'https://goldthread.example/CodeSystem/flag-kind';
export const pdfText = '%PDF-1.4 tests';
const pdf = Buffer.from(pdfText).toString('base64');

export function bundleOf(localNumber: string, more: readonly FhirResource[], withPractice: boolean): Bundle {
  const patient = { reference: 'urn:uuid:00000000-0000-4000-8000-000000000001' };
  const about = more.map((resource, index) => ({
    fullUrl: `urn:uuid:00000000-0000-4000-8000-00000000010${index}`,
    resource: { ...resource, ...('patient' in resource ? { patient } : { subject: patient }) } as FhirResource,
    request: { method: 'POST' as const, url: resource.resourceType },
  }));
  const practice = { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'ZX901' } };
  const person: Patient = {
    resourceType: 'Patient',
    identifier: [
      { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' },
      { system: 'urn:local', value: localNumber },
    ],
    name: [{ use: 'official', family: 'Hawthorn', given: ['Edna'] }],
    gender: 'female',
    birthDate: '1941-07-30',
    ...(withPractice
      ? { generalPractitioner: [{ ...practice, type: 'Organization', display: 'Alder Practice' }] }
      : {}),
  };
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: patient.reference,
        resource: person,
        request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=urn:local|${localNumber}` },
      },
      ...about,
    ],
  };
}

const active = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
};
const unset = { reference: 'Patient/x' };

export const ofThePractice: readonly FhirResource[] = [
  {
    resourceType: 'AllergyIntolerance',
    patient: unset,
    clinicalStatus: active,
    code: { text: 'Penicillin' },
    recordedDate: '2026-05-03',
    criticality: 'high',
  },
  {
    resourceType: 'Composition',
    status: 'final',
    type: { text: 'Consultation' },
    title: 'Consultation',
    date: '2026-05-04T10:00:00+01:00',
    author: [{ display: 'Dr N Patel, General practitioner' }],
    section: [
      {
        title: 'Plan',
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Knee swollen</div>' },
      },
    ],
  },
  {
    resourceType: 'Flag',
    status: 'active',
    category: [{ coding: [{ system: flagKind, code: 'about-me' }] }],
    code: { text: 'I like the radio on' },
    subject: unset,
    period: { start: '2026-05-04' },
  },
  {
    resourceType: 'Flag',
    status: 'active',
    category: [{ coding: [{ system: flagKind, code: 'safeguarding' }] }],
    code: { text: 'Adult concern open' },
    subject: unset,
    period: { start: '2026-05-04' },
  },
  {
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: 'Clinic letter' },
    date: '2026-05-05T10:00:00+01:00',
    content: [{ attachment: { contentType: 'application/pdf', title: 'Clinic letter', data: pdf } }],
  },
] as FhirResource[];

export const denial: FhirResource = {
  resourceType: 'AllergyIntolerance',
  patient: unset,
  clinicalStatus: active,
  code: { text: 'No known allergies', coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
  recordedDate: '2026-05-06',
};
