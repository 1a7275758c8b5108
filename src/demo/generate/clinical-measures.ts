/** Measurements, immunisations, letters, referrals, appointments and procedures. */
import type { CodeableConcept, Observation, Quantity, Reference } from 'fhir/r4.js';
import type { Written } from './clinical-entries.ts';
import { hl7Concept, snomedSystem } from './code-systems.ts';
import type { BundleBuilder } from './fhir-bundle.ts';
import { dateText, dateTimeText, minuteMs } from './london-calendar.ts';
import { pdfBase64 } from './tiny-pdf.ts';

const ucum = 'http://unitsofmeasure.org';

/** What is measured: LOINC for FHIR's vital signs profiles, SNOMED beside it, UCUM. */
const measures = {
  systolic: { text: 'Systolic blood pressure', loinc: '8480-6', snomed: '271649006', unit: 'mmHg', ucum: 'mm[Hg]' },
  diastolic: { text: 'Diastolic blood pressure', loinc: '8462-4', snomed: '271650006', unit: 'mmHg', ucum: 'mm[Hg]' },
  weight: { text: 'Body weight', loinc: '29463-7', snomed: '27113001', unit: 'kg', ucum: 'kg' },
  height: { text: 'Body height', loinc: '8302-2', snomed: '50373000', unit: 'cm', ucum: 'cm' },
  bodyMassIndex: { text: 'Body mass index', loinc: '39156-5', snomed: '60621009', unit: 'kg/m2', ucum: 'kg/m2' },
  heartRate: { text: 'Heart rate', loinc: '8867-4', snomed: '364075005', unit: '/min', ucum: '/min' },
  respiratoryRate: { text: 'Respiratory rate', loinc: '9279-1', snomed: '86290005', unit: '/min', ucum: '/min' },
  temperature: { text: 'Body temperature', loinc: '8310-5', snomed: '386725007', unit: 'Cel', ucum: 'Cel' },
  oxygenSaturation: { text: 'Oxygen saturation', loinc: '2708-6', snomed: '431314004', unit: '%', ucum: '%' },
  news2: { text: 'NEWS2 total score', snomed: '1104051000000101', unit: 'score', ucum: '{score}' },
  woundLength: { text: 'Wound length', unit: 'cm', ucum: 'cm' },
  fluidIntake: { text: 'Fluid intake', unit: 'mL', ucum: 'mL' },
} as const satisfies Record<string, { text: string; loinc?: string; snomed?: string; unit: string; ucum: string }>;

export type MeasureKey = keyof typeof measures;

function codeOf(key: MeasureKey): CodeableConcept {
  const row: { text: string; loinc?: string; snomed?: string } = measures[key];
  const coding = [
    ...(row.loinc === undefined ? [] : [{ system: 'http://loinc.org', code: row.loinc }]),
    ...(row.snomed === undefined ? [] : [{ system: snomedSystem, code: row.snomed, display: row.text }]),
  ];
  return coding.length === 0 ? { text: row.text } : { coding, text: row.text };
}

function quantity(key: MeasureKey, value: number): Quantity {
  return { value, unit: measures[key].unit, system: ucum, code: measures[key].ucum };
}

function observation(bundle: BundleBuilder, written: Written, code: CodeableConcept): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [hl7Concept('observation-category', 'vital-signs')],
    code,
    subject: bundle.patient,
    effectiveDateTime: dateTimeText(written.atMs),
    performer: [bundle.author(written.by)],
  };
}

export function addMeasure(bundle: BundleBuilder, written: Written, key: MeasureKey, value: number): Reference {
  return bundle.add(
    { ...observation(bundle, written, codeOf(key)), valueQuantity: quantity(key, value) },
    ...(written.labels ?? []),
  );
}

export function addBloodPressure(bundle: BundleBuilder, written: Written, systolic: number, diastolic: number): void {
  bundle.add({
    ...observation(bundle, written, {
      coding: [
        { system: 'http://loinc.org', code: '85354-9' },
        { system: snomedSystem, code: '75367002', display: 'Blood pressure' },
      ],
      text: 'Blood pressure',
    }),
    component: [
      { code: codeOf('systolic'), valueQuantity: quantity('systolic', systolic) },
      { code: codeOf('diastolic'), valueQuantity: quantity('diastolic', diastolic) },
    ],
  });
}

