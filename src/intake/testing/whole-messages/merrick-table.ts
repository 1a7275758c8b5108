/** One invented person as a system of version 2.8 writes them, every field filled: four of the messages tell of him. */
import { authority, hl7, hospital, local, patientMeta, person, restricted, snomed, typed } from './forms.ts';

/** MSH of that system. */
export const headerOf = (given: { readonly time: string; readonly trigger: string; readonly controlId: string }) =>
  `MSH|^~\\&|TIE|ZX41^2.25.4100^ISO|EHRApp^1.Edu^ISO|ZX1^2.25.4132^ISO|${given.time}|SECURITY|${given.trigger}|${given.controlId}|P|2.8|||||GBR||en-GB|||22 Tarn Ltd|23 Tarn Ltd|24TARN^2.25.4124^ISO|25TARN^2.25.4125^ISO`;

export const headerFields = {
  'MSH-5': 'not filed: a message that came is for this region',
  'MSH-6': 'not filed: a message that came is for this region',
  'MSH-8': 'not filed: who may send is decided by connection',
  'MSH-17': 'not filed: the reading is the same for every country',
  'MSH-19': 'not filed: words are kept in the language they were sent in',
  'MSH-22': 'not filed: the sender stands for its organisation',
  'MSH-23': 'not filed: the sender stands for its organisation',
  'MSH-24': 'not filed: addresses of the network',
  'MSH-25': 'not filed: addresses of the network',
} as const;

export const operatorEvent =
  'EVN|A01|20260304113000+0115|20260304113500|01^At the request of the patient^HL70062|C08^Ferrers^Ottoline^Maud^Jr^Dr^MD^^DRNBR&1.3.6.1.4.1.9999.1.2.2&ISO^L^^^ANON|20260304112743.4+0200|Tarn_Health^1.3.6.1.4.1.9999.1.4^ISO';

export const operatorEventFields = {
  'EVN-1': 'not filed: MSH-9 says which event it is',
  'EVN-2': 'Provenance.recorded',
  'EVN-3': 'not filed: when it was planned',
  'EVN-4': 'not filed: why the message was sent',
  'EVN-5': 'not filed: who typed it; the organisation answers for it',
  'EVN-6': 'Provenance.occurredDateTime',
  'EVN-7': 'not filed: the sender stands for its organisation',
} as const;

const identified = (number: string) =>
  `PID|1|7310099^4^M11^OLDPAS^MR^Tarnholt Infirmary^19611011^19611012|${number}^5^M11^ZX41&2.25.41&HCD^MR^TARNHOLT GENERAL~990000001^^^ZXSSA^SS|ALT${number}^^^OTHERPAS|THORNE&&&&Varley^MERRICK^J^II^Mr.^MSc^D^^^19611012^^^^PF^Rick~Rook&&&&Ash^^marlow^^^^L^^^^^19610410^19610415|PELL^Odette^L|196104111126+0215|M|merrin^Jay|2054-5^Black^HL70005~2028-9^Asian^HL70005|12&Weir Lane^Flat 3^Tarnholt ^Averdale^ZX1 4AB^GBR^M^^&W^^^20200110&20200120^^^^^^^By the lock|AV|01632960101^^CP^4402^^^960102^^^^^01632 960103^20210110^20300110^^^^18~01632960104^^CP|01632960105^^CP~01632960106^^TDD|cym^^HL70296^eng^English^HL70296^v2^v2.1^Words in Welsh|M^Married|AME|4000881^^^AccMgr&1.3.6.1.4.1.9999.1.2.2&ISO^VN^1^19611011^19611012|QQ999999999|DLN-999^GB^20260123|1313131^^^NTH&rt24&HCD^AND^^19611011^19611012|N^NOT HISPANIC OR LATINO^HL70189|Old Mill Lying-in Hospital|N|2|GB^United Kingdom^ISO3166_1`;
const died = '|20260308111630+0115|Y|||20260110015014+0315||';
const otherNumber = '01632960107^WPN^Internet';

/** With PID-27, 28, 35 and 36. */
export const merrick = (number: string): string =>
  `${identified(number)}|Vet999^retired^ART|BT^Bhutan^ISO3166_1${died}125097000^Goat^SCT|4880003^Beagle^SCT|||CA^Canada^ISO3166_1|${otherNumber}`;
/** Without them, as its scheduling sends. */
export const merrickWithoutNationality = (number: string): string =>
  `${identified(number)}||${died}||||CA^Canada^ISO3166_1|${otherNumber}`;

