/** The entries that GP, community and other connectors put into a Bundle. Each carries its author and its time. */
import type { AllergyIntolerance, CodeableConcept, Coding, Reference } from 'fhir/r4.js';
import {
  concept,
  type FlagKind,
  flagKindSystem,
  hl7Concept,
  narrative,
  type PlanKind,
  planKindSystem,
} from './code-systems.ts';
import type { BundleBuilder } from './fhir-bundle.ts';
import { dateText, dateTimeText, minuteMs } from './london-calendar.ts';
import { type MedicineKey, type MedicineRow, medicineRows } from './medicines-table.ts';
import type { DemoAllergy } from './people-types.ts';
import type { CastMember } from './region-types.ts';

/** Who wrote it and when it happened. */
export interface Written {
  readonly atMs: number;
  readonly by: CastMember;
  readonly labels?: readonly Coding[];
  /** The attendance at which it was written. */
  readonly encounter?: Reference;
}

export interface NoteSection {
  readonly title: string;
  readonly text: string;
}

/** A note without an attendance: community, therapy, ambulance and other services. */
export function addNote(
  bundle: BundleBuilder,
  written: Written,
  title: string,
  sections: readonly NoteSection[],
): void {
  bundle.add(
    {
      resourceType: 'Composition',
      status: 'final',
      type: title === 'Consultation' ? concept('Clinical consultation report', '371530004') : { text: title },
      subject: bundle.patient,
      ...(written.encounter === undefined ? {} : { encounter: written.encounter }),
      date: dateTimeText(written.atMs),
      author: [bundle.author(written.by)],
      title,
      custodian: bundle.organisation,
      section: sections.map((section) => ({ title: section.title, text: narrative(section.text) })),
    },
    ...(written.labels ?? []),
  );
}

export interface AttendanceKind {
  readonly text: string;
  readonly encounterClass: 'AMB' | 'EMER' | 'HH' | 'VR' | 'FLD';
  readonly status?: 'finished' | 'in-progress';
  readonly minutes?: number;
  readonly reason?: CodeableConcept;
}

export function addAttendance(bundle: BundleBuilder, written: Written, kind: AttendanceKind): Reference {
  const author = bundle.author(written.by);
  const status = kind.status ?? 'finished';
  const end = status === 'finished' ? { end: dateTimeText(written.atMs + (kind.minutes ?? 10) * minuteMs) } : {};
  return bundle.add(
    {
      resourceType: 'Encounter',
      status,
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: kind.encounterClass },
      type: [{ text: kind.text }],
      subject: bundle.patient,
      participant: [{ individual: author }],
      period: { start: dateTimeText(written.atMs), ...end },
      ...(kind.reason === undefined ? {} : { reasonCode: [kind.reason] }),
      serviceProvider: bundle.organisation,
    },
    ...(written.labels ?? []),
  );
}

export interface Problem {
  readonly code: CodeableConcept;
  readonly isMajor: boolean;
  readonly onsetMs: number;
  readonly isResolved?: boolean;
  readonly isSuspected?: boolean;
}

export function addProblem(bundle: BundleBuilder, written: Written, problem: Problem): Reference {
  return bundle.add(
    {
      resourceType: 'Condition',
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ProblemSignificance',
          valueCode: problem.isMajor ? 'major' : 'minor',
        },
      ],
      clinicalStatus: hl7Concept('condition-clinical', problem.isResolved === true ? 'resolved' : 'active'),
      verificationStatus: hl7Concept(
        'condition-ver-status',
        problem.isSuspected === true ? 'provisional' : 'confirmed',
      ),
      category: [hl7Concept('condition-category', 'problem-list-item')],
      code: problem.code,
      subject: bundle.patient,
      onsetDateTime: dateText(problem.onsetMs),
      recordedDate: bundle.source.style === 'extract' ? dateText(written.atMs) : dateTimeText(written.atMs),
      recorder: bundle.author(written.by),
    },
    ...(written.labels ?? []),
  );
}

export interface Prescription {
  readonly medicine: MedicineKey;
  readonly kind: 'repeat' | 'acute' | 'hospital';
  readonly status?: 'active' | 'completed' | 'stopped';
  readonly lastIssueMs?: number;
  readonly dosage?: string;
  readonly reason?: string;
}

