/** ORU R01 of versions 2.4 and 2.5 (chapter 7). */
import {
  authority,
  header,
  hl7,
  hospital,
  local,
  meta,
  notReleased,
  patientMeta,
  person,
  provenance,
  typed,
} from './forms.ts';
import type { WholeMessage } from './whole-message.ts';

const laboratory = { coding: [{ system: hl7('observation-category'), code: 'laboratory' }] };
const laboratoryNamed = {
  coding: [{ system: hl7('observation-category'), code: 'laboratory', display: 'Laboratory' }],
};
const loinc = (code: string, display: string) => ({
  coding: [{ system: 'http://loinc.org', code, display }],
  text: display,
});
const waiting = { security: [notReleased] };

const sent = '2026-05-02T09:30:00+06:00';
export const glucose: WholeMessage = {
  name: 'ORU R01 of 2.4 with a structured number, and a patient number of no named authority',
  lines: [
    'MSH|^~\\&|TIE|ZX41|GHH OE|BLDG4|20260502093000+0600||ORU^R01|WM08-1|P|2.4|',
    'PID|||WM08||ELVET^EDITH^E^^^^L|JARROW|19620320|F|||99 FERN DR.^^STOWELL^AV^ZX1 4AG||(01632)960125|(01632)960126||||AC999444444||99-A9999^AV^20230520',
    'OBR|1|845999^GHH OE|1045999^GHH LAB|15599^GLUCOSE|||20260502073000+0600|||||||||999-55-5555^PRIOR^PENELOPE P^^^^MD^^|||||||||F||||||999-44-4444^HALLAM^HOWARD H^^^^MD',
    'OBX|1|SN|1554-5^GLUCOSE^POST 12H FAST:SER/PLAS||^182|mg/dl|70_105|H|||F',
  ],
  numbers: { Patient: [`${authority('ZX41')} WM08`] },
  filed: {
    Patient: {
      meta: patientMeta(sent, 'other'),
      active: true,
      identifier: [{ system: authority('ZX41'), value: 'WM08' }],
      name: [{ use: 'official', family: 'ELVET', given: ['EDITH', 'E'] }],
      birthDate: '1962-03-20',
      gender: 'female',
      address: [{ use: 'home', line: ['99 FERN DR.'], city: 'STOWELL', district: 'AV', postalCode: 'ZX1 4AG' }],
      telecom: [
        { system: 'phone', value: '(01632)960125', use: 'home' },
        { system: 'phone', value: '(01632)960126', use: 'work' },
      ],
      managingOrganization: hospital,
    },
    DiagnosticReport: {
      meta: meta(sent, waiting),
      identifier: [typed('FILL', authority('GHH%20LAB'), '1045999'), typed('PLAC', authority('GHH%20OE'), '845999')],
      basedOn: [
        {
          type: 'ServiceRequest',
          identifier: { system: authority('GHH%20OE'), value: '845999' },
          // OBR-31 is the reason for the study: the sender put a person there, and these are the sender's words.
          display: 'Requested by PENELOPE P PRIOR. Reason: HALLAM',
        },
      ],
      status: 'final',
      category: [laboratory],
      code: { coding: [{ code: '15599', display: 'GLUCOSE' }], text: 'GLUCOSE' },
      subject: { reference: 'Patient' },
      effectiveDateTime: '2026-05-02T07:30:00+06:00',
      issued: sent,
      performer: [hospital],
      result: [{ id: 'hash of the key', reference: 'Observation', display: 'GLUCOSE' }],
    },
    Observation: {
      meta: meta(sent, waiting),
      status: 'final',
      category: [laboratoryNamed],
      code: {
        coding: [{ system: local('POST%2012H%20FAST%3ASER%2FPLAS'), code: '1554-5', display: 'GLUCOSE' }],
        text: 'GLUCOSE',
      },
      subject: { reference: 'Patient' },
      effectiveDateTime: '2026-05-02T07:30:00+06:00',
      issued: sent,
      performer: [hospital],
      valueQuantity: { value: 182, unit: 'mg/dl' },
      interpretation: [{ coding: [{ system: hl7('v3-ObservationInterpretation'), code: 'H' }], text: 'H' }],
      referenceRange: [{ text: '70_105' }],
    },
    Provenance: provenance({
      of: ['Patient', 'DiagnosticReport', 'Observation'],
      controlId: 'WM08-1',
      recorded: sent,
      occurred: '2026-05-02T07:30:00+06:00',
    }),
  },
  fields: {
    ...header,
    'MSH-5': 'not filed: a message that came is for this region',
    'MSH-6': 'not filed: a message that came is for this region',
    'PID-3': 'Patient.identifier, numbers',
    'PID-5': 'Patient.name',
    'PID-6': 'not filed: used as a secret question elsewhere',
    'PID-7': 'Patient.birthDate',
    'PID-8': 'Patient.gender',
    'PID-11': 'Patient.address',
    'PID-13': 'Patient.telecom',
    'PID-14': 'Patient.telecom',
    'PID-18': 'not filed: accounts',
    'PID-20': 'not filed: not a number of health or care',
    'OBR-1': 'not filed: it only counts segments',
    'OBR-2': 'DiagnosticReport.basedOn.identifier',
    'OBR-3': 'DiagnosticReport.identifier',
    'OBR-4': 'DiagnosticReport.code',
    'OBR-7': 'DiagnosticReport.effectiveDateTime, Observation.effectiveDateTime',
    'OBR-16': 'DiagnosticReport.basedOn.display',
    'OBR-25': 'not filed where OBX-11 says the same',
    'OBR-31': 'DiagnosticReport.basedOn.display',
    'OBX-1': 'not filed: it only counts segments',
    'OBX-2': 'Observation.valueQuantity',
    'OBX-3': 'Observation.code',
    'OBX-5': 'Observation.valueQuantity',
    'OBX-6': 'Observation.valueQuantity.unit',
    'OBX-7': 'Observation.referenceRange',
    'OBX-8': 'Observation.interpretation',
    'OBX-11': 'not filed where OBR-25 says the same',
  },
};

