/** ADT A01, A11 and A31 of one system of version 2.8 (chapter 3). */
import { authority, header, hl7, local, meta, notReleased, person, provenance, snomed } from './forms.ts';
import {
  headerFields,
  headerOf,
  heartRate,
  heartRateFields,
  heartRateFiled,
  merrick,
  merrickFields,
  merrickFiled,
  merrickNumbers,
  operatorEvent,
  operatorEventFields,
  patientMeta,
  practice,
  practiceFields,
  practiceFiled,
  restricted,
  visit,
  visitDetails,
  visitDetailsFields,
  visitFields,
  visitFiled,
  visitParticipants,
  visitPeople,
  visitPlace,
} from './merrick-table.ts';
import { disability, insurance, software } from './segments-not-filed-table.ts';
import type { WholeMessage } from './whole-message.ts';

/** MSH-7 of all three, with an offset that no clock in England has. */
const time = '202603041126+0215';
const timeFiled = '2026-03-04T11:26:00+02:15';
const recorded = '2026-03-04T11:30:00+01:15';
const occurred = '2026-03-04T11:27:43.4+02:00';

const primaryCare = (who: string, rest: string): string =>
  `ROL|1|AD|PP^Primary Care Provider^HL70443|${who}|20260101000000|20270202000000|||408443003^General practice^SNOMED|2^Physician Clinic^HL70406|${rest}`;
const doctorSelwyn = primaryCare(
  '12399H87^Selwyn^Jonas^A^III^DR^PHD^^STAFF&1.23&HCD^B^^^BR^^^^^^19611010^19611015^Al',
  '9 Magnolia Lane, Ste. 231^^Tarnholt^AV^ZX1 4AD^GBR|^^Internet^jonas@zx.example^111^960^960108^1239|HUH AE OMU&9.8&ISO^OMU B^Bed 03^TARNHOLT WEST^^C^Tarnholt UH^Floor5|Lydden Clinic^L^^^^CMS^XX^^A|',
);
const roleFields = {
  'ROL-1': 'not filed: it only counts segments',
  'ROL-2': 'not filed but for a part that is taken away',
  'ROL-3': 'Patient.generalPractitioner, Encounter.participant.type, Procedure.performer.function',
  'ROL-4': 'Patient.generalPractitioner, Encounter.participant.individual, Procedure.performer.actor',
  'ROL-5': 'not filed: since when somebody plays a part',
  'ROL-6': 'not filed but for a part that is over',
  'ROL-9': 'not filed: the profession of staff is that of XCN-7',
  'ROL-10': 'not filed: where staff work',
  'ROL-11': 'not filed: where staff work',
  'ROL-12': 'not filed: where staff work',
  'ROL-13': 'not filed: where staff work',
  'ROL-14': 'not filed: where staff work',
} as const;
const primaryCareFiled = {
  coding: [{ system: hl7('v2-0443'), code: 'PP', display: 'Primary Care Provider' }],
  text: 'Primary Care Provider',
};
const selwyn = { identifier: { system: authority('STAFF'), value: '12399H87' }, display: 'DR Jonas A Selwyn III' };

/** NK1 with an organisation, a role, a period, and telephones of version 2.7 (NK1-40). */
const nextOfKin =
  'NK1|1|Thorne&&&&Varley^EVANDER^J^II^Mr.^MSc^D|EMC^Brother^ACR^CHD^^^9.0^10.0|22&HOLLOW&ROW^Highgate^TARNHOLT^AV^ZX1 4AE^GBR^BI^^jkdha&test^^^^20200110^20250111~111&Rook ST^^Fowl|01632960111^WPN^Internet^9905^^^^^^^^^20210110^20300110^^^^18~01632960112^PRN^CP|01632960113^PRN^CP^9905^^^^^^^^01632960114^20210110^20300110^^^^18~01632960115^^BP|O|20210818|20311212|||7310067^4^M11^T1&2.25.19&HCD^MR^Tarnholt Infirmary^19611011^19611012|Thorne Haulage^^O12^^^^EI^^^Org12||F^^^M|19620110045504||||cym||||||||||Grace^Joan^A^II^DR^MD^D^^^19611012^G~Rook&&&&Ash^^marlow^^^^L|01632960116^^FX~01632960117^^CP|Street1&Rookstreet~ST-2|I-999^^^^BA~I-998^^^^DI||2106-3^test^FDDC||Security no-99|||01632960118^WPN^CP^999944^^^^^^^^01632960119^20210110^20300110^^^^1|01632960120^^CP';
