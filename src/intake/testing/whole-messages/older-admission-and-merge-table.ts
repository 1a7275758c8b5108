/** ADT A01 of version 2.3 with a byte-order mark, and ADT A40 of 2.8 with its group repeated (chapter 3). */
import { authority, header, hl7, hospital, local, meta, patientMeta, person, provenance, typed } from './forms.ts';
import { olderInsurance } from './segments-not-filed-table.ts';
import type { WholeMessage } from './whole-message.ts';

const lambert = { identifier: { system: authority('ACCMGR'), value: '37' }, display: 'SILAS LAMBERT' };

export const olderAdmission: WholeMessage = {
  name: 'ADT A01 of 2.3 with a byte-order mark and blanks at the ends',
  lines: [
    '\ufeffMSH|^~\\&|TIE|ZX41|||20260110045504+0700||ADT^A01|WM02-1|P|2.3||| ',
    'EVN|A01|20260110045502+0700||||| ',
    'PID|1||WM02^^^1^MR^1||DRAKE^DORIAN^D||19241010|M||1|111 DYKE ST^^FOWL^ZX^ZX14AB^^M|1|01632960121|01632960122|1|2||40009916^^^AccMgr^VN^1|QQ9999999|||||||||||NO ',
    'NK1|1|DRAKE^HUGO|SO|3599 DYKE RD^^FOWL^ZX^ZX14AC|01632960123||Y|||||||||||||| ',
    'PV1|1|I|PREOP^101^1^1^^^S|3|||37^LAMBERT^SILAS^^^^^^AccMgr^^^^CI|||01||||1|||37^LAMBERT^SILAS^^^^^^AccMgr^^^^CI|2|40009916^^^AccMgr^VN|4|||||||||||||||||||1||G|||20260110045502+0700|||||| ',
    olderInsurance[0]!,
    'DG1|1|I9|71599^ARTHROSIS NOS-L/LEG ^I9|ARTHROSIS NOS-L/LEG ||A| ',
    ...olderInsurance.slice(1),
  ],
  numbers: { Patient: [`${authority('1')} WM02`] },
  filed: {
    Patient: {
      meta: patientMeta('2026-01-10T04:55:04+07:00', 'ADT'),
      active: true,
      identifier: [typed('MR', authority('1'), 'WM02')],
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
      contact: [
        {
          relationship: [
            { coding: [{ system: hl7('v2-0063'), code: 'SO' }], text: 'SO' },
            { coding: [{ system: hl7('v2-0131'), code: 'Y' }], text: 'Y' },
          ],
          name: { use: 'usual', family: 'DRAKE', given: ['HUGO'] },
          telecom: [{ system: 'phone', value: '01632960123', use: 'home' }],
          address: { use: 'home', line: ['3599 DYKE RD'], city: 'FOWL', district: 'ZX', postalCode: 'ZX14AC' },
        },
      ],
      managingOrganization: hospital,
    },
    Encounter: {
      meta: meta('2026-01-10T04:55:04+07:00'),
      contained: [person('p1', lambert, { specialty: { coding: [{ code: '01' }], text: '01' } })],
      identifier: [{ system: authority('AccMgr'), value: '40009916' }],
      status: 'in-progress',
      class: { system: hl7('v3-ActCode'), code: 'IMP', display: 'inpatient encounter' },
      serviceType: { coding: [{ code: '01' }], text: '01' },
      priority: { coding: [{ system: hl7('v2-0007'), code: '3' }], text: '3' },
      subject: { reference: 'Patient' },
      // One person with two parts is one participant.
      participant: [
        {
          type: [
            {
              coding: [{ system: hl7('v3-ParticipationType'), code: 'ATND', display: 'attender' }],
              text: 'attender',
            },
            {
              coding: [{ system: hl7('v3-ParticipationType'), code: 'ADM', display: 'admitter' }],
              text: 'admitter',
            },
          ],
          individual: { reference: '#p1', display: 'SILAS LAMBERT' },
        },
      ],
      period: { start: '2026-01-10T04:55:02+07:00' },
      hospitalization: { admitSource: { coding: [{ system: hl7('v2-0023'), code: '1' }], text: '1' } },
      location: [
        {
          location: { display: 'PREOP, room 101, bed 1' },
          status: 'active',
          period: { start: '2026-01-10T04:55:02+07:00' },
        },
      ],
      serviceProvider: hospital,
    },
    Condition: {
      meta: meta('2026-01-10T04:55:04+07:00'),
      clinicalStatus: { coding: [{ system: hl7('condition-clinical'), code: 'active' }] },
      verificationStatus: { coding: [{ system: hl7('condition-ver-status'), code: 'provisional' }] },
      category: [{ coding: [{ system: hl7('condition-category'), code: 'encounter-diagnosis' }] }],
      code: {
        coding: [{ system: local('I9'), code: '71599', display: 'ARTHROSIS NOS-L/LEG' }],
        text: 'ARTHROSIS NOS-L/LEG',
      },
      subject: { reference: 'Patient' },
      encounter: { reference: 'Encounter' },
    },
    Provenance: provenance({
      of: ['Patient', 'Encounter', 'Condition'],
      controlId: 'WM02-1',
      recorded: '2026-01-10T04:55:02+07:00',
      occurred: '2026-01-10T04:55:02+07:00',
    }),
  },
  fields: {
    ...header,
    'EVN-1': 'not filed: MSH-9 says which event it is',
    'EVN-2': 'Provenance.recorded, Provenance.occurredDateTime',
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
    'NK1-1': 'not filed: it only counts segments',
    'NK1-2': 'Patient.contact.name',
    'NK1-3': 'Patient.contact.relationship',
    'NK1-4': 'Patient.contact.address',
    'NK1-5': 'Patient.contact.telecom',
    'NK1-7': 'Patient.contact.relationship',
    'PV1-1': 'not filed: it only counts segments',
    'PV1-2': 'Encounter.class',
    'PV1-3': 'Encounter.location',
    'PV1-4': 'Encounter.priority',
    'PV1-7': 'Encounter.participant',
    'PV1-10': 'Encounter.serviceType',
    'PV1-14': 'Encounter.hospitalization.admitSource',
    'PV1-17': 'Encounter.participant',
    'PV1-18': 'not filed: PV1-2 says it',
    'PV1-19': 'Encounter.identifier',
    'PV1-20': 'not filed: accounts',
    'PV1-39': 'not filed: the sender stands for its organisation',
    'PV1-41': 'not filed: accounts',
    'PV1-44': 'not filed where EVN-2 says the same',
    'DG1-1': 'not filed: it only counts segments',
    'DG1-2': 'not filed: DG1-3 names its code system',
    'DG1-3': 'Condition.code.coding',
    'DG1-4': 'not filed where DG1-3 has the same words',
    'DG1-6': 'not filed but for F, which confirms',
    GT1: 'not filed: insurance',
    IN1: 'not filed: insurance',
    IN2: 'not filed: insurance',
  },
};

