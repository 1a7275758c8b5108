/**
 * Field by field: HL7 v2.4 chapters 3, 7, 9 and 10, with the UK dress of the NHS Data Dictionary. The right-hand sides
 * were written by hand from the messages, not copied from a run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Patient } from 'fhir/r4.js';
import type { Source } from '#directory';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { parseMessage } from '#hl7v2/parse-message.ts';
import {
  ada,
  documentLine,
  message,
  orderLine,
  patientLine,
  resultLine,
  scheduleLine,
  visitLine,
} from '../testing/messages.ts';
import { mapMessage } from './map-message.ts';

const source = {
  number: 1,
  code: 'hospital-hl7',
  organisation: { code: 'ZX41', name: 'Tarnholt General Hospital', kind: 'acute-trust' },
  name: 'Hospital',
  feed: 'hl7v2',
  delivery: 'live',
} as unknown as Source;

const validate = createResourceValidator(loadFhirDefinitions());

type Known = Map<string, { resource: Record<string, unknown>; state: string }>;

function read(bytes: Uint8Array) {
  const parsed = parseMessage(bytes);
  assert.ok(parsed.ok);
  return mapMessage({ message: parsed.value, source, receivedAtMs: Date.UTC(2026, 5, 1) });
}

/** Files messages one after the other over a record that is a Map. */
function filed(...messages: readonly Uint8Array[]): Known {
  const known: Known = new Map();
  for (const bytes of messages) {
    const mapped = read(bytes);
    assert.ok(mapped.ok, mapped.ok ? '' : JSON.stringify(mapped.fault));
    for (const contribution of mapped.value.contributions) {
      const before = known.get('patient')?.resource as unknown as Patient | undefined;
      const patient = contribution.patient(before);
      if (patient !== undefined) known.set('patient', { resource: patient as never, state: 'current' });
      for (const { key, change } of contribution.changes) {
        const existing = known.get(key);
        const changed = change(existing?.resource as never, existing !== undefined && existing.state !== 'current');
        if (changed !== undefined)
          known.set(key, { resource: structuredClone(changed.resource), state: changed.state ?? 'current' });
      }
    }
  }
  for (const { resource } of known.values()) assert.deepEqual(validate(structuredClone(resource)), []);
  return known;
}

function only(known: Known, type: string) {
  const found = [...known.values()].filter(({ resource }) => resource['resourceType'] === type);
  assert.equal(found.length, 1, `${found.length} of ${type}`);
  return found[0]!;
}

/** The value at a path of names and numbers: `location.0.status`. */
function at(resource: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], resource);
}

function holds(known: Known, type: string, expected: Readonly<Record<string, unknown>>, state = 'current'): void {
  const found = only(known, type);
  for (const [path, value] of Object.entries(expected))
    assert.deepEqual(at(found.resource, path), value, `${type}.${path}`);
  assert.equal(found.state, state);
}

const admission = message(
  { trigger: 'ADT^A01', controlId: '1', at: '20260501093000' },
  patientLine(),
  'PD1|||Alderfen Surgery^^ZX11|9901001^Patel^Nisha^^^Dr^^^GMC',
  'NK1|1|WHITLOW^TOM|SON|8 Mill Lane^^TARNHOLT^^ZX1 4AB|07700 900123^PRN^CP',
  visitLine({ number: 'V1', ward: 'Hazel Ward^^B2^ZX41' }),
  'PV2|||^Chest pain',
  'AL1|1|DA|PEN^Penicillin^L|SV|Swollen face|20100301',
  'DG1|1||I21.9^Acute myocardial infarction^I10|Heart attack|20260501100000|W',
  'PR1|1||K75.1^PCI^L||20260501120000||||||9901030^Kaur^Jasleen^^^Dr^Consultant^^GMC',
);
const transfer = message(
  { trigger: 'ADT^A02', controlId: '2', at: '20260502100000' },
  patientLine(),
  visitLine({ number: 'V1', ward: 'Rowan Ward^^C1^ZX41' }),
);
const discharge = message(
  { trigger: 'ADT^A03', controlId: '3', at: '20260505150000' },
  patientLine(),
  visitLine({ number: 'V1', ward: 'Rowan Ward^^C1^ZX41', left: '20260505145500' }),
);