const nextOfKinFields = {
  'NK1-1': 'not filed: it only counts segments',
  'NK1-2': 'Patient.contact.name',
  'NK1-3': 'Patient.contact.relationship',
  'NK1-4': 'Patient.contact.address',
  'NK1-5': 'Patient.contact.telecom',
  'NK1-6': 'Patient.contact.telecom',
  'NK1-7': 'Patient.contact.relationship',
  'NK1-8': 'Patient.contact.period',
  'NK1-9': 'Patient.contact.period',
  'NK1-12': 'not filed: numbers of another person',
  'NK1-13': 'Patient.contact.organization',
  'NK1-15': 'Patient.contact.gender',
  'NK1-16': 'not filed: R4 has no place for it in a contact',
  'NK1-20': 'not filed: R4 has no place for it in a contact',
  'NK1-30': 'not filed: whom to ask for at an organisation',
  'NK1-31': 'not filed: whom to ask for at an organisation',
  'NK1-32': 'not filed: whom to ask for at an organisation',
  'NK1-33': 'not filed: numbers of another person',
  'NK1-35': 'not filed: not needed of a contact',
  'NK1-37': 'not filed: numbers of another person',
  'NK1-40': 'Patient.contact.telecom',
  'NK1-41': 'not filed: whom to ask for at an organisation',
} as const;
const thisDecade = { start: '2021-01-10', end: '2030-01-10' };
const contact = {
  relationship: [
    {
      coding: [
        { system: local('ACR'), version: '9.0', code: 'EMC', display: 'Brother' },
        { version: '10.0', code: 'CHD' },
      ],
      text: 'Brother',
    },
    { coding: [{ system: hl7('v2-0131'), code: 'O' }], text: 'Other contact' },
  ],
  name: { use: 'usual', family: 'Thorne', given: ['EVANDER', 'J'], prefix: ['Mr.'], suffix: ['II'] },
  telecom: [
    { system: 'phone', value: '01632960111', use: 'work', rank: 18, period: thisDecade },
    { system: 'other', value: '9905', use: 'work', rank: 18, period: thisDecade },
    { system: 'phone', value: '01632960112', use: 'mobile' },
    { system: 'phone', value: '01632960114', use: 'mobile', rank: 18, period: thisDecade },
    { system: 'other', value: '9905', use: 'mobile', rank: 18, period: thisDecade },
    { system: 'pager', value: '01632960115', use: 'work' },
    { system: 'phone', value: '01632960119', use: 'mobile', rank: 1, period: thisDecade },
    { system: 'other', value: '999944', use: 'mobile', rank: 1, period: thisDecade },
  ],
  // SAD.3 "ROW" has no digit: it is a word of the street, not a dwelling's number.
  address: {
    use: 'billing',
    line: ['22 HOLLOW ROW', 'Highgate'],
    city: 'TARNHOLT',
    district: 'AV',
    postalCode: 'ZX1 4AE',
    country: 'GBR',
    period: { start: '2020-01-10', end: '2025-01-11' },
  },
  gender: 'female',
  organization: { display: 'Thorne Haulage' },
  period: { start: '2021-08-18', end: '2031-12-12' },
};

const diagnosis =
  'DG1|1|I9|422504002^Ischaemic stroke (disorder)^SCT|Stroke, left side|20260304114025+0420|A|||||||||1|005499^DIGBY^RUFUS^B|||20260304133015+0215|DI99^Diagnosis^1.3.6.1.4.1.9999.1.2.2^CLIP|A|^^1.3.6.1.4.1.9999.1.2.2^CLIP';
