/** Invented people and small entries for tests of the person's own pages. */
import type { Patient } from 'fhir/r4.js';
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';
import { aboutPatient } from './a-patient-app.ts';

export interface Someone {
  readonly nhsNumber: string;
  readonly birthDate: string;
}

let people = 0;

/** Somebody whom no other test has met. */
export function someone(): Someone {
  for (;;) {
    people += 1;
    const firstNine = `999${String(100_000 + people)}`;
    const digit = nhsNumberCheckDigit(firstNine);
    if (digit !== undefined)
      return {
        nhsNumber: `${firstNine}${digit}`,
        birthDate: new Date(Date.UTC(1950, 0, people)).toISOString().slice(0, 10),
      };
  }
}

export function aPatient(person: Someone, given: string): Patient {
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: person.nhsNumber }],
    name: [{ family: 'Finch', given: [given] }],
    birthDate: person.birthDate,
  };
}

export const visibility = (code: string) => ({
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code }] },
});
const laboratory = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
];
const active = {
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
};
export const aProblem = (text: string) => ({
  resourceType: 'Condition',
  subject: aboutPatient,
  code: { text },
  recordedDate: '2026-03-01',
  ...active,
});
export const aResult = (text: string, value: number, day: string) => ({
  resourceType: 'Observation',
  status: 'final',
  category: laboratory,
  code: { text },
  subject: aboutPatient,
  effectiveDateTime: `${day}T09:00:00Z`,
  valueQuantity: { value, unit: 'g/L' },
  referenceRange: [{ low: { value: 115 }, high: { value: 165 } }],
});
export const aLetter = (title: string, text: string) => ({
  resourceType: 'DocumentReference',
  status: 'current',
  type: { text: title },
  subject: aboutPatient,
  date: '2026-03-02T10:00:00Z',
  content: [
    { attachment: { contentType: 'application/pdf', title, data: Buffer.from(`%PDF-1.4 ${text}`).toString('base64') } },
  ],
});
export const anAppointment = (text: string) => ({
  resourceType: 'Appointment',
  status: 'booked',
  serviceType: [{ text }],
  start: new Date(Date.now() + 5 * 86_400_000).toISOString(),
  end: new Date(Date.now() + 5 * 86_400_000 + 900_000).toISOString(),
  participant: [{ actor: aboutPatient, status: 'accepted' }],
});
