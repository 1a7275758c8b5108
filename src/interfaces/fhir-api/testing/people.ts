/** Small records of invented people, as a practice or a hospital would send them. */
import type { Bundle, BundleEntry, FhirResource, Observation, Patient } from 'fhir/r4.js';

export const adasNumber = '9990000018';
export const adasBirthDate = '1950-03-04';

export function aPatient(change: Partial<Patient> = {}): Patient {
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: adasNumber }],
    name: [{ family: 'Finch', given: ['Ada'] }],
    birthDate: adasBirthDate,
    ...change,
  };
}

export function anObservation(patient: string, change: Partial<Observation> = {}): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '365755003', display: 'Haemoglobin' }] },
    subject: { reference: patient },
    effectiveDateTime: '2026-03-01T09:00:00Z',
    valueQuantity: { value: 131, unit: 'g/L', system: 'http://unitsofmeasure.org', code: 'g/L' },
    ...change,
  };
}

const patientUrn = 'urn:uuid:2f0b8a52-93b8-4b61-9d5e-0a64a9b6a001';
const practitionerUrn = 'urn:uuid:2f0b8a52-93b8-4b61-9d5e-0a64a9b6a002';
const encounterUrn = 'urn:uuid:2f0b8a52-93b8-4b61-9d5e-0a64a9b6a003';

function entry(resource: FhirResource, fullUrl?: string): BundleEntry {
  return {
    ...(fullUrl === undefined ? {} : { fullUrl }),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  };
}

/** A patient, a practitioner, a visit, two conditions and `observations` results of different days. */
export function aRecord(options: { readonly observations?: number; readonly patient?: Patient } = {}): Bundle {
  const results = Array.from({ length: options.observations ?? 5 }, (_, index) =>
    entry(
      anObservation(patientUrn, {
        identifier: [{ system: 'https://tests.example/results', value: `R${index}` }],
        effectiveDateTime: `2026-03-${String((index % 28) + 1).padStart(2, '0')}T09:00:00Z`,
        valueQuantity: { value: 100 + index, unit: 'g/L', system: 'http://unitsofmeasure.org', code: 'g/L' },
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/observation-category',
                code: index % 2 === 0 ? 'laboratory' : 'vital-signs',
              },
            ],
          },
        ],
        encounter: { reference: encounterUrn },
        performer: [{ reference: practitionerUrn }],
      }),
    ),
  );
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      entry(options.patient ?? aPatient(), patientUrn),
      entry(
        {
          resourceType: 'Practitioner',
          identifier: [{ system: 'https://tests.example/staff', value: 'S1' }],
          name: [{ family: 'Okafor' }],
        },
        practitionerUrn,
      ),
      entry(
        {
          resourceType: 'Encounter',
          status: 'finished',
          class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
          subject: { reference: patientUrn },
          period: { start: '2026-02-28T08:00:00Z', end: '2026-02-28T09:00:00Z' },
        },
        encounterUrn,
      ),
      ...['Asthma', 'Eczema'].map((text) =>
        entry({
          resourceType: 'Condition',
          clinicalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
          },
          code: { text },
          subject: { reference: patientUrn },
          onsetDateTime: '2001-05',
        }),
      ),
      ...results,
    ],
  };
}

/** `Type/id` of each entry of a transaction's answer. */
export function locations(response: Bundle): string[] {
  return (response.entry ?? []).map((one) => (one.response?.location ?? '').split('/_history')[0]!);
}
