/**
 * The date parameter of each type whose span the columns `clinical_time` and `clinical_until` hold. A row in which they
 * differ (a period without an end, several dates) is marked, and is tested by its text.
 */
import type { ResourceType } from '#fhir/resource-types.ts';

export const mainDateParameters: Readonly<Partial<Record<ResourceType, string>>> = {
  AllergyIntolerance: 'date',
  Appointment: 'date',
  CarePlan: 'date',
  CareTeam: 'date',
  Claim: 'created',
  Communication: 'sent',
  Composition: 'date',
  Condition: 'recorded-date',
  DiagnosticReport: 'date',
  DocumentReference: 'date',
  Encounter: 'date',
  EpisodeOfCare: 'date',
  ExplanationOfBenefit: 'created',
  FamilyMemberHistory: 'date',
  Flag: 'date',
  ImagingStudy: 'started',
  Immunization: 'date',
  MedicationAdministration: 'effective-time',
  MedicationDispense: 'whenhandedover',
  MedicationRequest: 'authoredon',
  MedicationStatement: 'effective',
  Observation: 'date',
  Procedure: 'date',
  RiskAssessment: 'date',
  ServiceRequest: 'occurrence',
};
