/** National role codes (UK Core SDS job role names) with the words people use, and the register of each profession. */
export type PractitionerRegister = 'GMC' | 'NMC' | 'GPHC' | 'HCPC' | 'GOC' | 'SWE';

export interface ProfessionRow {
  readonly roleCode: string;
  readonly roleName: string;
  readonly register?: PractitionerRegister;
  /** HCPC numbers carry the profession in their letters. */
  readonly letters?: string;
}

export const professions = {
  gp: { roleCode: 'R0260', roleName: 'General practitioner', register: 'GMC' },
  practiceNurse: { roleCode: 'R0600', roleName: 'Practice nurse', register: 'NMC' },
  healthcareAssistant: { roleCode: 'R1480', roleName: 'Healthcare assistant' },
  receptionist: { roleCode: 'R1730', roleName: 'Receptionist' },
  pharmacist: { roleCode: 'R1290', roleName: 'Pharmacist', register: 'GPHC' },
  optometrist: { roleCode: 'R1280', roleName: 'Optometrist', register: 'GOC' },
  consultant: { roleCode: 'R0050', roleName: 'Consultant', register: 'GMC' },
  registrar: { roleCode: 'R0110', roleName: 'Specialist registrar', register: 'GMC' },
  wardNurse: { roleCode: 'R0620', roleName: 'Ward nurse', register: 'NMC' },
  sister: { roleCode: 'R0610', roleName: 'Sister', register: 'NMC' },
  wardClerk: { roleCode: 'R6030', roleName: 'Ward clerk' },
  medicalSecretary: { roleCode: 'R1760', roleName: 'Medical secretary' },
  radiographer: { roleCode: 'R1190', roleName: 'Radiographer', register: 'HCPC', letters: 'RA' },
  biomedicalScientist: { roleCode: 'R1420', roleName: 'Biomedical scientist', register: 'HCPC', letters: 'BS' },
  physiotherapist: { roleCode: 'R1110', roleName: 'Physiotherapist', register: 'HCPC', letters: 'PH' },
  occupationalTherapist: { roleCode: 'R0950', roleName: 'Occupational therapist', register: 'HCPC', letters: 'OT' },
  communityNurse: { roleCode: 'R0700', roleName: 'Community nurse', register: 'NMC' },
  healthVisitor: { roleCode: 'R0690', roleName: 'Health visitor', register: 'NMC' },
  midwife: { roleCode: 'R0680', roleName: 'Midwife', register: 'NMC' },
  mentalHealthNurse: { roleCode: 'R1975', roleName: 'Community psychiatric nurse', register: 'NMC' },
  socialWorker: { roleCode: 'R1330', roleName: 'Social worker', register: 'SWE' },
  seniorSocialWorker: { roleCode: 'R9570', roleName: 'Senior social worker', register: 'SWE' },
  homeCarer: { roleCode: 'R1460', roleName: 'Home carer' },
  careHomeNurse: { roleCode: 'R0620', roleName: 'Care home nurse', register: 'NMC' },
  charityVisitor: { roleCode: 'R1560', roleName: 'Charity visitor' },
  paramedic: { roleCode: 'R1070', roleName: 'Paramedic', register: 'HCPC', letters: 'PA' },
  callAdviser: { roleCode: 'R1690', roleName: '111 adviser' },
  privacyOfficer: { roleCode: 'R0001', roleName: 'Privacy officer' },
  porter: { roleCode: 'R0002', roleName: 'Porter' },
  healthRecordsClerk: { roleCode: 'R1985', roleName: 'Patient index clerk' },
  commissioner: { roleCode: 'R1780', roleName: 'Commissioning manager' },
} as const satisfies Record<string, ProfessionRow>;

export type ProfessionKey = keyof typeof professions;
