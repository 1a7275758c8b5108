/**
 * What an entry of each kind is called on a person's own pages, in the order in which a sentence names them. A kind that
 * is not here is "other entries".
 */
export const kindsOfEntries: Readonly<Record<string, string>> = {
  Condition: 'health problems',
  AllergyIntolerance: 'allergies',
  MedicationRequest: 'medicines',
  MedicationStatement: 'medicines',
  MedicationDispense: 'medicines',
  MedicationAdministration: 'medicines',
  Observation: 'measurements and test results',
  DiagnosticReport: 'test results',
  ImagingStudy: 'scans and X-rays',
  DocumentReference: 'letters',
  Composition: 'notes',
  CarePlan: 'care plans',
  Flag: 'alerts and needs',
  Appointment: 'appointments',
  CareTeam: 'who cares for you',
  Communication: 'messages between services',
  Consent: 'legal papers',
  Encounter: 'visits',
  EpisodeOfCare: 'care you are under',
  FamilyMemberHistory: 'family history',
  Goal: 'goals',
  Immunization: 'vaccinations',
  Procedure: 'operations and treatments',
  QuestionnaireResponse: 'forms',
  RelatedPerson: 'people close to you',
  RiskAssessment: 'risks',
  ServiceRequest: 'referrals and requests',
};