export const merrickFieldsWithoutNationality = {
  'PID-1': 'not filed: it only counts segments',
  'PID-2': 'Patient.identifier',
  'PID-3': 'Patient.identifier, numbers',
  'PID-4': 'Patient.identifier',
  'PID-5': 'Patient.name',
  'PID-6': 'not filed: used as a secret question elsewhere',
  'PID-7': 'Patient.birthDate',
  'PID-8': 'Patient.gender',
  'PID-9': 'Patient.name',
  'PID-10': 'not filed: PID-22 holds the ethnic category of the NHS',
  'PID-11': 'Patient.address',
  'PID-12': 'not filed: PID-11 holds the county',
  'PID-13': 'Patient.telecom',
  'PID-14': 'Patient.telecom',
  'PID-15': 'Patient.communication',
  'PID-16': 'Patient.maritalStatus',
  'PID-17': 'not filed: not needed for care by others',
  'PID-18': 'not filed: accounts',
  'PID-19': 'not filed: not a number of health or care',
  'PID-20': 'not filed: not a number of health or care',
  'PID-21': 'not filed: another person',
  'PID-22': 'Patient.extension',
  'PID-23': 'not filed: not needed for care by others',
  'PID-24': 'not filed where PID-25 tells more',
  'PID-25': 'Patient.multipleBirthInteger',
  'PID-26': 'not filed: not needed for care by others',
  'PID-29': 'Patient.deceasedDateTime',
  'PID-30': 'not filed where PID-29 tells more',
  'PID-33': 'not filed: MSH-7 says how new it is',
  'PID-39': 'not filed: not needed for care by others',
  'PID-40': 'Patient.telecom',
} as const;

export const merrickFields = {
  ...merrickFieldsWithoutNationality,
  'PID-27': 'not filed: not needed for care by others',
  'PID-28': 'not filed: not needed for care by others',
  'PID-35': 'not filed: the record is of people',
  'PID-36': 'not filed: the record is of people',
} as const;

/** The person of PID alone, without `meta`. */
export const merrickFiled = (number: string) => ({
  active: true,
  // CX: number, authority (its namespace), type. PID-3 first; PID-2 and PID-4 are further numbers (v2-to-FHIR, PID).
  identifier: [
    typed('MR', authority('ZX41'), number),
    typed('SS', authority('ZXSSA'), '990000001'),
    typed('MR', authority('OLDPAS'), '7310099'),
    { system: authority('OTHERPAS'), value: `ALT${number}` },
  ],
  // XPN: D is the name in use (table 0200); XPN.10 says since when; XPN.15 what he is called; L the legal name.
  name: [
    {
      use: 'usual',
      family: 'THORNE',
      given: ['MERRICK', 'J'],
      prefix: ['Mr.'],
      suffix: ['II'],
      period: { start: '1961-10-12' },
    },
    { use: 'nickname', family: 'THORNE', given: ['Rick'] },
    { use: 'official', family: 'Rook', given: ['marlow'], period: { start: '1961-04-10', end: '1961-04-15' } },
    { use: 'nickname', family: 'merrin', given: ['Jay'] },
  ],
  // The day as written: an offset never moves a birthday.
  birthDate: '1961-04-11',
  gender: 'male',
  // XAD.7 M is a mailing address: nobody says that he lives there. SAD.1 and SAD.2 are one line.
  address: [
    {
      type: 'postal',
      line: ['12 Weir Lane', 'Flat 3'],
      city: 'Tarnholt',
      district: 'Averdale',
      postalCode: 'ZX1 4AB',
      country: 'GBR',
      period: { start: '2020-01-10', end: '2020-01-20' },
    },
  ],
  // XTN.12 stands for XTN.1 and XTN.7; XTN.4 holds no "@"; XTN.13, 14 and 18 are of both.
  telecom: [
    {
      system: 'phone',
      value: '01632 960103',
      use: 'mobile',
      rank: 18,
      period: { start: '2021-01-10', end: '2030-01-10' },
    },
    { system: 'other', value: '4402', use: 'mobile', rank: 18, period: { start: '2021-01-10', end: '2030-01-10' } },
    { system: 'phone', value: '01632960104', use: 'mobile' },
    { system: 'phone', value: '01632960105', use: 'mobile' },
    // TDD is a device for the deaf: a voice would not be heard.
    { system: 'other', value: '01632960106', use: 'work' },
    { system: 'phone', value: '01632960107', use: 'work' },
  ],
  // BCP 47 has `cy` for the `cym` that was sent; what was sent stays beside it.
  communication: [
    {
      language: {
        coding: [
          { system: 'urn:ietf:bcp:47', code: 'cy' },
          { system: hl7('v2-0296'), version: 'v2', code: 'cym' },
          { system: hl7('v2-0296'), version: 'v2.1', code: 'eng', display: 'English' },
        ],
        text: 'Words in Welsh',
      },
      preferred: true,
    },
  ],
  maritalStatus: { coding: [{ system: hl7('v2-0002'), code: 'M', display: 'Married' }], text: 'Married' },
  // Table 0189 N is not the NHS's N ("African").
  extension: [
    {
      url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory',
      valueCodeableConcept: {
        coding: [{ system: hl7('v2-0189'), code: 'N', display: 'NOT HISPANIC OR LATINO' }],
        text: 'NOT HISPANIC OR LATINO',
      },
    },
  ],
  multipleBirthInteger: 2,
  deceasedDateTime: '2026-03-08T11:16:30+01:15',
  managingOrganization: hospital,
});

