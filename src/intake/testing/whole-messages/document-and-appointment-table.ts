/** MDM T10 of version 2.8 (chapter 9) and SIU S12 of 2.8 (chapter 10). */
import {
  authority,
  header,
  hl7,
  hospital,
  meta,
  notReleased,
  patientMeta,
  person,
  provenance,
  snomed,
  typed,
} from './forms.ts';
import {
  headerFields,
  headerOf,
  merrickFieldsWithoutNationality,
  merrickFiled,
  merrickNumbers,
  merrickWithoutNationality,
} from './merrick-table.ts';
import { laboratoryTiming, software } from './segments-not-filed-table.ts';
import type { WholeMessage } from './whole-message.ts';

const documentHeader = (trigger: string, controlId: string, time: string) =>
  `MSH|^~\\&|TIE|ZX41|SYSTEM|TARNHOLT|${time}||MDM^${trigger}^MDM_T02|${controlId}|P|2.8`;
const documentPatient = 'PID|1|WM09|WM09||PROVAN^SAMUEL||19721201|M||||||||||10000991|999-22-3333';
const documentVisit =
  'PV1|1|I|CCU^2000^1|||CCU^2003^1|1299^HALLAM^KOREN|9099^KIRBY^JACK|8899^HOWELL^GREGOR||||||||||10000991';
const firstLines = ['Heart of normal size.', 'Valves close.'];
const laterLines = ['Heart of normal size.', 'One valve leaks \\T\\ is to be seen again.'];
const lines = (texts: readonly string[]) =>
  texts.map((text, at) => `OBX|${at + 1}|TX|echo^Echo report^local-codes^^|1|${text}||||||F||||||`);
const attachment = (text: string) => {
  const bytes = Buffer.from(text, 'utf8');
  return {
    attachment: {
      contentType: 'text/plain; charset=utf-8',
      data: bytes.toString('base64'),
      size: bytes.length,
      title: 'Echo report',
    },
  };
};
const record = (given: { readonly number: string; readonly parent: string; readonly orders: string }) =>
  `TXA|1|DI|TX|202601311555+0215||202601311600+0215|||IvoDrummond|||${given.number}|${given.parent}|${given.orders}||AU|||||54399^Drummond^Ivo^^^^^^^^^^^^202601311600`;

const echo = (given: { readonly time: string; readonly number: string; readonly text: string }) => ({
  meta: meta(given.time),
  contained: [
    person('p1', { identifier: { system: authority('staff'), value: 'IvoDrummond' }, display: 'IvoDrummond' }),
    person('p2', { identifier: { system: authority('staff'), value: '54399' }, display: 'Ivo Drummond' }),
  ],
  masterIdentifier: { system: authority('document'), value: given.number },
  docStatus: 'final',
  type: { coding: [{ system: hl7('v2-0270'), code: 'DI' }], text: 'Diagnostic imaging report' },
  subject: { reference: 'Patient' },
  date: '2026-01-31T15:55:00+02:15',
  author: [{ reference: '#p1', display: 'IvoDrummond' }],
  authenticator: { reference: '#p2', display: 'Ivo Drummond' },
  custodian: hospital,
  description: 'Echo report',
  content: [attachment(given.text)],
});
// A visit that is not known keeps its number: PV1-19 under the sender's own authority.
const encounter = [{ identifier: { system: authority('ZX41'), value: '10000991' } }];