export function addPrescription(bundle: BundleBuilder, written: Written, prescription: Prescription): Reference {
  const row: MedicineRow = medicineRows[prescription.medicine];
  const status = prescription.status ?? (prescription.kind === 'acute' ? 'completed' : 'active');
  const kindText = { repeat: 'Repeat', acute: 'Acute', hospital: 'Hospital only' }[prescription.kind];
  const author = bundle.author(written.by);
  return bundle.add(
    {
      resourceType: 'MedicationRequest',
      status,
      ...(prescription.reason === undefined ? {} : { statusReason: { text: prescription.reason } }),
      intent: 'order',
      category: [
        hl7Concept('medicationrequest-category', prescription.kind === 'hospital' ? 'inpatient' : 'community'),
      ],
      medicationCodeableConcept: { text: row.name },
      subject: bundle.patient,
      authoredOn: dateTimeText(written.atMs),
      requester: author,
      recorder: author,
      courseOfTherapyType: {
        ...hl7Concept('medicationrequest-course-of-therapy', prescription.kind === 'acute' ? 'acute' : 'continuous'),
        text: kindText,
      },
      dosageInstruction: [{ text: prescription.dosage ?? row.dosage, route: { text: row.route } }],
      dispenseRequest: {
        ...(prescription.lastIssueMs === undefined
          ? {}
          : { validityPeriod: { start: dateText(prescription.lastIssueMs) } }),
        quantity: { value: Number.parseFloat(row.quantity), unit: row.quantity.replace(/^[\d.]+ /, '') },
      },
      ...(row.alert === undefined ? {} : { note: [{ text: 'Anticoagulant' }] }),
    },
    ...(written.labels ?? []),
  );
}

export function addAllergy(bundle: BundleBuilder, written: Written, allergy: DemoAllergy): void {
  const severe = allergy.severity === 'severe';
  bundle.add({
    resourceType: 'AllergyIntolerance',
    clinicalStatus: hl7Concept('allergyintolerance-clinical', 'active'),
    verificationStatus: hl7Concept('allergyintolerance-verification', 'confirmed'),
    type: 'allergy',
    criticality: severe ? 'high' : 'low',
    code: concept(
      allergy.text === 'Penicillin' && allergy.snomed !== undefined ? 'Allergy to penicillin' : allergy.text,
      allergy.snomed,
    ),
    patient: bundle.patient,
    onsetDateTime: String(allergy.year),
    recordedDate: dateText(written.atMs),
    recorder: bundle.author(written.by),
    reaction: [{ manifestation: [{ text: allergy.reaction }], severity: allergy.severity }],
  } satisfies AllergyIntolerance);
}

/** A source that asked and was told of none. */
export function addNoKnownAllergies(bundle: BundleBuilder, written: Written): void {
  bundle.add({
    resourceType: 'AllergyIntolerance',
    clinicalStatus: hl7Concept('allergyintolerance-clinical', 'active'),
    verificationStatus: hl7Concept('allergyintolerance-verification', 'confirmed'),
    code: concept('No known allergies', '716186003'),
    patient: bundle.patient,
    recordedDate: dateText(written.atMs),
    recorder: bundle.author(written.by),
  });
}

export interface FlagWords {
  readonly kind: FlagKind;
  readonly text: string;
  readonly snomed?: string;
  readonly endMs?: number;
}

export function addFlag(bundle: BundleBuilder, written: Written, flag: FlagWords): void {
  const end = flag.endMs === undefined ? {} : { end: dateText(flag.endMs) };
  bundle.add(
    {
      resourceType: 'Flag',
      status: flag.endMs === undefined ? 'active' : 'inactive',
      category: [{ coding: [{ system: flagKindSystem, code: flag.kind }] }],
      code: concept(flag.text, flag.snomed),
      subject: bundle.patient,
      period: { start: dateText(written.atMs), ...end },
      author: bundle.author(written.by),
    },
    ...(written.labels ?? []),
  );
}

export interface PlanWords {
  readonly kind: PlanKind;
  readonly title: string;
  readonly description: string;
  readonly activities: readonly string[];
}

export function addPlan(bundle: BundleBuilder, written: Written, plan: PlanWords): void {
  bundle.add(
    {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      category: [{ coding: [{ system: planKindSystem, code: plan.kind }], text: plan.title }],
      title: plan.title,
      description: plan.description,
      subject: bundle.patient,
      period: { start: dateText(written.atMs) },
      created: dateTimeText(written.atMs),
      author: bundle.author(written.by),
      activity: plan.activities.map((description) => ({ detail: { status: 'in-progress', description } })),
    },
    ...(written.labels ?? []),
  );
}

/** The person is on this service's list: what a caseload relationship rests on. */
export function addCaseload(bundle: BundleBuilder, written: Written, service: string, endMs?: number): void {
  bundle.add({
    resourceType: 'EpisodeOfCare',
    status: endMs === undefined ? 'active' : 'finished',
    type: [{ text: service }],
    patient: bundle.patient,
    managingOrganization: bundle.organisation,
    period: { start: dateTimeText(written.atMs), ...(endMs === undefined ? {} : { end: dateTimeText(endMs) }) },
    careManager: bundle.author(written.by),
  });
}