export const merrickNumbers = (number: string): string[] => [`${authority('ZX41')} ${number}`];

export const practice =
  'PD1|S^^ACR||LYDDEN SURGERY PARTNERS^^LYDDENSURGERY81|88^Hallam^rosamund^H^V^Dr^MD^^TE^^^M10^DN^^||||||||||Friends Meeting House|||20260202^20260202 ';
export const practiceFields = {
  'PD1-1': 'not filed: it says how the person lives, not with whom',
  'PD1-3': 'Patient.generalPractitioner',
  'PD1-4': 'Patient.generalPractitioner',
  'PD1-14': 'not filed: not needed for care by others',
  'PD1-17': 'not filed: registers of vaccination of other countries',
} as const;
/** PD1-3 in the form of no organisation code: a number of the sender's own. */
export const practiceFiled = [
  {
    type: 'Organization',
    identifier: { system: authority('organisation'), value: 'LYDDENSURGERY81' },
    display: 'LYDDEN SURGERY PARTNERS',
  },
  { type: 'Practitioner', identifier: { system: authority('TE'), value: '88' }, display: 'Dr rosamund H Hallam V' },
];

export const visit = (number: string, times: string): string =>
  `PV1|1|P|HUH AE OMU&9.8&ISO^OMU B^Bed 03^TARNHOLT WEST^^C^Tarnholt UH^Floor5|E|1234599^4^M11^t&2.25.19&HCD^ANON^Tarnholt Infirmary^19611011^19611012|4 East, room 136, bed B 4E^136^B^TarnholtCottage^^N^^^|1122339^Alderson^Idris^Mahi^JR^Dr.^MD^^STAFF&1.23&HCD^B^^^BR^^^^^^19611010^19611015^Al|C006^Ferrers^Ottoline^^^Dr^^^PANEL&23.2&HCD^MSK^^^BA|C008^Cobden^lena^^^Dr^^^&1.3.6.1.4.1.9999.1.2.2&ISO^NAV^^^BR|SUR|Internal Medicine^^^UH Hospitals^^D^Briar House^3b^||R|Own home (inc.care A\\T\\R bed)||VIP^Very Important Person^L^IMP^^DCM^v1.1^v1.2^Inportant Person|37^ORRIN^WILFRED^^^^^^ACCMGR^^^^ANC|Inpatient|${number}^^^AccMng&1.2&HCD^AM|||||||||||||||||Admitted as Inpatient^Sample^ACR|22&Homes&FDK|Vegan^Vegetarian|TARNHOLT WEST||Active|POC^Room-2^Bed-103^^^C^Greenhow|Nursing home^^^^^^Rosewell|${times}|||||50^^^T999&1.3.6.1.4.1.9999.1.2.2&ISO^MR||Othwell^^^^^^^^testing&&HCD||EOC124^5^M11^Etest&2.16.1&HCD^MR^TarnholtCottage`;

export const visitFields = {
  'PV1-1': 'not filed: it only counts segments',
  'PV1-2': 'Encounter.class',
  'PV1-3': 'Encounter.location',
  'PV1-4': 'not filed where PV2-25 tells more',
  'PV1-5': 'not filed: the number of an earlier step',
  'PV1-6': 'not filed: the messages before it said where the person was',
  'PV1-7': 'Encounter.participant',
  'PV1-8': 'Encounter.participant',
  'PV1-9': 'Encounter.participant',
  'PV1-10': 'Encounter.serviceType',
  'PV1-11': 'not filed: a place for an hour',
  'PV1-13': 'Encounter.hospitalization.reAdmission',
  'PV1-14': 'Encounter.hospitalization.admitSource',
  'PV1-16': 'not filed but for R and V: who is important is no concern of care',
  'PV1-17': 'Encounter.participant',
  'PV1-18': 'not filed: PV1-2 says it',
  'PV1-19': 'Encounter.identifier',
  'PV1-36': 'Encounter.hospitalization.dischargeDisposition',
  'PV1-37': 'Encounter.hospitalization.destination',
  'PV1-38': 'Encounter.hospitalization.dietPreference',
  'PV1-39': 'not filed: the sender stands for its organisation',
  'PV1-41': 'not filed: accounts',
  'PV1-42': 'not filed: a place is filed when the person is there',
  'PV1-43': 'not filed: a place for an hour',
  'PV1-44': 'Encounter.period',
  'PV1-50': 'Encounter.identifier',
  'PV1-52': 'not filed: withdrawn from the standard in favour of ROL',
  'PV1-54': 'not filed: accounts',
} as const;

