/**
 * What each national role code is entitled to. Data: the engine, the tests and docs/safety/access.md are made from it.
 * A role that is not here may do nothing (default deny).
 */
import { allContentClasses, type ContentClass, contentClass, contentClasses } from '#disclosure';
import { type Activity, closureOf } from './activity-table.ts';

export interface RoleProfile {
  readonly view: string;
  readonly content: readonly ContentClass[];
  /** Everything that the role may do, included activities and all. */
  readonly activities: ReadonlySet<Activity>;
  /** Demographic trace: finding a person without a relationship. */
  readonly mayTrace: boolean;
  /** Opens a record with a relationship. */
  readonly mayOpen: boolean;
  /** May claim a relationship of their own, with a reason (D7). */
  readonly mayClaim: boolean;
  /** May break glass, with a reason (D22). */
  readonly mayBreakGlass: boolean;
  readonly seesSafeguarding: boolean;
}

const administrative = contentClasses('administration');

const everythingClinical = allContentClasses;

/** The local-authority and care-home views of the PRSB Core Information Standard, cut to what a home visit needs. */
const homeCareView = [
  ...contentClasses(
    'demographics',
    'individualRequirements',
    'aboutMe',
    'allergy',
    'medication',
    'cprRecommendation',
    'contingencyPlan',
    'careRisk',
    'carePlan',
    'personalContact',
    'socialCare',
  ),
  ...administrative,
];

/**
 * A charity's visitor or driver: how to greet and help this person, what is dangerous to feed them, and whom to phone. No medicine, no
 * plan of care and nothing that says what anybody else does for them.
 */
const helperView = [
  ...contentClasses(
    'demographics',
    'individualRequirements',
    'aboutMe',
    'allergy',
    'contingencyPlan',
    'careRisk',
    'personalContact',
  ),
  ...administrative,
];

const socialWorkView = [
  ...homeCareView,
  ...contentClasses(
    'alert',
    'legalInformation',
    'safeguarding',
    'careTeam',
    'handover',
    'appointment',
    'referral',
    'problem',
    'encounter',
    'familyHistory',
  ),
];

const receptionView = [
  ...contentClasses('demographics', 'individualRequirements', 'appointment', 'referral', 'careTeam', 'personalContact'),
  ...administrative,
];

const wardClerkView = [...receptionView, contentClass.encounter];

const secretaryView = [...receptionView, ...contentClasses('encounter', 'document')];

const pharmacyView = [
  ...contentClasses(
    'demographics',
    'individualRequirements',
    'allergy',
    'medication',
    'problem',
    'investigationResult',
    'examinationFinding',
    'vaccination',
    'pregnancy',
    'alert',
    'careTeam',
    'document',
    'appointment',
  ),
  ...administrative,
];

function profile(view: string, content: readonly ContentClass[], ...baseline: readonly Activity[]): RoleProfile {
  const activities = closureOf(baseline);
  return {
    view,
    content,
    activities,
    mayTrace: activities.has('trace-person'),
    mayOpen: activities.has('open-record'),
    mayClaim: activities.has('claim-relationship'),
    mayBreakGlass: activities.has('break-glass'),
    seesSafeguarding: activities.has('view-safeguarding'),
  };
}

const nobody = profile('nothing', []);

const clinician = (...more: readonly Activity[]): RoleProfile =>
  profile(
    'whole record',
    everythingClinical,
    'trace-person',
    'claim-relationship',
    'view-safeguarding',
    'withhold-from-person',
    ...more,
  );

const emergency = (...more: readonly Activity[]): RoleProfile => clinician('break-glass', ...more);

const shaped = (view: string, content: readonly ContentClass[], ...more: readonly Activity[]): RoleProfile =>
  profile(view, content, 'trace-person', 'open-record', ...more);

const gp = emergency('open-long-dead', 'override-seal', 'approve-proxy', 'lead-teams');
const consultant = emergency('open-long-dead', 'override-seal', 'lead-teams');
const socialWork = shaped('social work', socialWorkView, 'claim-relationship', 'view-safeguarding');
const homeCare = profile('home care', homeCareView, 'open-record');

/** Baseline policies by national role code (SDS Job Role Name of UK Core). */
export const roleProfiles: Readonly<Record<string, RoleProfile>> = {
  R0260: gp, // General Medical Practitioner
  R0270: gp, // Salaried General Practitioner
  R0050: consultant, // Consultant
  R0110: emergency(), // Specialist Registrar
  R0090: emergency(), // Hospital Practitioner
  R1981: emergency(), // Psychiatrist
  R1070: emergency(), // Paramedic
  R0600: emergency(), // Specialist Nurse Practitioner
  R0610: emergency(), // Sister/Charge Nurse
  R0620: clinician(), // Staff Nurse
  R0690: clinician(), // Community Practitioner (health visitor)
  R0700: clinician(), // Community Nurse
  R0680: clinician(), // Midwife
  R1975: clinician(), // Community Mental Health Nurse
  R1110: clinician(), // Physiotherapist
  R1190: profile('whole record', everythingClinical, 'trace-person', 'claim-relationship'), // Radiographer - Diagnostic
  R1280: shaped('eye care', pharmacyView, 'claim-relationship'), // Optometrist
  R1290: shaped('pharmacy', pharmacyView, 'claim-relationship'), // Pharmacist
  R1330: socialWork, // Social Worker
  R9570: socialWork, // Senior Social Worker (Adults)
  R9520: socialWork, // Senior Social Worker (Children)
  R1460: homeCare, // Social Care Support Worker
  R1480: homeCare, // Healthcare Assistant
  R1560: profile('helper', helperView, 'open-record'), // Helper/Assistant
  R1730: shaped('reception', receptionView, 'record-choices'), // Receptionist
  R6030: shaped('ward clerk', wardClerkView), // Ward Clerk
  R1760: shaped('secretary', secretaryView), // Medical Secretary
  R1740: shaped('secretary', secretaryView), // Secretary
  R1690: emergency(), // Call Operator (NHS 111)
  R1850: emergency(), // Adviser (NHS 111)
  R1985: profile('patient index', [], 'trace-person'), // Health Records Clerk (index team)
  R1780: profile('counts of populations', [], 'count-population'), // Manager (commissioner): never a record
  R0001: profile('the log and its alerts', [], 'review-access'), // Privacy Officer: no clinical content
};

export function roleProfile(roleCode: string): RoleProfile {
  return roleProfiles[roleCode] ?? nobody;
}