const diagnosisFields = {
  'DG1-1': 'not filed: it only counts segments',
  'DG1-2': 'not filed: DG1-3 names its code system',
  'DG1-3': 'Condition.code.coding',
  'DG1-4': 'Condition.code.text',
  'DG1-5': 'Condition.onsetDateTime',
  'DG1-6': 'not filed but for F, which confirms',
  'DG1-15': 'not filed: first and further diagnoses are equal in the record',
  'DG1-16': 'Condition.asserter',
  'DG1-19': 'Condition.recordedDate',
  'DG1-20': 'Condition.identifier',
  'DG1-21': 'not filed but for D, which withdraws',
  'DG1-22': 'not filed: how diagnoses hang together',
} as const;

const operation =
  'PR1|1||76164006^Biopsy of colon (procedure)^SCT|Biopsy during colonoscopy|202603041140+0100|D^Diagnostic Procedure^HL70230|2|1299^ANSTEY^MARTIN^B|||121199^Patmore^Hal^H^IV^Dr^MD^^&Provider list.Tarnholt&L^L^9^M10^DN^&Tarnholt General.Tarnholt&L^A|12345999^Everitt^Ada^A^III^DR^PHD^ADT01^^L^4^M11^MR|||799008^Sigmoid colon ulcer^SCT||||PR1099||||OT^201||PR1001';
const operationFields = {
  'PR1-1': 'not filed: it only counts segments',
  'PR1-3': 'Procedure.code.coding',
  'PR1-4': 'Procedure.code.text',
  'PR1-5': 'Procedure.performedDateTime',
  'PR1-6': 'Procedure.category',
  'PR1-7': 'not filed: how long it took',
  'PR1-8': 'Procedure.performer.actor',
  'PR1-11': 'Procedure.performer.actor',
  'PR1-12': 'Procedure.performer.actor',
  'PR1-15': 'Procedure.reasonCode',
  'PR1-19': 'Procedure.identifier',
  'PR1-23': 'not filed: which theatre',
  'PR1-25': 'not filed: how procedures hang together',
} as const;