const bloodSent = '2026-05-06T06:45:00+07:00';
const collected = '2026-05-06T05:35:00+07:00';
const count = (given: {
  readonly code: string;
  readonly name: string;
  readonly status: string;
  readonly value?: object;
  readonly at?: string;
}) => ({
  meta: meta(bloodSent, waiting),
  status: given.status,
  category: [laboratoryNamed],
  code: loinc(given.code, given.name),
  subject: { reference: 'Patient' },
  // OBX-14, else when the specimen was taken (SPM-17).
  effectiveDateTime: given.at ?? collected,
  issued: bloodSent,
  performer: [hospital],
  ...(given.value === undefined
    ? { dataAbsentReason: { text: 'Specimen in the laboratory, result awaited' } }
    : {
        valueQuantity: given.value,
        interpretation: [{ coding: [{ system: hl7('v3-ObservationInterpretation'), code: 'N' }], text: 'N' }],
      }),
});
const percent = (value: number) => ({ value, unit: '%' });
const result = (name: string, display: string) => ({ id: 'hash of the key', reference: name, display });
const bloodReport = (given: {
  readonly filler: string;
  readonly placer: string;
  readonly code: object;
  readonly status: string;
  readonly result: readonly object[];
}) => ({
  meta: meta(bloodSent, waiting),
  contained: [person('p1', { display: 'JUNO CRESSY' })],
  identifier: [typed('FILL', authority('fill'), given.filler), typed('PLAC', authority('plac'), given.placer)],
  basedOn: [
    {
      type: 'ServiceRequest',
      identifier: { system: authority('placer'), value: given.placer },
      display: 'Requested by DR UROLOGY',
    },
  ],
  status: given.status,
  category: [laboratory],
  code: given.code,
  subject: { reference: 'Patient' },
  effectiveDateTime: collected,
  issued: bloodSent,
  performer: [hospital],
  resultsInterpreter: [{ reference: '#p1', display: 'JUNO CRESSY' }],
  specimen: [{ display: 'BLD' }],
  result: given.result,
});
const specimen = 'SPM|1|SpecimenID||BLD|||||||P||||||20260506053500+0700|20260506082100+0700||Y||||||1';