const participation = (code: string, display: string) => ({
  coding: [{ system: hl7('v3-ParticipationType'), code, display }],
  text: display,
});
const surgery = { coding: [{ code: 'SUR' }], text: 'SUR' };

export const visitPeople = [
  person(
    'p1',
    { identifier: { system: authority('1.3.6.1.4.1.9999.1.2.2'), value: 'C008' }, display: 'Dr lena Cobden' },
    { specialty: surgery },
  ),
  person(
    'p2',
    { identifier: { system: authority('STAFF'), value: '1122339' }, display: 'Dr. Idris Mahi Alderson JR' },
    { profession: 'MD', specialty: surgery },
  ),
  person('p3', { identifier: { system: authority('ACCMGR'), value: '37' }, display: 'WILFRED ORRIN' }),
  person('p4', { identifier: { system: authority('PANEL'), value: 'C006' }, display: 'Dr Ottoline Ferrers' }),
  // PV2-13
  person(
    'p5',
    { identifier: { system: authority('TE'), value: '12188' }, display: 'Dr Harald H Hibbert IV' },
    { profession: 'MD' },
  ),
];
export const visitParticipants = [
  { type: [participation('CON', 'consultant')], individual: { reference: '#p1', display: 'Dr lena Cobden' } },
  {
    type: [participation('ATND', 'attender')],
    individual: { reference: '#p2', display: 'Dr. Idris Mahi Alderson JR' },
  },
  { type: [participation('ADM', 'admitter')], individual: { reference: '#p3', display: 'WILFRED ORRIN' } },
  { type: [participation('REF', 'referrer')], individual: { reference: '#p4', display: 'Dr Ottoline Ferrers' } },
  { type: [participation('REF', 'referrer')], individual: { reference: '#p5', display: 'Dr Harald H Hibbert IV' } },
];

/** The Encounter of PV1 and PV2, without `meta`, people, status, period and place. */
export const visitFiled = (number: string) => ({
  identifier: [
    { system: authority('AccMng'), value: number },
    { system: authority('T999'), value: '50' },
  ],
  class: { system: hl7('v3-ActCode'), code: 'PRENC', display: 'pre-admission' },
  serviceType: surgery,
  priority: {
    coding: [
      { system: hl7('v2-0217'), version: 'V1.2', code: '2' },
      { version: 'V1.3', code: '3' },
    ],
    text: 'Urgent',
  },
  subject: { reference: 'Patient' },
  reasonCode: [
    { coding: [{ system: snomed, code: '140004', display: 'Chronic pharyngitis' }], text: 'Chronic pharyngitis' },
  ],
  hospitalization: {
    // A sentence is no code of table 0023.
    admitSource: { text: 'Own home (inc.care A&R bed)' },
    reAdmission: { coding: [{ system: hl7('v2-0092'), code: 'R' }], text: 'R' },
    dietPreference: [
      { coding: [{ system: hl7('v2-0114'), code: 'Vegan', display: 'Vegetarian' }], text: 'Vegetarian' },
    ],
    // DLD.1 is a coded element of its own.
    destination: { display: 'Homes' },
    // CWE.3 says that the code is not of table 0112.
    dischargeDisposition: {
      coding: [{ system: local('ACR'), code: 'Admitted as Inpatient', display: 'Sample' }],
      text: 'Sample',
    },
  },
  serviceProvider: hospital,
});
export const visitPlace = { display: 'HUH AE OMU, room OMU B, Bed 03' };

export const visitDetails = (expected: string): string =>
  `PV2|^ROOM1&2.25.1108&ISO^BED1^FACILITY1^^^BUILDING1^FLOOR1^^^||140004^Chronic pharyngitis^SCT|||||${expected}||2|Yearly review|12188^Hibbert^Harald^H^IV^Dr^MD^^TE&Provider list.Tarnholt&DNS^^^M10^DN^^|||||||||N|||2^^^3^^^V1.2^V1.3|||||||||||||C`;