const number = 'WM01';
export const admission: WholeMessage = {
  name: 'ADT A01 of 2.8, with restrictions, roles, next of kin, allergy, diagnosis and procedure',
  lines: [
    headerOf({ time, trigger: 'ADT^A01^ADT_A01', controlId: 'WM01-1' }),
    ...software,
    operatorEvent,
    merrick(number),
    practice,
    'ARV|1|A|DEM|PAT|Only clinicians of the clinic|20261118103000+0215^20271118103000+0215',
    doctorSelwyn,
    nextOfKin,
    visit('73100716', '20260304093419+0110|'),
    visitDetails('|'),
    'ARV|1|X|LOC|PHY|Where he is is not told|20261118103000+0215^20271118103000+0215',
    doctorSelwyn,
    ...disability,
    heartRate,
    'AL1|1|EA|P^PENICILLIN^ICDO|MI|Itching|20210824',
    diagnosis,
    operation,
    primaryCare(
      '129^Phelps^Harold^H',
      '|^^Internet^phelps@zx.example^|InternalMedicine^^^UniversityHospitals^^C^Briar^3^|Lydden Clinic^L^^^^CMS^XX^^A|',
    ),
    ...insurance,
  ],
  numbers: { Patient: merrickNumbers(number) },
  filed: {
    Patient: {
      meta: patientMeta(timeFiled, 'ADT', { security: [restricted] }),
      ...merrickFiled(number),
      generalPractitioner: [...practiceFiled, { type: 'Practitioner', ...selwyn }],
      contact: [contact],
    },
    Encounter: {
      meta: meta(timeFiled),
      contained: [...visitPeople, person('p6', selwyn, { profession: 'PHD' })],
      ...visitFiled('73100716'),
      status: 'in-progress',
      participant: [
        ...visitParticipants,
        { type: [primaryCareFiled], individual: { reference: '#p6', display: selwyn.display } },
      ],
      period: { start: '2026-03-04T09:34:19+01:10' },
      location: [{ location: visitPlace, status: 'active', period: { start: occurred } }],
    },
    AllergyIntolerance: {
      meta: meta(timeFiled),
      clinicalStatus: { coding: [{ system: hl7('allergyintolerance-clinical'), code: 'active' }] },
      category: ['environment'],
      code: { coding: [{ system: local('ICDO'), code: 'P', display: 'PENICILLIN' }], text: 'PENICILLIN' },
      patient: { reference: 'Patient' },
      onsetDateTime: '2021-08-24',
      reaction: [{ manifestation: [{ text: 'Itching' }], severity: 'mild' }],
    },
    Condition: {
      meta: meta(timeFiled),
      contained: [
        person('p1', { identifier: { system: authority('staff'), value: '005499' }, display: 'RUFUS B DIGBY' }),
      ],
      identifier: [{ system: authority('Diagnosis'), value: 'DI99' }],
      clinicalStatus: { coding: [{ system: hl7('condition-clinical'), code: 'active' }] },
      verificationStatus: { coding: [{ system: hl7('condition-ver-status'), code: 'provisional' }] },
      category: [{ coding: [{ system: hl7('condition-category'), code: 'encounter-diagnosis' }] }],
      code: {
        coding: [{ system: snomed, code: '422504002', display: 'Ischaemic stroke (disorder)' }],
        text: 'Stroke, left side',
      },
      subject: { reference: 'Patient' },
      encounter: { reference: 'Encounter' },
      onsetDateTime: '2026-03-04T11:40:25+04:20',
      recordedDate: '2026-03-04T13:30:15+02:15',
      asserter: { reference: '#p1', display: 'RUFUS B DIGBY' },
    },
    Procedure: {
      meta: meta(timeFiled),
      contained: [
        person(
          'p1',
          // XCN.9 names its authority by HD.2 alone.
          {
            identifier: { system: authority('PROVIDER%20LIST.TARNHOLT'), value: '121199' },
            display: 'Dr Hal H Patmore IV',
          },
          { profession: 'MD' },
        ),
        person(
          'p2',
          { identifier: { system: authority('staff'), value: '12345999' }, display: 'DR Ada A Everitt III' },
          { profession: 'PHD' },
        ),
        person('p3', { identifier: { system: authority('staff'), value: '1299' }, display: 'MARTIN B ANSTEY' }),
        person('p4', { identifier: { system: authority('staff'), value: '129' }, display: 'Harold H Phelps' }),
      ],
      identifier: [{ system: authority('procedure'), value: 'PR1099' }],
      status: 'completed',
      category: {
        coding: [{ system: hl7('v2-0230'), code: 'D', display: 'Diagnostic Procedure' }],
        text: 'Diagnostic Procedure',
      },
      code: {
        coding: [{ system: snomed, code: '76164006', display: 'Biopsy of colon (procedure)' }],
        text: 'Biopsy during colonoscopy',
      },
      subject: { reference: 'Patient' },
      encounter: { reference: 'Encounter' },
      performedDateTime: '2026-03-04T11:40:00+01:00',
      performer: [
        { function: { text: 'Surgeon' }, actor: { reference: '#p1', display: 'Dr Hal H Patmore IV' } },
        { function: { text: 'Procedure practitioner' }, actor: { reference: '#p2', display: 'DR Ada A Everitt III' } },
        { function: { text: 'Anaesthetist' }, actor: { reference: '#p3', display: 'MARTIN B ANSTEY' } },
        { function: primaryCareFiled, actor: { reference: '#p4', display: 'Harold H Phelps' } },
      ],
      reasonCode: [
        { coding: [{ system: snomed, code: '799008', display: 'Sigmoid colon ulcer' }], text: 'Sigmoid colon ulcer' },
      ],
    },
    Observation: heartRateFiled({
      meta: meta(timeFiled, { security: [notReleased] }),
      issued: timeFiled,
      rest: { encounter: { reference: 'Encounter' } },
    }),
    Provenance: provenance({
      of: ['Patient', 'Encounter', 'AllergyIntolerance', 'Condition', 'Procedure', 'Observation'],
      controlId: 'WM01-1',
      recorded,
      occurred,
    }),
  },
  fields: {
    ...header,
    ...headerFields,
    ...operatorEventFields,
    ...merrickFields,
    ...practiceFields,
    'ARV-1': 'not filed: it only counts segments',
    'ARV-2': 'not filed but for D, which lifts',
    'ARV-3': 'Patient.meta.security',
    'ARV-4': 'not filed: why it is restricted',
    'ARV-5': 'not filed: why it is restricted',
    'ARV-6': 'not filed: a restriction holds until it is lifted',
    ...roleFields,
    ...nextOfKinFields,
    ...visitFields,
    ...visitDetailsFields,
    ...heartRateFields,
    'AL1-1': 'not filed: it only counts segments',
    'AL1-2': 'AllergyIntolerance.category',
    'AL1-3': 'AllergyIntolerance.code',
    'AL1-4': 'AllergyIntolerance.reaction.severity',
    'AL1-5': 'AllergyIntolerance.reaction.manifestation',
    'AL1-6': 'AllergyIntolerance.onsetDateTime',
    ...diagnosisFields,
    ...operationFields,
    SFT: 'not filed: which program wrote it',
    DB1: 'not filed: it says that somebody is disabled, not how',
    GT1: 'not filed: insurance',
    IN1: 'not filed: insurance',
    IN2: 'not filed: insurance',
    RF1: 'not filed: referrals come as such',
    ACC: 'not filed: accidents',
    PDA: 'not filed: certificates of death',
  },
};