export const bloodCount: WholeMessage = {
  name: 'ORU R01 of 2.5 with two reports, some of their results awaited',
  lines: [
    '\ufeffMSH|^~\\&|TIE|ZX41|TransformationAgent||20260506064500+0700||ORU^R01|WM07-1|T|2.5||',
    'PID|1||WM07^^^1^MR^1||DRAKE^DORIAN^D||19241010|M||1|111 DYKE ST^^FOWL^ZX^ZX14AB^^M|1|01632960121|01632960122|1|2||40009916^^^AccMgr^VN^1|QQ9999999|||||||||||NO',
    'OBR|2|88502999|82503999|24317-0^Hemogram and platelet count, automated^LN||||||^COLIN^JOHN|P|| |||^UROLOGY^^^^DR|||||||20260506092900+0700||F|F|||||||&CRESSY&JUNO^20260506092900+0700',
    'OBX|1|NM|11156-7^LEUKOCYTES^LN||||||||I|',
    'OBX|2|NM|11273-0^ERYTHROCYTES^LN||4.06|tera.l-1||N|||P|||20260506062700+0700',
    'OBX|3|NM|20509-6^HEMOGLOBIN^LN||||||||I|',
    'OBX|4|NM|20570-8^HEMATOCRIT^LN||40.1|%||N|||P|||20260506083000+0700',
    'OBX|5|NM|11125-2^PLATELETS^LN||221|giga.l-1||N|||F|||20260506083000+0700',
    specimen,
    'OBR|1|855238999|890775999|26464-8^Differential WBC Count, buffy coat^LN||||||^COLIN^JOHN|P| ||||^UROLOGY^^^^DR|||||||20260506092900+0700|||F|||||||&CRESSY&JUNO^20260506092900+0700',
    'OBX|1|NM|23761-0^NEUTROPHILS/100 LEUKOCYTES^LN||72|%||N|||P|||20260506062700+0700',
    'OBX|2|NM|26450-7^EOSINOPHILS/100 LEUKOCYTES^LN||2|%||N|||P|||20260506062700+0700',
    'OBX|3|NM|26478-8^LYMPHOCYTES/100 LEUKOCYTES^LN||20|%||N|||P|||20260506062700+0700',
    'OBX|4|NM|26485-3^MONOCYTES/100 LEUKOCYTES^LN||6|%||N|||P|||20260506062700+0700',
    'OBX|5|NM|30180-4^BASOPHILS/100 LEUKOCYTES^LN||0|%||N|||P|||20260506062700+0700',
    specimen,
  ],
  numbers: { Patient: [`${authority('1')} WM07`] },
  filed: {
    Patient: {
      meta: patientMeta(bloodSent, 'other'),
      active: true,
      identifier: [typed('MR', authority('1'), 'WM07')],
      name: [{ use: 'official', family: 'DRAKE', given: ['DORIAN', 'D'] }],
      birthDate: '1924-10-10',
      gender: 'male',
      address: [{ type: 'postal', line: ['111 DYKE ST'], city: 'FOWL', district: 'ZX', postalCode: 'ZX14AB' }],
      telecom: [
        { system: 'phone', value: '01632960121', use: 'home' },
        { system: 'phone', value: '01632960122', use: 'work' },
      ],
      communication: [{ language: { coding: [{ code: '1' }], text: '1' }, preferred: true }],
      maritalStatus: { coding: [{ system: hl7('v2-0002'), code: '2' }], text: '2' },
      managingOrganization: hospital,
    },
    'DiagnosticReport 1': bloodReport({
      filler: '82503999',
      placer: '88502999',
      code: loinc('24317-0', 'Hemogram and platelet count, automated'),
      status: 'final',
      result: [
        result('Observation 1', 'LEUKOCYTES'),
        result('Observation 2', 'ERYTHROCYTES'),
        result('Observation 3', 'HEMOGLOBIN'),
        result('Observation 4', 'HEMATOCRIT'),
        result('Observation 5', 'PLATELETS'),
      ],
    }),
    'Observation 1': count({ code: '11156-7', name: 'LEUKOCYTES', status: 'registered' }),
    'Observation 2': count({
      code: '11273-0',
      name: 'ERYTHROCYTES',
      status: 'preliminary',
      value: { value: 4.06, unit: 'tera.l-1' },
      at: '2026-05-06T06:27:00+07:00',
    }),
    'Observation 3': count({ code: '20509-6', name: 'HEMOGLOBIN', status: 'registered' }),
    'Observation 4': count({
      code: '20570-8',
      name: 'HEMATOCRIT',
      status: 'preliminary',
      value: percent(40.1),
      at: '2026-05-06T08:30:00+07:00',
    }),
    'Observation 5': count({
      code: '11125-2',
      name: 'PLATELETS',
      status: 'final',
      value: { value: 221, unit: 'giga.l-1' },
      at: '2026-05-06T08:30:00+07:00',
    }),
    'DiagnosticReport 2': bloodReport({
      filler: '890775999',
      placer: '855238999',
      code: loinc('26464-8', 'Differential WBC Count, buffy coat'),
      // OBR-25 is empty: as settled as the least settled of its results.
      status: 'preliminary',
      result: [
        result('Observation 6', 'NEUTROPHILS/100 LEUKOCYTES'),
        result('Observation 7', 'EOSINOPHILS/100 LEUKOCYTES'),
        result('Observation 8', 'LYMPHOCYTES/100 LEUKOCYTES'),
        result('Observation 9', 'MONOCYTES/100 LEUKOCYTES'),
        result('Observation 10', 'BASOPHILS/100 LEUKOCYTES'),
      ],
    }),
    ...Object.fromEntries(
      (
        [
          ['Observation 6', '23761-0', 'NEUTROPHILS/100 LEUKOCYTES', 72],
          ['Observation 7', '26450-7', 'EOSINOPHILS/100 LEUKOCYTES', 2],
          ['Observation 8', '26478-8', 'LYMPHOCYTES/100 LEUKOCYTES', 20],
          ['Observation 9', '26485-3', 'MONOCYTES/100 LEUKOCYTES', 6],
          ['Observation 10', '30180-4', 'BASOPHILS/100 LEUKOCYTES', 0],
        ] as const
      ).map(([as, code, name, value]) => [
        as,
        count({ code, name, status: 'preliminary', value: percent(value), at: '2026-05-06T06:27:00+07:00' }),
      ]),
    ),
    Provenance: provenance({
      of: [
        'Patient',
        'DiagnosticReport 1',
        ...[1, 2, 3, 4, 5].map((at) => `Observation ${at}`),
        'DiagnosticReport 2',
        ...[6, 7, 8, 9, 10].map((at) => `Observation ${at}`),
      ],
      controlId: 'WM07-1',
      recorded: bloodSent,
      occurred: collected,
    }),
  },
  fields: {
    ...header,
    'MSH-5': 'not filed: a message that came is for this region',
    'PID-1': 'not filed: it only counts segments',
    'PID-3': 'Patient.identifier, numbers',
    'PID-5': 'Patient.name',
    'PID-7': 'Patient.birthDate',
    'PID-8': 'Patient.gender',
    'PID-10': 'not filed: PID-22 holds the ethnic category of the NHS',
    'PID-11': 'Patient.address',
    'PID-12': 'not filed: PID-11 holds the county',
    'PID-13': 'Patient.telecom',
    'PID-14': 'Patient.telecom',
    'PID-15': 'Patient.communication',
    'PID-16': 'Patient.maritalStatus',
    'PID-18': 'not filed: accounts',
    'PID-19': 'not filed: not a number of health or care',
    'PID-30': 'not filed but for Y and N, the codes of its table',
    'OBR-1': 'not filed: it only counts segments',
    'OBR-2': 'DiagnosticReport.basedOn.identifier',
    'OBR-3': 'DiagnosticReport.identifier',
    'OBR-4': 'DiagnosticReport.code',
    'OBR-10': 'not filed: who took the specimen',
    'OBR-11': 'not filed: what was to be done with the specimen',
    'OBR-16': 'DiagnosticReport.basedOn.display',
    'OBR-23': 'not filed: charges',
    'OBR-25': 'DiagnosticReport.status',
    'OBR-26': 'not filed: how reports hang together',
    'OBR-33': 'DiagnosticReport.resultsInterpreter',
    'OBX-1': 'not filed: it only counts segments',
    'OBX-2': 'Observation.valueQuantity',
    'OBX-3': 'Observation.code',
    'OBX-5': 'Observation.valueQuantity',
    'OBX-6': 'Observation.valueQuantity.unit',
    'OBX-8': 'Observation.interpretation',
    'OBX-11': 'Observation.status',
    'OBX-14': 'Observation.effectiveDateTime',
    'SPM-1': 'not filed: it only counts segments',
    'SPM-2': 'not filed: the number on the tube',
    'SPM-4': 'DiagnosticReport.specimen',
    'SPM-11': 'not filed: what part the specimen plays',
    'SPM-17': 'DiagnosticReport.effectiveDateTime, Observation.effectiveDateTime',
    'SPM-18': 'not filed: when the laboratory had it',
    'SPM-20': 'not filed: whether some is left',
    'SPM-26': 'not filed: how many tubes',
  },
};
