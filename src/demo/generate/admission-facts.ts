/** What the record must say once the scripted admission is filed, and the numbers by which its messages name things. */
import type { ExpectedFact } from './region-types.ts';

export interface AdmissionNumbers {
  readonly visit: string;
  readonly renal: string;
  readonly histology: string;
  readonly summary: string;
  readonly wrongLetter: string;
  readonly preAssessment: string;
  readonly followUp: string;
}

export function admissionNumbers(ordinal: number): AdmissionNumbers {
  const tail = String(700 + ordinal);
  return {
    visit: `VS${tail}`,
    renal: `LS${tail}1`,
    histology: `LS${tail}2`,
    summary: `DS${tail}1`,
    wrongLetter: `DS${tail}2`,
    preAssessment: `CS${tail}1`,
    followUp: `CS${tail}2`,
  };
}

function expectedLetters(nhsNumber: string, numbers: AdmissionNumbers): ExpectedFact[] {
  return [
    {
      key: 'discharge-summary',
      nhsNumber,
      says: 'The discharge summary is there',
      check: { kind: 'document', documentNumber: numbers.summary, present: true },
    },
    {
      key: 'wrong-letter',
      nhsNumber,
      says: 'The letter of the wrong patient is gone',
      check: { kind: 'document', documentNumber: numbers.wrongLetter, present: false },
    },
    {
      key: 'wrong-letter-text',
      nhsNumber,
      says: 'Nothing of the wrong letter can be found',
      check: { kind: 'text-gone', text: 'carbamazepine raised' },
    },
  ];
}

export function expectedOfAdmission(nhsNumber: string, numbers: AdmissionNumbers): ExpectedFact[] {
  return [
    {
      key: 'potassium',
      nhsNumber,
      says: 'Potassium 6.8 is struck through, superseded by 5.1, marked corrected',
      check: { kind: 'superseded', test: 'Potassium', withdrawnValue: '6.8', currentValue: '5.1', status: 'corrected' },
    },
    {
      key: 'sodium',
      nhsNumber,
      says: 'Sodium 138 is there once, final',
      check: { kind: 'result', test: 'Sodium', value: '138', status: 'final' },
    },
    {
      key: 'admission',
      nhsNumber,
      says: 'The admission is finished and ended on Rowan Ward',
      check: { kind: 'admission', visitNumber: numbers.visit, status: 'finished', ward: 'Rowan Ward' },
    },
    ...expectedLetters(nhsNumber, numbers),
    {
      key: 'histology',
      nhsNumber,
      says: 'Late histology came after discharge',
      check: { kind: 'text-shown', text: 'Tubular adenoma with low grade dysplasia' },
    },
    {
      key: 'histology-release',
      nhsNumber,
      says: 'The person does not see the histology before a clinician releases it',
      check: { kind: 'released-to-patient', text: 'Tubular adenoma', released: false },
    },
    {
      key: 'follow-up',
      nhsNumber,
      says: 'The follow-up was not attended',
      check: { kind: 'appointment', appointmentNumber: numbers.followUp, status: 'noshow' },
    },
    {
      key: 'pre-assessment',
      nhsNumber,
      says: 'The pre-assessment stands as booked',
      check: { kind: 'appointment', appointmentNumber: numbers.preAssessment, status: 'booked' },
    },
  ];
}
