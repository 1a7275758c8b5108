/**
 * What a deletion leaves: clinical content that was acted on must not vanish from sight. Its last version says that it
 * was entered in error, which pages show struck through; for machines it is deleted (R4 3.1.0.7).
 */
import type { Resource } from '#fhir/resource-types.ts';

/** Types whose `status` can say entered-in-error; `strike-out.test.ts` holds the list against the definitions. */
export const typesWithStatus: ReadonlySet<string> = new Set(
  (
    'Account Appointment CarePlan CareTeam ChargeItem Claim ClaimResponse ClinicalImpression Communication ' +
    'CommunicationRequest Composition Consent Coverage CoverageEligibilityRequest CoverageEligibilityResponse ' +
    'DetectedIssue DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter ' +
    'EnrollmentRequest EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag ImagingStudy Immunization ' +
    'ImmunizationEvaluation Invoice List Media MedicationAdministration MedicationDispense MedicationRequest ' +
    'MedicationStatement NutritionOrder Observation Procedure QuestionnaireResponse RequestGroup RiskAssessment ' +
    'ServiceRequest Specimen SupplyDelivery SupplyRequest Task VisionPrescription'
  ).split(' '),
);

const verificationSystems: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  Condition: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
};

const inError = 'entered-in-error';

/** The resource as its deletion leaves it. Types that have no such status, Patient among them, stay as they are. */
export function strikeOut(resource: Resource): Resource {
  const { resourceType } = resource;
  if (typesWithStatus.has(resourceType)) return { ...resource, status: inError };
  if (resourceType === 'Goal') return { ...resource, lifecycleStatus: inError };
  const system = verificationSystems[resourceType];
  if (system === undefined) return resource;
  // con-5 and ait-2: what was entered in error has no clinical status.
  const { clinicalStatus: _, ...rest } = resource;
  return { ...rest, verificationStatus: { coding: [{ system, code: inError }] } } as Resource;
}

const inErrorBytes = Buffer.from(`"${inError}"`);

/** Whether a deleted resource's last version says that it was entered in error. */
export function isStruckOut(body: Buffer): boolean {
  return body.includes(inErrorBytes);
}