/** A finding in words: smoking, fetal movements, pupils. */
export function addFinding(bundle: BundleBuilder, written: Written, code: CodeableConcept, words: string): void {
  bundle.add(
    {
      ...observation(bundle, written, code),
      category: [hl7Concept('observation-category', 'exam')],
      valueString: words,
    },
    ...(written.labels ?? []),
  );
}

export function addImmunisation(bundle: BundleBuilder, written: Written, vaccine: string, dose?: string): void {
  bundle.add({
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { text: vaccine },
    patient: bundle.patient,
    occurrenceDateTime: dateTimeText(written.atMs),
    primarySource: true,
    performer: [{ actor: bundle.author(written.by) }],
    ...(dose === undefined ? {} : { protocolApplied: [{ doseNumberString: dose }] }),
  });
}

export function addLetter(bundle: BundleBuilder, written: Written, title: string, lines: readonly string[]): void {
  bundle.add(
    {
      resourceType: 'DocumentReference',
      status: 'current',
      docStatus: 'final',
      type: { text: title },
      category: [{ text: 'Letter' }],
      subject: bundle.patient,
      date: dateTimeText(written.atMs),
      author: [bundle.author(written.by)],
      custodian: bundle.organisation,
      description: lines.join(' '),
      content: [
        {
          attachment: {
            contentType: 'application/pdf',
            title,
            creation: dateText(written.atMs),
            data: pdfBase64(title, lines),
          },
        },
      ],
    },
    ...(written.labels ?? []),
  );
}

export interface Referral {
  readonly text: string;
  readonly to: string;
  readonly priority: 'routine' | 'urgent' | 'asap';
  readonly reason: string;
  readonly kind?: 'referral' | 'imaging' | 'laboratory';
  readonly status?: 'active' | 'completed';
  /** The placer's number, which comes back with the result. */
  readonly number?: string;
}

export function addReferral(bundle: BundleBuilder, written: Written, referral: Referral): Reference {
  return bundle.add({
    resourceType: 'ServiceRequest',
    ...(referral.number === undefined
      ? {}
      : { identifier: [{ system: 'https://goldthread.example/Id/order', value: referral.number }] }),
    status: referral.status ?? 'completed',
    intent: 'order',
    category: [
      {
        text: { referral: 'Referral', imaging: 'Imaging request', laboratory: 'Laboratory request' }[
          referral.kind ?? 'referral'
        ],
      },
    ],
    priority: referral.priority,
    code: { text: referral.text },
    subject: bundle.patient,
    authoredOn: dateTimeText(written.atMs),
    requester: bundle.author(written.by),
    performer: [{ display: referral.to }],
    reasonCode: [{ text: referral.reason }],
  });
}

export interface Visit {
  readonly text: string;
  readonly startMs: number;
  readonly status: 'booked' | 'fulfilled' | 'noshow' | 'cancelled';
  readonly minutes?: number;
}

export function addAppointment(bundle: BundleBuilder, written: Written, visit: Visit): void {
  bundle.add({
    resourceType: 'Appointment',
    status: visit.status,
    serviceType: [{ text: visit.text }],
    description: visit.text,
    start: new Date(visit.startMs).toISOString(),
    end: new Date(visit.startMs + (visit.minutes ?? 15) * minuteMs).toISOString(),
    created: dateTimeText(written.atMs),
    participant: [
      { actor: bundle.patient, status: 'accepted' },
      { actor: bundle.author(written.by), status: 'accepted' },
    ],
  });
}

/** What a pharmacy handed out. */
export function addDispensing(bundle: BundleBuilder, written: Written, medicine: string, dosage: string): void {
  bundle.add({
    resourceType: 'MedicationDispense',
    status: 'completed',
    medicationCodeableConcept: { text: medicine },
    subject: bundle.patient,
    performer: [{ actor: bundle.author(written.by) }],
    whenHandedOver: dateTimeText(written.atMs),
    dosageInstruction: [{ text: dosage }],
  });
}
