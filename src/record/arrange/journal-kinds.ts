/** What kind of entry a reader filters by, and which resources are entries at all. */
import { contentClass } from '#disclosure';
import type { RecordEntry } from '../opened-record.ts';

export const journalKinds = [
  'note',
  'letter',
  'result',
  'observation',
  'medicine',
  'problem',
  'plan',
  'referral',
  'appointment',
  'procedure',
  'other',
] as const;
export type JournalKind = (typeof journalKinds)[number];

/** About the person or about other resources, and no entry of a journal. */
const notEntries: ReadonlySet<string> = new Set([
  'Patient',
  'RelatedPerson',
  'Provenance',
  'EpisodeOfCare',
  'CareTeam',
  'Specimen',
  'Account',
  'Coverage',
  'Group',
  'List',
  'AuditEvent',
  'Binary',
]);

const kindByType: Readonly<Record<string, JournalKind>> = {
  Composition: 'note',
  Encounter: 'note',
  ClinicalImpression: 'note',
  Communication: 'note',
  QuestionnaireResponse: 'note',
  DocumentReference: 'letter',
  DiagnosticReport: 'result',
  ImagingStudy: 'result',
  Media: 'result',
  MedicationRequest: 'medicine',
  MedicationStatement: 'medicine',
  MedicationDispense: 'medicine',
  MedicationAdministration: 'medicine',
  Condition: 'problem',
  AllergyIntolerance: 'problem',
  FamilyMemberHistory: 'problem',
  CarePlan: 'plan',
  Goal: 'plan',
  Flag: 'plan',
  Task: 'plan',
  Consent: 'plan',
  RiskAssessment: 'plan',
  ServiceRequest: 'referral',
  Appointment: 'appointment',
  Immunization: 'procedure',
  Procedure: 'procedure',
};

/** Undefined for what is no entry. */
export function journalKindOf(entry: RecordEntry): JournalKind | undefined {
  const { resourceType } = entry.resource;
  if (notEntries.has(resourceType)) return undefined;
  if (resourceType === 'Observation')
    return entry.contentClass === contentClass.investigationResult ? 'result' : 'observation';
  return kindByType[resourceType] ?? 'other';
}