export const visitDetailsFields = {
  'PV2-1': 'not filed: a place that was meant',
  'PV2-3': 'Encounter.reasonCode',
  'PV2-11': 'not filed: Encounter.period tells the days',
  'PV2-12': 'not filed: PV2-3 is the reason',
  'PV2-13': 'Encounter.participant',
  'PV2-22': 'not filed but for Y, which restricts',
  'PV2-25': 'Encounter.priority',
  'PV2-38': 'not filed: not needed for care by others',
} as const;

/** OBX of an ADT: two values, two who answer for it, and the place on the body. */
export const heartRate =
  'OBX|27|NM|8867-4^heart beats^LN||60~120|beats/min^^ISO|70-80|A^A^HL7nnnn~B^B|||S|||20260302|Unit15^Name of producer^CAS|1139^Aldous^Zadie^Marisol^JR^Dr.^MD^^PERST&1.23&HCD^B^^^BR^^^^^^19611010^19611015^Al~2239^Pauling^Bertha^Rhoda|OBS^Counted by hand^AS4|EI12.3^NI2^426d2726-51fc-89fe-a946-8596e80a8099^GUID~^^1.3.6.1.4.1.9999.1.2.2^ISO|20260302|BU^Left wrist^E5|EI21^OII||Fairlea Ward|Fell Park^Tarnholt^AV^ZX1 4AC^GBR|MD-25^Acton^Cyril^^MD|||||||PAI-1^FAI-1';
export const heartRateFields = {
  'OBX-1': 'not filed: it only counts segments',
  'OBX-2': 'Observation.valueString',
  'OBX-3': 'Observation.code',
  'OBX-5': 'Observation.valueString',
  'OBX-6': 'Observation.valueString',
  'OBX-7': 'Observation.referenceRange',
  'OBX-8': 'Observation.interpretation',
  'OBX-11': 'Observation.status',
  'OBX-14': 'Observation.effectiveDateTime',
  'OBX-15': 'not filed where OBX-23 tells more',
  'OBX-16': 'Observation.performer',
  'OBX-17': 'Observation.method',
  'OBX-18': 'not filed: which machine',
  'OBX-19': 'not filed but for who took something back, and when',
  'OBX-20': 'Observation.bodySite',
  'OBX-21': 'Observation.identifier',
  'OBX-23': 'Observation.performer',
  'OBX-24': 'not filed: the address of a laboratory',
  'OBX-25': 'not filed: who leads a laboratory',
  'OBX-32': 'not filed: later than version 2.8',
} as const;
export const heartRateFiled = (given: { readonly meta: object; readonly issued: string; readonly rest?: object }) => ({
  meta: given.meta,
  contained: [
    person(
      'p1',
      { identifier: { system: authority('PERST'), value: '1139' }, display: 'Dr. Zadie Marisol Aldous JR' },
      { profession: 'MD' },
    ),
    person('p2', { identifier: { system: authority('staff'), value: '2239' }, display: 'Bertha Rhoda Pauling' }),
  ],
  identifier: [{ system: authority('OII'), value: 'EI21' }],
  // Table 0085: S is a partial result.
  status: 'preliminary',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'heart beats' }], text: 'heart beats' },
  subject: { reference: 'Patient' },
  ...given.rest,
  effectiveDateTime: '2026-03-02',
  issued: given.issued,
  performer: [
    { reference: '#p1', display: 'Dr. Zadie Marisol Aldous JR' },
    { reference: '#p2', display: 'Bertha Rhoda Pauling' },
    { type: 'Organization', display: 'Fairlea Ward' },
  ],
  // R4 gives an Observation one value: both are shown.
  valueString: '60; 120 beats/min',
  interpretation: [
    { coding: [{ system: hl7('v3-ObservationInterpretation'), code: 'A' }], text: 'A' },
    { coding: [{ system: hl7('v3-ObservationInterpretation'), code: 'B' }], text: 'B' },
  ],
  bodySite: { coding: [{ system: local('E5'), code: 'BU', display: 'Left wrist' }], text: 'Left wrist' },
  method: { coding: [{ system: local('AS4'), code: 'OBS', display: 'Counted by hand' }], text: 'Counted by hand' },
  referenceRange: [
    {
      low: { value: 70, unit: 'beats/min' },
      high: { value: 80, unit: 'beats/min' },
      text: '70-80',
    },
  ],
});

export { patientMeta, restricted };
