/**
 * What each national role code is entitled to. Data: the engine, the tests and docs/safety/access.md are made from it.
 * A role that is not here may do nothing (default deny).
 */
import { allContentClasses, type ContentClass, contentClass, contentClasses } from '#disclosure';

export interface RoleProfile {
  readonly view: string;
  readonly content: readonly ContentClass[];
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

const nobody: RoleProfile = {
  view: 'nothing',
  content: [],
  mayTrace: false,
  mayOpen: false,
  mayClaim: false,
  mayBreakGlass: false,
  seesSafeguarding: false,
};

function clinician(options: Partial<RoleProfile> = {}): RoleProfile {
  return {
    view: 'whole record',
    content: everythingClinical,
    mayTrace: true,
    mayOpen: true,
    mayClaim: true,
    mayBreakGlass: false,
    seesSafeguarding: true,
    ...options,
  };
}

function shaped(view: string, content: readonly ContentClass[], options: Partial<RoleProfile> = {}): RoleProfile {
  return { ...nobody, view, content, mayTrace: true, mayOpen: true, ...options };
}

const emergency = clinician({ mayBreakGlass: true });

/** By national role code (SDS Job Role Name of UK Core). */
export const roleProfiles: Readonly<Record<string, RoleProfile>> = {
  R0260: emergency, // General Medical Practitioner
  R0270: emergency, // Salaried General Practitioner
  R0050: emergency, // Consultant
  R0110: emergency, // Specialist Registrar
  R0090: emergency, // Hospital Practitioner
  R1981: emergency, // Psychiatrist
  R1070: emergency, // Paramedic
  R0600: emergency, // Specialist Nurse Practitioner
  R0610: emergency, // Sister/Charge Nurse
  R0620: clinician(), // Staff Nurse
  R0690: clinician(), // Community Practitioner (health visitor)
  R0700: clinician(), // Community Nurse
  R0680: clinician(), // Midwife
  R1975: clinician(), // Community Mental Health Nurse
  R1110: clinician(), // Physiotherapist
  R1190: clinician({ seesSafeguarding: false }), // Radiographer - Diagnostic
  R1280: shaped('eye care', pharmacyView, { mayClaim: true }), // Optometrist
  R1290: shaped('pharmacy', pharmacyView, { mayClaim: true }), // Pharmacist
  R1330: shaped('social work', socialWorkView, { mayClaim: true, seesSafeguarding: true }), // Social Worker
  R9570: shaped('social work', socialWorkView, { mayClaim: true, seesSafeguarding: true }), // Senior Social Worker (Adults)
  R9520: shaped('social work', socialWorkView, { mayClaim: true, seesSafeguarding: true }), // Senior Social Worker (Children)
  R1460: shaped('home care', homeCareView, { mayTrace: false }), // Social Care Support Worker
  R1480: shaped('home care', homeCareView, { mayTrace: false }), // Healthcare Assistant
  R1730: shaped('reception', receptionView), // Receptionist
  R6030: shaped('ward clerk', wardClerkView), // Ward Clerk
  R1760: shaped('secretary', secretaryView), // Medical Secretary
  R1740: shaped('secretary', secretaryView), // Secretary
  R1690: clinician({ mayBreakGlass: true, seesSafeguarding: true }), // Call Operator (NHS 111)
  R1850: clinician({ mayBreakGlass: true, seesSafeguarding: true }), // Adviser (NHS 111)
  R1985: { ...nobody, view: 'patient index', mayTrace: true }, // Health Records Clerk (index team)
  R1780: nobody, // Manager (commissioner): never a record
  R0001: nobody, // Privacy Officer: alerts and the log, no clinical content
};

export function roleProfile(roleCode: string): RoleProfile {
  return roleProfiles[roleCode] ?? nobody;
}