const potassium = 'K^Potassium^ZX41LAB^1000651000000109^Potassium level^SCT';
const bloods = (at: string, controlId: string, value: string, status: string, ...more: readonly string[]) =>
  message(
    { trigger: 'ORU^R01', controlId, at },
    patientLine(),
    visitLine({ number: 'V1', ward: 'Hazel Ward' }),
    orderLine({
      filler: 'L1',
      test: 'UE^Urea and electrolytes^ZX41LAB',
      status: status === 'W' || status === 'D' ? 'F' : status,
    }),
    ...more,
    resultLine({
      test: potassium,
      value,
      unit: 'mmol/L',
      range: '3.5-5.3',
      flag: Number(value) > 5.3 ? 'H' : '',
      status,
    }),
  );

describe('ADT', () => {
  it('A01: the patient, field by field', () => {
    holds(filed(admission), 'Patient', {
      active: true,
      'identifier.0.system': 'urn:goldthread:authority:ZX41:ZX41',
      'identifier.0.value': '4100001',
      'identifier.1.system': 'https://fhir.nhs.uk/Id/nhs-number',
      'identifier.1.value': '9990000018',
      'identifier.1.extension.0.valueCodeableConcept.coding.0.code': '01',
      'name.0.family': 'WHITLOW',
      'name.0.given': ['ADA'],
      'name.0.prefix': ['MRS'],
      birthDate: '1948-02-12',
      gender: 'female',
      'address.0.line': ['7 Mill Lane', 'Old Mill'],
      'address.0.postalCode': 'ZX1 4AB',
      'address.0.use': 'home',
      'telecom.0': { system: 'phone', value: '01632 960145', use: 'home' },
      'communication.0.language.coding.0.code': 'en',
      'maritalStatus.coding.0.code': 'M',
      'extension.0.valueCodeableConcept.coding.0.code': 'A',
      'generalPractitioner.0.identifier.value': 'ZX11',
      'generalPractitioner.0.display': 'Alderfen Surgery',
      'generalPractitioner.1.identifier.value': '9901001',
      'generalPractitioner.1.display': 'Dr Nisha Patel',
      'contact.0.name.given': ['TOM'],
      'contact.0.telecom.0.value': '07700 900123',
      'managingOrganization.identifier.value': 'ZX41',
    });
  });
  it('A01: the visit, its consultant with treatment function, and the clinical segments', () => {
    const known = filed(admission);
    holds(known, 'Encounter', {
      status: 'in-progress',
      'class.code': 'IMP',
      'identifier.0.value': 'V1',
      'period.start': '2026-05-01T09:30:00+01:00',
      'period.end': undefined,
      'location.0.location.display': 'Hazel Ward, bed B2',
      'location.0.status': 'active',
      'serviceType.coding.0.code': '300',
      'serviceType.text': 'General internal medicine',
      'reasonCode.0.text': 'Chest pain',
      'contained.0.practitioner.identifier': { system: 'https://fhir.hl7.org.uk/Id/gmc-number', value: '9901030' },
      'contained.0.practitioner.display': 'Dr Jasleen Kaur',
      'contained.0.code.0.text': 'Consultant',
      'contained.0.specialty.0.text': 'General internal medicine',
      'participant.0.individual.reference': '#p1',
      'serviceProvider.identifier.value': 'ZX41',
    });
    holds(known, 'AllergyIntolerance', {
      'code.coding.0.system': 'urn:goldthread:code-system:ZX41:L',
      'code.coding.0.code': 'PEN',
      'code.text': 'Penicillin',
      category: ['medication'],
      'clinicalStatus.coding.0.code': 'active',
      'reaction.0.manifestation.0.text': 'Swollen face',
      'reaction.0.severity': 'severe',
      onsetDateTime: '2010-03-01',
    });
    holds(known, 'Condition', {
      'code.coding.0.system': 'http://hl7.org/fhir/sid/icd-10',
      'code.coding.0.code': 'I21.9',
      'code.text': 'Acute myocardial infarction',
      'verificationStatus.coding.0.code': 'provisional',
      'category.0.coding.0.code': 'encounter-diagnosis',
      onsetDateTime: '2026-05-01T10:00:00+01:00',
    });
    holds(known, 'Procedure', {
      'code.text': 'PCI',
      status: 'completed',
      performedDateTime: '2026-05-01T12:00:00+01:00',
      'performer.0.actor.display': 'Dr Jasleen Kaur',
    });
  });
  it('A02 and A03: where the patient was, and when they left', () => {
    holds(filed(admission, transfer, discharge), 'Encounter', {
      status: 'finished',
      'period.end': '2026-05-05T14:55:00+01:00',
      'location.0.status': 'completed',
      'location.0.period.end': '2026-05-02T10:00:00+01:00',
      'location.1.location.display': 'Rowan Ward, bed C1',
      'location.1.status': 'completed',
      'location.1.period': { start: '2026-05-02T10:00:00+01:00', end: '2026-05-05T14:55:00+01:00' },
    });
  });
  it('A12 and A13: a transfer and a discharge are taken back', () => {
    const back = message(
      { trigger: 'ADT^A12', controlId: '4', at: '20260502113000' },
      patientLine(),
      visitLine({ number: 'V1', ward: 'Hazel Ward^^B2^ZX41' }),
    );
    holds(filed(admission, transfer, back), 'Encounter', {
      'location.1': undefined,
      'location.0.status': 'active',
      'location.0.period.end': undefined,
    });
    const undone = message(
      { trigger: 'ADT^A13', controlId: '5', at: '20260505170000' },
      patientLine(),
      visitLine({ number: 'V1', ward: 'Rowan Ward^^C1^ZX41' }),
    );
    holds(filed(admission, transfer, discharge, undone), 'Encounter', {
      status: 'in-progress',
      'period.end': undefined,
      'location.1.status': 'active',
      'location.1.period': { start: '2026-05-02T10:00:00+01:00' },
    });
  });
  it('A11 and A23: a cancelled admission and a deleted visit are withdrawn; a change of detail does not revive them', () => {
    const event = (trigger: string, at: string) =>
      message({ trigger, controlId: at, at }, patientLine(), visitLine({ number: 'V1', ward: 'Hazel Ward' }));
    holds(filed(admission, event('ADT^A11', '20260501110000')), 'Encounter', { status: 'cancelled' }, 'withdrawn');
    holds(
      filed(admission, event('ADT^A23', '20260501110000'), event('ADT^A08', '20260501120000')),
      'Encounter',
      { status: 'entered-in-error' },
      'withdrawn',
    );
    holds(filed(admission, event('ADT^A11', '20260501110000'), event('ADT^A01', '20260501120000')), 'Encounter', {
      status: 'in-progress',
    });
  });
  it('A05, A06: what was planned begins, and its class changes with a history', () => {
    const planned = message(
      { trigger: 'ADT^A05', controlId: '6', at: '20260420100000' },
      patientLine(),
      visitLine({ number: 'V1', ward: 'Hazel Ward', class: 'P', came: '' }),
    );
    holds(filed(planned), 'Encounter', { status: 'planned', 'class.code': 'PRENC', 'location.0.status': 'planned' });
    const inpatient = message(
      { trigger: 'ADT^A06', controlId: '7', at: '20260501093000' },
      patientLine(),
      visitLine({ number: 'V1', ward: 'Hazel Ward' }),
    );
    holds(filed(planned, inpatient), 'Encounter', {
      status: 'in-progress',
      'class.code': 'IMP',
      'classHistory.0.class.code': 'PRENC',
    });
  });
  it('A31: two quotes delete, an empty field leaves, and a former family name stays as such', () => {
    const change = message(
      { trigger: 'ADT^A31', controlId: '8', at: '20260510100000' },
      'PID|1||4100001^^^ZX41^PI||HOLLIN^ADA||||||""||""',
    );
    holds(filed(admission, change), 'Patient', {
      'name.0.family': 'HOLLIN',
      'name.1.family': 'WHITLOW',
      'name.1.use': 'old',
      address: undefined,
      telecom: undefined,
      birthDate: '1948-02-12',
      'identifier.1.value': '9990000018',
    });
  });
  it('an older message does not overwrite a newer one, whenever it arrives', () => {
    const older = message(
      { trigger: 'ADT^A08', controlId: '9', at: '20260502093000' },
      patientLine({ ...ada, family: 'OLDNAME' }),
      visitLine({ number: 'V1', ward: 'Elm Ward' }),
    );
    const known = filed(
      admission,
      message(
        { trigger: 'ADT^A31', controlId: '10', at: '20260506090000' },
        patientLine({ ...ada, family: 'NEWNAME' }),
      ),
      transfer,
      discharge,
      older,
    );
    holds(known, 'Patient', { 'name.0.family': 'NEWNAME' });
    holds(known, 'Encounter', {
      status: 'finished',
      'location.1.location.display': 'Rowan Ward, bed C1',
      'location.2': undefined,
    });
  });
  it('an invalid NHS number is kept, and the other number names the record', () => {
    const wrong = message(
      { trigger: 'ADT^A28', controlId: '11', at: '20260501' },
      patientLine({ ...ada, nhsNumber: '9990000019' }),
    );
    holds(filed(wrong), 'Patient', { 'identifier.1.value': '9990000019' });
    const mapped = read(wrong);
    assert.deepEqual(mapped.ok && mapped.value.contributions[0]?.identifiers, [
      { authority: 'urn:goldthread:authority:ZX41:ZX41', value: '4100001' },
    ]);
  });
  it('A40 and A47 name the prior number; A29 makes the record inactive', () => {
    for (const [trigger, kind] of [
      ['ADT^A40', 'merge'],
      ['ADT^A47', 'change-identifier'],
      ['ADT^A34', 'merge'],
    ] as const) {
      const mapped = read(
        message({ trigger, controlId: '12', at: '20260501' }, patientLine(), 'MRG|4100777^^^ZX41^PI'),
      );
      assert.deepEqual(mapped.ok && mapped.value.contributions[0]?.merge, {
        prior: [{ authority: 'urn:goldthread:authority:ZX41:ZX41', value: '4100777' }],
        kind,
      });
    }
    holds(
      filed(admission, message({ trigger: 'ADT^A29', controlId: '13', at: '20260601' }, patientLine())),
      'Patient',
      { active: false },
    );
  });
  it('ARV and death', () => {
    const known = filed(
      message(
        { trigger: 'ADT^A31', controlId: '14', at: '20260601' },
        `${patientLine().replace(/\|{10}NSTS01$/, '|||||||20260530|Y||NSTS01')}`,
        'ARV|1|A|LOC|PHY',
      ),
    );
    holds(known, 'Patient', {
      deceasedDateTime: '2026-05-30',
      'meta.security': [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
    });
  });
});

describe('ORU', () => {
  it('R01: a result, field by field, and its report', () => {
    const known = filed(bloods('20260502110000', '20', '6.8', 'F'));
    holds(known, 'Observation', {
      status: 'final',
      'code.coding.0': { system: 'urn:goldthread:code-system:ZX41:ZX41LAB', code: 'K', display: 'Potassium' },
      'code.coding.1': { system: 'http://snomed.info/sct', code: '1000651000000109', display: 'Potassium level' },
      'code.text': 'Potassium',
      valueQuantity: { value: 6.8, unit: 'mmol/L' },
      'referenceRange.0.text': '3.5-5.3',
      'referenceRange.0.low.value': 3.5,
      'referenceRange.0.high.value': 5.3,
      'interpretation.0.coding.0.code': 'H',
      effectiveDateTime: '2026-05-02T08:00:00+01:00',
      issued: '2026-05-02T11:00:00+01:00',
      'contained.0.code.0.text': 'Biomedical scientist',
      'performer.0.display': 'Ms Rukhsana Iqbal',
      'category.0.coding.0.code': 'laboratory',
      'meta.security.0.code': 'not-released',
    });
    holds(known, 'DiagnosticReport', {
      status: 'final',
      'code.text': 'Urea and electrolytes',
      'identifier.0.value': 'L1',
      'identifier.1.value': 'PL1',
      'basedOn.0.display': 'Requested by Dr Nisha Patel. Clinical information: Tired',
      'result.0.display': 'Potassium',
      effectiveDateTime: '2026-05-02T08:00:00+01:00',
      'encounter.identifier.value': 'V1',
    });
  });
  it('C supersedes and names the earlier value, who and when', () => {
    holds(
      filed(bloods('20260502110000', '20', '6.8', 'F'), bloods('20260502150000', '21', '5.1', 'C')),
      'Observation',
      {
        status: 'corrected',
        'valueQuantity.value': 5.1,
        note: [
          {
            authorString: 'Ms Rukhsana Iqbal',
            time: '2026-05-02T15:00:00+01:00',
            text: 'Corrected. Earlier value: 6.8 mmol/L',
          },
        ],
        interpretation: undefined,
      },
    );
  });
  it('a changed final value is a correction, though the source forgot to say so', () => {
    holds(
      filed(bloods('20260502110000', '20', '6.8', 'F'), bloods('20260502150000', '21', '5.1', 'F')),
      'Observation',
      { status: 'corrected' },
    );
    holds(
      filed(bloods('20260502110000', '20', '6.8', 'P'), bloods('20260502150000', '21', '5.1', 'F')),
      'Observation',
      { status: 'final', note: undefined },
    );
  });
  it('W and D strike through, with the value that was there, also when they arrive with an older time', () => {
    for (const letter of ['W', 'D'])
      for (const time of ['20260502150000', '20260502100000']) {
        const withdrawal = bloods(time, '22', '""', letter);
        holds(
          filed(bloods('20260502110000', '20', '6.8', 'F'), withdrawal),
          'Observation',
          { status: 'entered-in-error', 'valueQuantity.value': 6.8, 'note.0.authorString': 'Ms Rukhsana Iqbal' },
          'withdrawn',
        );
      }
  });
  it('X says that there is no result, and U settles without sending it again', () => {
    holds(filed(bloods('20260502110000', '20', '', 'X')), 'Observation', {
      status: 'cancelled',
      'dataAbsentReason.text': 'The result cannot be obtained',
    });
    holds(filed(bloods('20260502110000', '20', '6.8', 'P'), bloods('20260502120000', '21', '', 'U')), 'Observation', {
      status: 'final',
      'valueQuantity.value': 6.8,
    });
  });
  it('lines of text are one text in order, blanks and empty lines kept; notes stand beside it', () => {
    const line = (set: number, value: string) =>
      resultLine({ set, type: 'TX', test: 'CULT^Culture^ZX41LAB', sub: String(set), value });
    const swab = message(
      { trigger: 'ORU^R01', controlId: '23', at: '20260502110000', version: '2.3' },
      patientLine(),
      orderLine({ filler: 'M1', test: 'WS^Wound swab^ZX41LAB', section: 'MB' }),
      line(1, 'CULTURE   S. aureus  +++'),
      line(2, ''),
      line(3, 'Flucloxacillin       S'),
      "NTE|1|L|Dr Roe's advice: treat",
    );
    holds(filed(swab), 'Observation', {
      valueString: 'CULTURE   S. aureus  +++\n\nFlucloxacillin       S',
      'note.0.text': "Dr Roe's advice: treat",
    });
  });
  it('digits and comparators are shown as they were sent', () => {
    holds(filed(bloods('20260502110000', '24', '5.10', 'F')), 'Observation', {
      'valueQuantity.extension.0.valueString': '5.10',
    });
    holds(filed(bloods('20260502110000', '24', '<0.3', 'F')), 'Observation', {
      'valueQuantity.value': 0.3,
      'valueQuantity.comparator': '<',
    });
    holds(filed(bloods('20260502110000', '24', 'haemolysed', 'F')), 'Observation', {
      valueString: 'haemolysed mmol/L',
    });
  });
  it('release: only ZRL|R releases; histology needs a later message for it', () => {
    const security = (known: Known) => at(only(known, 'Observation').resource, 'meta.security');
    assert.equal(security(filed(bloods('20260502110000', '25', '4.1', 'F', 'ZRL|R'))), undefined);
    assert.deepEqual(
      at(security(filed(bloods('20260502110000', '25', '4.1', 'F', 'ZRL|W'))), '0.code'),
      'not-released',
    );
    const histology = (at: string, ...release: string[]) =>
      message(
        { trigger: 'ORU^R01', controlId: at, at },
        patientLine(),
        orderLine({ filler: 'H1', test: 'HIS^Histology', section: 'SP' }),
        ...release,
        resultLine({ type: 'TX', test: 'HIS^Report', value: 'Benign.' }),
      );
    assert.deepEqual(at(security(filed(histology('20260502110000', 'ZRL|R'))), '0.code'), 'not-released');
    assert.equal(
      security(filed(histology('20260502110000', 'ZRL|R'), histology('20260509110000', 'ZRL|R'))),
      undefined,
    );
    assert.equal(
      security(filed(histology('20260502110000'), histology('20260509110000', 'ZRL|R'), histology('20260510110000'))),
      undefined,
    );
  });
});

describe('MDM', () => {
  const letter = 'OBX|1|ED|DS^Discharge summary^L||^application^pdf^Base64^JVBERi0xLjQ=||||||F';
  const text = 'OBX|2|TX|TXT^Text^L|1|Home with omeprazole \\T\\ diet.||||||F';
  const visit = visitLine({ number: 'V1', ward: 'Hazel Ward' });
  const sent = (trigger: string, at: string, document: Parameters<typeof documentLine>[0], ...content: string[]) =>
    message(
      { trigger: `MDM^${trigger}`, controlId: `${trigger}${at}`, at },
      patientLine(),
      visit,
      documentLine(document),
      ...content,
    );
  const first = sent('T02', '20260505170000', { number: 'D1' }, letter, text);

  it('T02: the document, field by field', () => {
    holds(filed(first), 'DocumentReference', {
      'masterIdentifier.value': 'D1',
      status: 'current',
      docStatus: 'final',
      'type.coding.0.code': 'DS',
      'type.text': 'Discharge summary',
      description: 'Discharge summary',
      date: '2026-05-05T17:00:00+01:00',
      'author.0.display': 'Dr Jasleen Kaur',
      'content.0.attachment.contentType': 'application/pdf',
      'content.0.attachment.data': 'JVBERi0xLjQ=',
      'content.1.attachment.data': Buffer.from('Home with omeprazole & diet.').toString('base64'),
      'context.encounter.0.identifier.value': 'V1',
      'meta.security': undefined,
    });
  });
  it('T04 settles a dictated one; T08 edits; ZRL|W keeps it from the patient', () => {
    const dictated = sent('T02', '20260505160000', { number: 'D1', completion: 'DI' }, text);
    holds(filed(dictated), 'DocumentReference', { docStatus: 'preliminary' });
    holds(filed(dictated, sent('T04', '20260505180000', { number: 'D1', completion: 'LA' })), 'DocumentReference', {
      docStatus: 'final',
      'content.0.attachment.contentType': 'text/plain; charset=utf-8',
    });
    holds(filed(first, sent('T08', '20260506100000', { number: 'D1' }, text)), 'DocumentReference', {
      docStatus: 'amended',
      'content.1': undefined,
    });
    holds(filed(sent('T02', '20260505170000', { number: 'D1' }, 'ZRL|W', letter)), 'DocumentReference', {
      'meta.security.0.code': 'not-released',
    });
  });
  it('T06 adds to its parent; T10 replaces it, and the parent stays to be seen as superseded', () => {
    const added = filed(first, sent('T06', '20260506100000', { number: 'D2', parent: 'D1' }, text));
    assert.deepEqual(at(added.get('document|D2')?.resource, 'relatesTo.0'), {
      code: 'appends',
      target: { reference: '@key:document|D1', display: 'The earlier document' },
    });
    assert.equal(at(added.get('document|D1')?.resource, 'status'), 'current');
    const replaced = filed(first, sent('T10', '20260506100000', { number: 'D2', parent: 'D1' }, text));
    assert.equal(at(replaced.get('document|D2')?.resource, 'relatesTo.0.code'), 'replaces');
    assert.equal(at(replaced.get('document|D1')?.resource, 'status'), 'superseded');
  });
  it('T11 makes the document of the wrong person disappear; no edit brings it back', () => {
    const cancelled = sent('T11', '20260506090000', { number: 'D1', completion: 'CA', availability: 'CA' });
    holds(filed(first, cancelled), 'DocumentReference', { status: 'entered-in-error' }, 'wrong-person');
    holds(
      filed(first, cancelled, sent('T08', '20260506100000', { number: 'D1' }, text)),
      'DocumentReference',
      {},
      'wrong-person',
    );
    holds(filed(cancelled, first), 'DocumentReference', {}, 'wrong-person');
  });
});

describe('SIU', () => {
  const sent = (trigger: string, at: string, start = '20260610101500', end = '20260610103500') =>
    message(
      { trigger: `SIU^${trigger}`, controlId: `${trigger}${at}`, at },
      scheduleLine({ number: 'C1', start, end }),
      patientLine(),
      visitLine({ number: 'AC1', ward: 'Outpatients', class: 'O', came: '' }),
      'RGS|1|A',
      'AIS|1|A|340^Chest clinic|20260610101500|||20|min',
      'AIL|1|A|Outpatients level 2^^^ZX41',
      'AIP|1|A|9901030^Kaur^Jasleen^^^Dr^Consultant^^GMC',
    );

  it('S12: the appointment, field by field, and no visit is invented', () => {
    const known = filed(sent('S12', '20260501090000'));
    holds(known, 'Appointment', {
      status: 'booked',
      start: '2026-06-10T10:15:00+01:00',
      end: '2026-06-10T10:35:00+01:00',
      minutesDuration: 20,
      'identifier.0.value': 'C1',
      'serviceType.0.text': 'Chest clinic',
      'appointmentType.text': 'Follow-up',
      description: 'Chest clinic',
      'participant.0.actor.reference': '@patient',
      'participant.1.actor.display': 'Dr Jasleen Kaur',
      'participant.2.actor.display': 'Outpatients level 2',
      'contained.0.specialty.0.text': 'General internal medicine',
    });
    assert.equal(
      [...known.values()].some(({ resource }) => resource['resourceType'] === 'Encounter'),
      false,
    );
  });
  it('S13 moves it, S15 cancels it, S26 says that nobody came, S17 withdraws it', () => {
    const booked = sent('S12', '20260501090000');
    holds(filed(booked, sent('S13', '20260502090000', '20260611101500', '20260611103500')), 'Appointment', {
      status: 'booked',
      start: '2026-06-11T10:15:00+01:00',
    });
    holds(filed(booked, sent('S15', '20260502090000')), 'Appointment', { status: 'cancelled' });
    holds(filed(booked, sent('S26', '20260610110000')), 'Appointment', { status: 'noshow' });
    holds(filed(booked, sent('S17', '20260502090000')), 'Appointment', { status: 'entered-in-error' }, 'withdrawn');
  });
});

describe('what cannot be filed', () => {
  const refusal = (bytes: Uint8Array) => {
    const mapped = read(bytes);
    return mapped.ok ? 'filed' : `${mapped.fault.code} ${mapped.fault.flaws?.[0]?.place}`;
  };
  it('is named by its place', () => {
    const head = { controlId: '1', at: '20260501' };
    assert.equal(refusal(message({ ...head, trigger: 'ADT^A60' }, patientLine())), 'INTAKE-002 MSH-9');
    assert.equal(refusal(message({ ...head, trigger: 'ADT^A01' })), 'INTAKE-003 PID');
    assert.equal(refusal(message({ ...head, trigger: 'ADT^A01' }, 'PID|1||||WHITLOW')), 'INTAKE-003 PID-3');
    assert.equal(refusal(message({ ...head, trigger: 'ORU^R01' }, patientLine(), patientLine())), 'INTAKE-003 PID[2]');
    assert.equal(refusal(message({ ...head, trigger: 'MDM^T02' }, patientLine())), 'INTAKE-003 TXA');
    assert.equal(refusal(message({ ...head, trigger: 'SIU^S12' }, 'SCH|1', patientLine())), 'INTAKE-003 SCH-11.4');
  });
  it('never throws, and what is filed is valid FHIR, whatever a message holds', () => {
    const twins = [admission, transfer, discharge, bloods('20260502110000', '20', '6.8', 'F', 'ZRL|R')].map((bytes) =>
      bytes.toString('utf8'),
    );
    const pieces = fc.constantFrom(
      '|',
      '^',
      '~',
      '&',
      '\\',
      '""',
      'X',
      '2026',
      '99999999',
      '\\X0\\',
      '-1',
      ' ',
      'é',
      '\r',
      'OBX|1|SN|A||^1^:^2\r',
      'AL1|\r',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...twins),
        fc.array(fc.tuple(fc.nat(), fc.nat(20), pieces), { maxLength: 6 }),
        (twin, edits) => {
          let text = twin;
          for (const [place, cut, piece] of edits) {
            const from = 20 + (place % (text.length - 20));
            text = text.slice(0, from) + piece + text.slice(from + cut);
          }
          const parsed = parseMessage(Buffer.from(text, 'utf8'));
          if (!parsed.ok) return;
          const mapped = mapMessage({ message: parsed.value, source, receivedAtMs: 0 });
          if (!mapped.ok) return;
          for (const contribution of mapped.value.contributions) {
            const patient = contribution.patient(undefined);
            const resources = contribution.changes.flatMap(({ change }) => change(undefined, false)?.resource ?? []);
            for (const resource of [patient, ...resources])
              if (resource !== undefined) assert.deepEqual(validate(structuredClone(resource)), []);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