export const replacement: WholeMessage = {
  name: 'MDM T10 of 2.8 that replaces a document, with the orders that it answers',
  after: [
    [
      documentHeader('T02', 'WM09-1', '202601311600+0215'),
      'EVN|T02|202601311600+0215|||C08^Ferrers^Ottoline',
      documentPatient,
      documentVisit,
      record({ number: '1.2.25.51.1', parent: '', orders: '00012399|1-1' }),
      ...lines(firstLines),
    ],
  ],
  lines: [
    documentHeader('T10', 'WM09-2', '202602011600+0215'),
    ...software,
    'EVN|T10|202602011600+0215|||C08^Ferrers^Ottoline',
    documentPatient,
    documentVisit,
    'ORC|SC|00012399|1-1',
    laboratoryTiming[0]!,
    'OBR|1|00012399|1-1|02599^Echo through the chest^PCV4|||20260131155500+0215|||||||||||||||202601311600+0215|||F||||||796.4^^I9M~786.09^^I9M~414.8^^I9M||||54399^Drummond^Ivo^',
    'NTE|1||A poor window||MLEE^ASTON^AARON^A^^^MD|202601101500+0215|',
    'ORC|SC|00012398|1-1',
    'OBR|1|00012398|1-1|02598^Echo in three dimensions^PCV4||20260131164500+0215|20260131164500+0215|||||||||||||||20260131164500+0215|||F||||||796.4^^I9M~786.09^^I9M~414.8^^I9M||||54399^Drummond^Ivo^',
    record({ number: '1.2.25.51.2', parent: '1.2.25.51.1', orders: '00012399|1-1' }),
    ...lines(laterLines),
  ],
  numbers: {},
  filed: {
    // The parent stays to be seen (9.6.10), and says that it is superseded. The Patient is as it was.
    'DocumentReference 1': {
      ...echo({ time: '2026-02-01T16:00:00+02:15', number: '1.2.25.51.1', text: firstLines.join('\n') }),
      status: 'superseded',
      context: { encounter },
    },
    'DocumentReference 2': {
      ...echo({
        time: '2026-02-01T16:00:00+02:15',
        number: '1.2.25.51.2',
        text: 'Heart of normal size.\nOne valve leaks & is to be seen again.',
      }),
      status: 'current',
      relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference 1', display: 'The earlier document' } }],
      context: {
        encounter,
        related: [
          {
            type: 'ServiceRequest',
            identifier: { system: authority('placer'), value: '00012399' },
            display: 'Echo through the chest. A poor window',
          },
          {
            type: 'ServiceRequest',
            identifier: { system: authority('placer'), value: '00012398' },
            display: 'Echo in three dimensions',
          },
        ],
      },
    },
    'Provenance 2': provenance({
      of: ['DocumentReference 1', 'DocumentReference 2'],
      controlId: 'WM09-2',
      recorded: '2026-02-01T16:00:00+02:15',
      occurred: '2026-01-31T15:55:00+02:15',
    }),
  },
  fields: {
    ...header,
    'MSH-7': 'DocumentReference.meta.extension',
    'MSH-5': 'not filed: a message that came is for this region',
    'MSH-6': 'not filed: a message that came is for this region',
    SFT: 'not filed: which program wrote it',
    'EVN-1': 'not filed: MSH-9 says which event it is',
    'EVN-2': 'not filed where MSH-7 says the same',
    'EVN-5': 'not filed: who typed it; the organisation answers for it',
    'PID-1': 'not filed: it only counts segments',
    'PID-2': 'not filed where PID-3 says the same',
    'PID-3': 'not filed where PID-2 says the same',
    'PID-5': 'inbox: the person, as the message before had it',
    'PID-7': 'inbox: the person, as the message before had it',
    'PID-8': 'inbox: the person, as the message before had it',
    'PID-18': 'not filed: accounts',
    'PID-19': 'not filed: not a number of health or care',
    'PV1-19': 'DocumentReference.context.encounter',
    PV1: 'not filed: a document makes no visit',
    ORC: 'not filed: the order itself',
    TQ1: 'not filed but with an appointment',
    'OBR-1': 'not filed: it only counts segments',
    'OBR-2': 'DocumentReference.context.related.identifier',
    'OBR-3': 'not filed with a document where OBR-2 is sent',
    'OBR-4': 'DocumentReference.context.related.display',
    'OBR-6': 'not filed: the order itself',
    'OBR-7': 'not filed with a document: TXA says when',
    'OBR-22': 'not filed with a document: TXA says when',
    'OBR-25': 'not filed with a document: TXA-17 is its status',
    'OBR-31': 'not filed with a document',
    'OBR-35': 'not filed: who operated and who typed',
    'NTE-1': 'not filed: it only counts segments',
    'NTE-3': 'DocumentReference.context.related.display',
    'NTE-5': 'not filed: who typed a note, and when',
    'NTE-6': 'not filed: who typed a note, and when',
    'TXA-1': 'not filed: it only counts segments',
    'TXA-2': 'DocumentReference.type',
    'TXA-3': 'not filed: OBX-2 says how the content is written',
    'TXA-4': 'DocumentReference.date, Provenance.occurredDateTime',
    'TXA-6': 'not filed where TXA-4 tells more',
    'TXA-9': 'DocumentReference.author',
    'TXA-12': 'DocumentReference.masterIdentifier',
    'TXA-13': 'DocumentReference.relatesTo',
    'TXA-14': 'not filed: OBR says which orders it answers',
    'TXA-15': 'not filed: OBR says which orders it answers',
    'TXA-17': 'DocumentReference.docStatus',
    'TXA-22': 'DocumentReference.authenticator',
    'OBX-1': 'not filed: it only counts segments',
    'OBX-2': 'DocumentReference.content',
    'OBX-3': 'DocumentReference.description',
    'OBX-4': 'inbox: it tells results apart',
    'OBX-5': 'DocumentReference.content',
    'OBX-11': 'not filed with a document: TXA-17 is its status',
  },
};

