/** What is added to Arthur Rimmer's record so that every role has something to see, and something not to. */
import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';

/** The patient of story A1: invented, with a number of the 999 range. */
export const arthur = { nhsNumber: '9990000018', familyName: 'Rimmer', givenName: 'Arthur', birthDate: '1957-11-03' };

const hourMs = 3_600_000;

/** Brightdoor's file of one visit: with it comes the care package that lets its carers open the record. */
export function careVisitFile(): string {
  const at = new Date(Date.now() - 20 * hourMs).toISOString();
  const cells = [
    'visit',
    arthur.nhsNumber,
    arthur.familyName,
    arthur.givenName,
    arthur.birthDate,
    at,
    'Dami Adeleke',
    'Home carer',
    'Morning visit',
    '',
    '',
    '"Porridge and tea, sat out by the window."',
  ];
  const columns =
    'record_type,nhs_number,family_name,given_name,birth_date,date_time,author_name,author_role,kind,value,unit,text';
  return `${columns}\r\n${cells.join(',')}\r\n`;
}

const patient = { reference: 'urn:uuid:5f0c9df6-93ab-4d6b-9a0e-0d1c2f3a4b50' };
const author = { display: 'Dr Nisha Patel, General practitioner' };
const goldthread = 'https://goldthread.example/CodeSystem';

function flag(kind: string, text: string): FhirResource {
  return {
    resourceType: 'Flag',
    status: 'active',
    category: [{ coding: [{ system: `${goldthread}/flag-kind`, code: kind }] }],
    code: { text },
    subject: patient,
    period: { start: new Date(Date.now() - 48 * hourMs).toISOString().slice(0, 10) },
  };
}

function plan(kind: string, title: string, description: string): FhirResource {
  return {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    category: [{ coding: [{ system: `${goldthread}/plan-kind`, code: kind }], text: title }],
    title,
    description,
    subject: patient,
    created: new Date(Date.now() - 48 * hourMs).toISOString(),
  };
}

const sexualHealthNote: FhirResource = {
  resourceType: 'Composition',
  meta: {
    security: [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
      { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' },
    ],
  },
  status: 'final',
  type: { text: 'Consultation' },
  subject: patient,
  date: new Date(Date.now() - 90 * 24 * hourMs).toISOString(),
  author: [author],
  title: 'Consultation',
  section: [
    {
      title: 'Sexual health',
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Asked for a sexual health screen.</p></div>',
      },
    },
  ],
};

/** From the practice's connector: needs, plans, and one entry that stays with the practice. */
export function practiceBundle(): Bundle {
  const resources: readonly FhirResource[] = [
    flag('cpr-recommendation', 'For attempted cardiopulmonary resuscitation'),
    flag('reasonable-adjustment', 'Needs a chair with arms'),
    flag('about-me', 'Likes the test match on the radio.'),
    plan('contingency', 'If something goes wrong', 'If he coughs up blood, call 999.'),
    plan('care-and-support', 'Care plan', 'Breakfast, then prompt tablets from the box.'),
    sexualHealthNote,
  ];
  const person: BundleEntry<FhirResource> = {
    fullUrl: patient.reference,
    resource: {
      resourceType: 'Patient',
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: arthur.nhsNumber }],
      name: [{ given: [arthur.givenName], family: arthur.familyName }],
      birthDate: arthur.birthDate,
    },
    request: {
      method: 'POST',
      url: 'Patient',
      ifNoneExist: `identifier=https://fhir.nhs.uk/Id/nhs-number|${arthur.nhsNumber}`,
    },
  };
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      person,
      ...resources.map((resource, index) => ({
        fullUrl: `urn:uuid:5f0c9df6-93ab-4d6b-9a0e-0d1c2f3a4c${10 + index}`,
        resource,
        request: { method: 'POST' as const, url: resource.resourceType },
      })),
    ],
  };
}
