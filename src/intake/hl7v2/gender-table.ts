import type { Patient } from 'fhir/r4.js';

/** Table 0001, and PERSON STATED GENDER CODE of the NHS Data Dictionary. */
export const genders: Readonly<Record<string, NonNullable<Patient['gender']>>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  X: 'other',
  U: 'unknown',
  N: 'unknown',
  '1': 'male',
  '2': 'female',
  '9': 'other',
  '0': 'unknown',
};