const number = 'WM10';
const time = '2026-09-14T11:20:00+02:15';
const recorded = { recorded: time, occurred: '2026-09-24T09:30:00+02:15' };
const clerk =
  '9999999909^Selwyn&Mr.&Selwyn^Jonas^Mellor^Jr^Dr^MD^^NPIID&2.25.6&ISO^L^^^NPI^^^^^^20200115^20300115^GP|(01632)960128^^PH|115 HIGH STREET^^GOODHOLT^AV^ZX1 4AM^GBR^L|^^^FACILITY2^^^BUILDING2^FLOOR2^^^';
const theatreTime = '20260924093000+0215|||50|min^Minutes^ISO||Booked|';
const nurse = { identifier: { system: authority('staff'), value: '1299' }, display: 'Rupert C GEDNEY' };

export const booking: WholeMessage = {
  name: 'SIU S12 of 2.8 whose retired time differs, with notes, a diagnosis and an observation',
  lines: [
    headerOf({ time: '202609141120+0215', trigger: 'SIU^S12^SIU_S12', controlId: 'WM10-1' }),
    `SCH|12399|36999||||Add|EMERGENCY|Normal|60|s|2^^2 hours^202510011126+0215^202510091126+0215^R|${clerk}|${clerk}|9^DENNIS^CORIN^|(01632)960129^^PH|^^^FACILITY3&1.23&ISO^^^BUILDING2^FLOOR1^^^|||Booked|`,
    'TQ1|||||||20260924093000+0215|20260924102000+0215|A',
    'NTE|1||Booked for an urgent procedure',
    merrickWithoutNationality(number),
    'PV1|1|O|055^Room01^^GH Clinic^^^|||GENOPD^ROOM1&2.25.1108&ISO^^FACILITY1^^^BUILDING1^^^^|0299^ASTON^AARON^A|0399^REEVE^LINNET^C|||||||||03499^ADCOCK^LINNET^C||5099^^^AccMgr^VN|||||||||||||||||||||||||20260115160010+0215|',
    'PV2|||116290004^Acute abdominal pain^SCT||||||||||||||||||||||^^^2^Urgent^HL70217|||||||||||||A',
    'OBX|1|NM|8867-4^Heart rate^LN||72|beats/min^^ISO|60-120||||F|||20260914||1139^Aldous^Zadie^Marisol^JR^Dr.^MD^^PERST&1.23&HCD^B^^^BR^^^^^^19611010^19611015^Al~2239^Pauling^Bertha^Rhoda|',
    'DG1|1||64766004^Ulcerative colitis (disorder)^SCT|Colitis, active|20260825114025+0420|A|||||||||1|005499^DIGBY^RUFUS^B|||20260901133015+0215|DI98^Diagnosis^1.3.6.1.4.1.9999.1.2.2^CLIP|A|^^1.3.6.1.4.1.9999.1.2.2^CLIP',
    'RGS|001|',
    `AIS|001|A|76164006^Biopsy of colon (procedure)^SCT^1299^Biopsy|20260924093000+0215|||50|min^Minutes^ISO||Booked|5099^Colonoscope^L|5099^Colonoscope^L`,
    'NTE|1||For the nurses: prepare the bowel|',
    'NTE|2||For the patient: a light meal the day before|',
    `AIG|001|A|5099^Colonoscope^L^5098^Video|101^Equipment^L||||${theatreTime}`,
    'NTE|1||Is this machine free?||',
    `AIL|001||055^Room01^^GH Clinic^^^|C^Clinic^HL70305||${theatreTime}`,
    'NTE|1||The room is clean|',
    `AIP|001||1299^GEDNEY^Rupert^C|010^Gastroenterologist^L||${theatreTime}`,
  ],
  numbers: { Patient: merrickNumbers(number) },
  filed: {
    Patient: { meta: patientMeta(time, 'other'), ...merrickFiled(number) },
    Appointment: {
      meta: meta(time),
      contained: [person('p1', nurse)],
      identifier: [typed('FILL', authority('appointment'), '36999'), typed('PLAC', authority('appointment'), '12399')],
      status: 'booked',
      serviceType: [
        {
          coding: [
            { system: snomed, code: '76164006', display: 'Biopsy of colon (procedure)' },
            { code: '1299', display: 'Biopsy' },
          ],
          text: 'Biopsy of colon (procedure)',
        },
      ],
      appointmentType: { coding: [{ code: 'Normal' }], text: 'Normal' },
      reasonCode: [{ coding: [{ code: 'EMERGENCY' }], text: 'EMERGENCY' }],
      description: 'EMERGENCY',
      // TQ1-7 and TQ1-8 took the place of SCH-11, which names October of the year before.
      start: '2026-09-24T09:30:00+02:15',
      end: '2026-09-24T10:20:00+02:15',
      // SCH-9 and SCH-10 say 60 seconds.
      minutesDuration: 1,
      comment:
        'Booked for an urgent procedure\nFor the nurses: prepare the bowel\nFor the patient: a light meal the day before\nIs this machine free?\nThe room is clean',
      participant: [
        { actor: { reference: 'Patient' }, status: 'accepted' },
        {
          type: [
            {
              coding: [
                {
                  system: 'urn:goldthread:code-system:ZX41:L',
                  code: '010',
                  display: 'Gastroenterologist',
                },
              ],
              text: 'Gastroenterologist',
            },
          ],
          actor: { reference: '#p1', display: 'Rupert C GEDNEY' },
          status: 'accepted',
        },
        { actor: { display: '055, Room01, GH Clinic' }, status: 'accepted' },
      ],
    },
    Condition: {
      meta: meta(time),
      contained: [
        person('p1', { identifier: { system: authority('staff'), value: '005499' }, display: 'RUFUS B DIGBY' }),
      ],
      identifier: [{ system: authority('Diagnosis'), value: 'DI98' }],
      clinicalStatus: { coding: [{ system: hl7('condition-clinical'), code: 'active' }] },
      verificationStatus: { coding: [{ system: hl7('condition-ver-status'), code: 'provisional' }] },
      category: [{ coding: [{ system: hl7('condition-category'), code: 'encounter-diagnosis' }] }],
      code: {
        coding: [{ system: snomed, code: '64766004', display: 'Ulcerative colitis (disorder)' }],
        text: 'Colitis, active',
      },
      subject: { reference: 'Patient' },
      onsetDateTime: '2026-08-25T11:40:25+04:20',
      recordedDate: '2026-09-01T13:30:15+02:15',
      asserter: { reference: '#p1', display: 'RUFUS B DIGBY' },
    },
    Observation: {
      meta: meta(time, { security: [notReleased] }),
      contained: [
        person(
          'p1',
          { identifier: { system: authority('PERST'), value: '1139' }, display: 'Dr. Zadie Marisol Aldous JR' },
          { profession: 'MD' },
        ),
        person('p2', { identifier: { system: authority('staff'), value: '2239' }, display: 'Bertha Rhoda Pauling' }),
      ],
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }], text: 'Heart rate' },
      subject: { reference: 'Patient' },
      effectiveDateTime: '2026-09-14',
      issued: time,
      performer: [
        { reference: '#p1', display: 'Dr. Zadie Marisol Aldous JR' },
        { reference: '#p2', display: 'Bertha Rhoda Pauling' },
      ],
      valueQuantity: { value: 72, unit: 'beats/min' },
      referenceRange: [
        { low: { value: 60, unit: 'beats/min' }, high: { value: 120, unit: 'beats/min' }, text: '60-120' },
      ],
    },
    Provenance: provenance({
      of: ['Patient', 'Appointment', 'Condition', 'Observation'],
      controlId: 'WM10-1',
      ...recorded,
    }),
  },
  fields: {
    ...header,
    ...headerFields,
    'SCH-1': 'Appointment.identifier',
    'SCH-2': 'Appointment.identifier',
    'SCH-6': 'not filed but with S15, whose reason it is',
    'SCH-7': 'Appointment.reasonCode',
    'SCH-8': 'Appointment.appointmentType',
    'SCH-9': 'Appointment.minutesDuration',
    'SCH-10': 'Appointment.minutesDuration',
    'SCH-11': 'not filed where TQ1 tells more',
    'SCH-12': 'not filed: whom to ask about the booking',
    'SCH-13': 'not filed: whom to ask about the booking',
    'SCH-14': 'not filed: whom to ask about the booking',
    'SCH-15': 'not filed: whom to ask about the booking',
    'SCH-16': 'not filed where AIP tells more',
    'SCH-17': 'not filed: whom to ask about the booking',
    'SCH-18': 'not filed: whom to ask about the booking',
    'SCH-19': 'not filed: whom to ask about the booking',
    'SCH-20': 'not filed: whom to ask about the booking',
    'SCH-21': 'not filed: whom to ask about the booking',
    'SCH-22': 'not filed: whom to ask about the booking',
    'SCH-25': 'not filed: the event says the status',
    'TQ1-7': 'Appointment.start, Provenance.occurredDateTime',
    'TQ1-8': 'Appointment.end',
    'TQ1-9': 'not filed: how urgent the booking was',
    'NTE-1': 'not filed: it only counts segments',
    'NTE-3': 'Appointment.comment',
    ...merrickFieldsWithoutNationality,
    PV1: 'not filed: an appointment makes no visit',
    PV2: 'not filed: an appointment makes no visit',
    'OBX-1': 'not filed: it only counts segments',
    'OBX-2': 'Observation.valueQuantity',
    'OBX-3': 'Observation.code',
    'OBX-5': 'Observation.valueQuantity',
    'OBX-6': 'Observation.valueQuantity.unit',
    'OBX-7': 'Observation.referenceRange',
    'OBX-11': 'not filed where it says F',
    'OBX-14': 'Observation.effectiveDateTime',
    'OBX-16': 'Observation.performer',
    'DG1-1': 'not filed: it only counts segments',
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
    RGS: 'not filed: it only counts segments',
    'AIS-1': 'not filed: it only counts segments',
    'AIS-2': 'not filed: how the booking is changed',
    'AIS-3': 'Appointment.serviceType',
    'AIS-4': 'not filed where TQ1 or SCH-11 tells more',
    'AIS-7': 'not filed where SCH-9 is sent',
    'AIS-8': 'not filed where SCH-9 is sent',
    'AIS-10': 'not filed: the event says the status',
    'AIS-11': 'not filed: what is laid ready',
    'AIS-12': 'not filed: what is laid ready',
    AIG: 'not filed: what is laid ready',
    'AIL-1': 'not filed: it only counts segments',
    'AIL-3': 'Appointment.participant',
    'AIL-4': 'not filed: what kind of place',
    'AIL-6': 'not filed where TQ1 or SCH-11 tells more',
    'AIL-9': 'not filed where SCH-9 is sent',
    'AIL-10': 'not filed where SCH-9 is sent',
    'AIL-12': 'not filed: the event says the status',
    'AIP-1': 'not filed: it only counts segments',
    'AIP-3': 'Appointment.participant.actor',
    'AIP-4': 'Appointment.participant.type',
    'AIP-6': 'not filed where TQ1 or SCH-11 tells more',
    'AIP-9': 'not filed where SCH-9 is sent',
    'AIP-10': 'not filed where SCH-9 is sent',
    'AIP-12': 'not filed: the event says the status',
  },
};