const merged = (number: string, line: string) => ({
  meta: patientMeta('2026-04-23T15:01:37+02:15', 'ADT'),
  active: true,
  identifier: [typed('MR', authority('BRMB'), number)],
  name: [{ use: 'official', family: 'Tester', given: ['Tamsin', 'A'] }],
  birthDate: '2018-02-05',
  gender: 'female',
  address: [{ use: 'home', line: [line], city: 'Ryelham', district: 'AV', postalCode: 'ZX1 4AF' }],
  telecom: [{ system: 'phone', value: '(01632)960124', use: 'home' }],
  managingOrganization: hospital,
});
const mergedLine = (number: string, street: string) =>
  `PID|1||${number}^^^BRMB^MR||Tester^Tamsin^A||20180205|F|||${street}^^Ryelham^AV^ZX1 4AF||(01632)960124^^PH^^^1632^960124|||||5029940^^^^AN`;

export const merge: WholeMessage = {
  name: 'ADT A40 of 2.8 that merges two pairs of numbers',
  lines: [
    'MSH|^~\\&|TIE|ZX41|Rushtools EHR|Rushtools Clinic|20260423150137+0215||ADT^A40^ADT_A40|WM05-1|P|2.8|||NE|NE',
    'EVN|A40|20260423150137+0215||01|13^Bewick',
    mergedLine('WM0501', '12 Any Lane'),
    'MRG|WM0502^^^BRMB^MR',
    mergedLine('WM0503', '13 Lane'),
    'MRG|WM0504^^^BRMB^MR',
  ],
  // The prior number leads to the surviving record (3.6.2.1), known before or not.
  numbers: {
    'Patient 1': [`${authority('BRMB')} WM0501`, `${authority('BRMB')} WM0502`],
    'Patient 2': [`${authority('BRMB')} WM0503`, `${authority('BRMB')} WM0504`],
  },
  filed: {
    'Patient 1': merged('WM0501', '12 Any Lane'),
    'Provenance 1': provenance({
      of: ['Patient 1'],
      controlId: 'WM05-1',
      recorded: '2026-04-23T15:01:37+02:15',
      occurred: '2026-04-23T15:01:37+02:15',
    }),
    'Patient 2': merged('WM0503', '13 Lane'),
    'Provenance 2': provenance({
      of: ['Patient 2'],
      controlId: 'WM05-1',
      recorded: '2026-04-23T15:01:37+02:15',
      occurred: '2026-04-23T15:01:37+02:15',
    }),
  },
  fields: {
    ...header,
    'MSH-5': 'not filed: a message that came is for this region',
    'MSH-6': 'not filed: a message that came is for this region',
    'MSH-15': 'inbox: answers are in the original mode',
    'MSH-16': 'inbox: answers are in the original mode',
    'EVN-1': 'not filed: MSH-9 says which event it is',
    'EVN-2': 'not filed where MSH-7 says the same',
    'EVN-4': 'not filed: why the message was sent',
    'EVN-5': 'not filed: who typed it; the organisation answers for it',
    'PID-1': 'not filed: it only counts segments',
    'PID-3': 'Patient.identifier, numbers',
    'PID-5': 'Patient.name',
    'PID-7': 'Patient.birthDate',
    'PID-8': 'Patient.gender',
    'PID-11': 'Patient.address',
    'PID-13': 'Patient.telecom',
    'PID-18': 'not filed: accounts',
    'MRG-1': 'numbers',
  },
};
