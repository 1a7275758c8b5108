/** One valid resource of each of the commonest kinds: synthetic people, invented organisations. */
import type {
  AllergyIntolerance,
  Appointment,
  Bundle,
  Condition,
  DiagnosticReport,
  DocumentReference,
  Encounter,
  Location,
  Medication,
  MedicationRequest,
  Observation,
  Organization,
  Patient,
  QuestionnaireResponse,
} from 'fhir/r4.js';

const subject = { reference: 'Patient/p1' };

export function aPatient(): Patient {
  return {
    resourceType: 'Patient',
    id: 'p1',
    meta: { lastUpdated: '2026-03-01T10:00:00.000Z', tag: [{ system: 'https://example.org/tags', code: 'synthetic' }] },
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>A patient</p></div>' },
    identifier: [
      {
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: '9990000018',
        type: { text: 'NHS number', coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'NH' }] },
      },
    ],
    active: true,
    name: [{ use: 'official', family: 'Ōtara', given: ['Zoë', 'Ann'], prefix: ['Mrs'] }],
    telecom: [
      { system: 'phone', value: '07700 900123' },
      { system: 'email', value: 'zoe@example.org' },
    ],
    gender: 'female',
    birthDate: '1950-06-01',
    _birthDate: {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
          valueDateTime: '1950-06-01T04:00:00+01:00',
        },
      ],
    },
    deceasedBoolean: false,
    address: [{ line: ['1 Example Street'], city: 'Exampleton', postalCode: 'ZZ99 3WZ' }],
    contact: [{ name: { family: 'Example' } }],
    generalPractitioner: [{ reference: 'Organization/o1', display: 'Example Surgery' }],
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-GB' }] }, preferred: true }],
  };
}

export function anObservation(): Observation {
  return {
    resourceType: 'Observation',
    id: 'b1',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    code: { coding: [{ system: 'http://snomed.info/sct', code: '27113001', display: 'Body weight' }], text: 'Weight' },
    subject,
    encounter: { reference: 'Encounter/e1/_history/2' },
    effectiveDateTime: '2026-03-01T09:30:00Z',
    issued: '2026-03-01T10:00:00.000Z',
    performer: [{ reference: 'Organization/o1' }, { identifier: { system: 'https://example.org/staff', value: 's1' } }],
    valueQuantity: { value: 71.5, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
    referenceRange: [{ low: { value: 50, unit: 'kg' }, high: { value: 80, unit: 'kg' } }],
  };
}

export function aBloodPressure(): Observation {
  const part = (code: string, value: number): NonNullable<Observation['component']>[number] => ({
    code: { coding: [{ system: 'http://snomed.info/sct', code }] },
    valueQuantity: { value, unit: 'mm[Hg]', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  });
  return {
    resourceType: 'Observation',
    id: 'b2',
    status: 'final',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '75367002' }] },
    subject,
    effectivePeriod: { start: '2026-03-01T09:30:00Z' },
    component: [part('271649006', 142), part('271650006', 88)],
  };
}

export function aCondition(): Condition {
  return {
    resourceType: 'Condition',
    id: 'c1',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'resolved' }],
    },
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'confirmed' }],
    },
    code: { text: 'Chest infection' },
    subject,
    onsetAge: { value: 75, unit: 'years', system: 'http://unitsofmeasure.org', code: 'a' },
    abatementDateTime: '2026-02',
  };
}

export function anAllergy(): AllergyIntolerance {
  return {
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    category: ['medication'],
    code: { coding: [{ system: 'http://snomed.info/sct', code: '91936005' }] },
    patient: subject,
    reaction: [{ manifestation: [{ text: 'Rash' }], severity: 'mild' }],
  };
}

export function aMedicationRequest(): MedicationRequest {
  const drug: Medication = { resourceType: 'Medication', id: 'drug', code: { text: 'Amoxicillin 500 mg capsules' } };
  return {
    resourceType: 'MedicationRequest',
    id: 'm1',
    contained: [drug],
    status: 'active',
    intent: 'order',
    medicationReference: { reference: '#drug' },
    subject,
    authoredOn: '2026-03-01',
    dosageInstruction: [
      {
        text: 'One three times a day',
        timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: { value: 1, unit: 'capsule' } }],
      },
    ],
  };
}

export function anEncounter(): Encounter {
  return {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' },
    subject,
    participant: [{ individual: { reference: 'https://other.example.org/fhir/Practitioner/x1' } }],
    period: { start: '2026-03-01T08:00:00Z', end: '2026-03-01T12:00:00Z' },
    length: { value: 240, unit: 'min', system: 'http://unitsofmeasure.org', code: 'min' },
    location: [{ location: { reference: 'Location/l1' } }],
  };
}

export function anOrganization(): Organization {
  return {
    resourceType: 'Organization',
    id: 'o1',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'ZX001' }],
    name: 'Example Surgery',
    telecom: [{ system: 'phone', value: '01632 960123', use: 'work' }],
  };
}

export function aLocation(): Location {
  return { resourceType: 'Location', id: 'l1', name: 'Ward 1', position: { latitude: 51.5, longitude: -0.1 } };
}

export function anAppointment(): Appointment {
  return {
    resourceType: 'Appointment',
    id: 'ap1',
    status: 'booked',
    start: '2026-04-01T09:00:00+01:00',
    end: '2026-04-01T09:20:00+01:00',
    participant: [
      { actor: subject, status: 'accepted' },
      { actor: { reference: 'Location/l1' }, status: 'accepted' },
    ],
  };
}

export function aDiagnosticReport(): DiagnosticReport {
  return {
    resourceType: 'DiagnosticReport',
    id: 'd1',
    status: 'final',
    code: { text: 'Full blood count' },
    subject,
    effectiveDateTime: '2026-03-01',
    result: [{ reference: 'Observation/b1' }],
    presentedForm: [{ contentType: 'text/plain', data: 'RXhhbXBsZQ==' }],
  };
}

export function aDocumentReference(): DocumentReference {
  return {
    resourceType: 'DocumentReference',
    id: 'dr1',
    status: 'current',
    type: { text: 'Clinic letter' },
    subject,
    date: '2026-03-01T10:00:00Z',
    relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/dr0' } }],
    content: [{ attachment: { contentType: 'application/pdf', url: 'Binary/x1' } }],
  };
}

export function aQuestionnaireResponse(): QuestionnaireResponse {
  return {
    resourceType: 'QuestionnaireResponse',
    id: 'q1',
    questionnaire: 'https://example.org/Questionnaire/falls|1',
    status: 'completed',
    subject,
    item: [{ linkId: '1', text: 'Falls this year', answer: [{ valueInteger: 2 }] }],
  };
}

export function aTransaction(): Bundle {
  const patientUrl = 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a11';
  const { id: _id, ...observation } = { ...anObservation(), subject: { reference: patientUrl } };
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl: patientUrl, resource: aPatient(), request: { method: 'POST', url: 'Patient' } },
      {
        fullUrl: 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a12',
        resource: observation,
        request: { method: 'POST', url: 'Observation' },
      },
    ],
  };
}

/** All of the above. */
export function resourceExamples() {
  return [
    aPatient(),
    anObservation(),
    aBloodPressure(),
    aCondition(),
    anAllergy(),
    aMedicationRequest(),
    anEncounter(),
    anOrganization(),
    aLocation(),
    anAppointment(),
    aDiagnosticReport(),
    aDocumentReference(),
    aQuestionnaireResponse(),
    aTransaction(),
  ];
}
