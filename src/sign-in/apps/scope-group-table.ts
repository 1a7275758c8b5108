/**
 * Resource types as people speak of them: a line of the consent screen stands for one group. What no group names is
 * `other`. The words are those of the page.
 */
export const scopeGroups = {
  'who-you-are': ['Patient', 'RelatedPerson', 'Person'],
  allergies: ['AllergyIntolerance', 'AdverseEvent'],
  medicines: [
    'MedicationRequest',
    'MedicationStatement',
    'MedicationDispense',
    'MedicationAdministration',
    'Medication',
  ],
  problems: ['Condition', 'FamilyMemberHistory', 'ClinicalImpression', 'RiskAssessment', 'DetectedIssue', 'Flag'],
  results: ['Observation', 'DiagnosticReport', 'Specimen', 'ImagingStudy', 'Media'],
  vaccinations: ['Immunization', 'ImmunizationRecommendation', 'ImmunizationEvaluation'],
  procedures: ['Procedure', 'Device', 'DeviceUseStatement'],
  letters: ['DocumentReference', 'Composition', 'Binary', 'Communication', 'QuestionnaireResponse'],
  visits: ['Encounter', 'EpisodeOfCare', 'Appointment', 'AppointmentResponse', 'ServiceRequest', 'Schedule', 'Slot'],
  plans: ['CarePlan', 'CareTeam', 'Goal', 'NutritionOrder', 'Task', 'Consent'],
  places: ['Organization', 'Practitioner', 'PractitionerRole', 'Location', 'HealthcareService', 'Endpoint'],
  other: ['List', 'Basic', 'Provenance', 'Coverage'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ScopeGroup = keyof typeof scopeGroups;

const groupByType = new Map<string, ScopeGroup>(
  Object.entries(scopeGroups).flatMap(([group, types]) => types.map((type) => [type, group as ScopeGroup] as const)),
);

export function scopeGroupOf(resourceType: string): ScopeGroup {
  return groupByType.get(resourceType) ?? 'other';
}