const cancelled = 'WM03';
export const cancelledAdmission: WholeMessage = {
  name: 'ADT A11 of 2.8, the first that is heard of a visit',
  lines: [
    headerOf({ time, trigger: 'ADT^A11^ADT_A11', controlId: 'WM03-1' }),
    ...software,
    operatorEvent,
    merrick(cancelled),
    practice,
    visit('73300716', '20260304093419+0110|'),
    visitDetails('20260304093419+0110|20260305113419+0110'),
    ...disability,
    heartRate,
  ],
  numbers: { Patient: merrickNumbers(cancelled) },
  filed: {
    Patient: {
      meta: patientMeta(timeFiled, 'ADT'),
      ...merrickFiled(cancelled),
      generalPractitioner: practiceFiled,
    },
    Encounter: {
      state: 'withdrawn',
      meta: meta(timeFiled),
      contained: visitPeople,
      ...visitFiled('73300716'),
      status: 'cancelled',
      participant: visitParticipants,
      period: { start: '2026-03-04T09:34:19+01:10' },
      location: [{ location: visitPlace, status: 'active', period: { start: occurred } }],
    },
    Observation: heartRateFiled({
      meta: meta(timeFiled, { security: [notReleased] }),
      issued: timeFiled,
      rest: { encounter: { reference: 'Encounter' } },
    }),
    Provenance: provenance({
      of: ['Patient', 'Encounter', 'Observation'],
      controlId: 'WM03-1',
      recorded,
      occurred,
    }),
  },
  fields: {
    ...header,
    ...headerFields,
    ...operatorEventFields,
    ...merrickFields,
    ...practiceFields,
    ...visitFields,
    ...visitDetailsFields,
    'PV2-8': 'not filed: when the person was expected',
    'PV2-9': 'not filed: when the person is expected to leave',
    ...heartRateFields,
    SFT: 'not filed: which program wrote it',
    DB1: 'not filed: it says that somebody is disabled, not how',
  },
};

const changed = 'WM04';
export const changedDetails: WholeMessage = {
  name: 'ADT A31 of 2.8 whose EVN names another event and which carries a visit',
  lines: [
    headerOf({ time, trigger: 'ADT^A31^ADT_A31', controlId: 'WM04-1' }),
    operatorEvent,
    merrick(changed),
    visit('73400716', '20260304093419+0110|').replace('Internal Medicine^^^UH Hospitals^^D^Briar House^3b^', ''),
  ],
  numbers: { Patient: merrickNumbers(changed) },
  // A31 tells of the person (3.3.31): the visit in it is nobody's news.
  filed: {
    Patient: { meta: patientMeta(timeFiled, 'ADT'), ...merrickFiled(changed) },
    Provenance: provenance({ of: ['Patient'], controlId: 'WM04-1', recorded, occurred }),
  },
  fields: {
    ...header,
    ...headerFields,
    ...operatorEventFields,
    ...merrickFields,
    PV1: 'not filed with A28, A29, A31, A34, A40 and A47, which tell of the person',
  },
};
