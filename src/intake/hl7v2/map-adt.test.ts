/**
 * Field by field, against HL7 v2.4 chapter 3 with the UK dress of the NHS Data Dictionary. The right-hand sides
 * were written by hand from the messages, not copied from a run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admission, discharge, transfer } from '../testing/a-stay.ts';
import { at, filed, holds, only, read } from '../testing/filed.ts';
import { ada, message, patientLine, visitLine } from '../testing/messages.ts';

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
  it('A01: the visit and its consultant with treatment function', () => {
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
  it('a restricted visit (PV1-16, PV2-22) restricts what was found and done in it, and no allergy', () => {
    const security = (known: ReturnType<typeof filed>, type: string) =>
      at(only(known, type).resource, 'meta.security.0.code');
    const clinical = ['AL1|1|DA|PEN^Penicillin^L', 'DG1|1||F32^Depression^I10', 'PR1|1||X1^ECT^L||20260501'];
    const plain = visitLine({ number: 'V9', ward: 'Hazel Ward' });
    const send = (at: string, ...visit: string[]) =>
      message({ trigger: 'ADT^A01', controlId: at, at }, patientLine(), ...visit, ...clinical);
    const veryRestricted = plain.split('|').with(16, 'V').join('|');
    const open = send('20260501093000', plain);
    for (const [known, label] of [
      [filed(send('20260501093000', veryRestricted)), 'V'],
      [filed(open, send('20260502093000', veryRestricted)), 'V'],
      [filed(send('20260501093000', veryRestricted), send('20260502093000', plain)), 'V'],
      [filed(send('20260501093000', plain, `PV2${'|'.repeat(22)}Y`)), 'R'],
      [filed(open), undefined],
    ] as const) {
      for (const type of ['Encounter', 'Condition', 'Procedure']) assert.equal(security(known, type), label, type);
      assert.equal(security(known, 'AllergyIntolerance'), undefined);
    }
  });
  it('PD1-12 protects the person, and its N lifts nothing', () => {
    const send = (at: string, letter: string) =>
      message({ trigger: 'ADT^A31', controlId: at, at }, patientLine(), `PD1${'|'.repeat(12)}${letter}`);
    const both = filed(send('20260501', 'Y'), send('20260502', 'N'));
    for (const known of [filed(send('20260501', 'Y')), both]) holds(known, 'Patient', { 'meta.security.0.code': 'R' });
    holds(filed(send('20260501', 'N')), 'Patient', { 'meta.security': undefined });
  });
  it('PID-24 alone tells of twins, and PID-40 alone how somebody is reached', () => {
    const send = (...rest: (readonly [number, string])[]) => {
      const fields = patientLine().split('|');
      for (const [number, text] of rest) fields[number] = text;
      return filed(
        message(
          { trigger: 'ADT^A28', controlId: '1', at: '20260501' },
          Array.from(fields, (field) => field ?? '').join('|'),
        ),
      );
    };
    holds(send([24, 'Y']), 'Patient', { multipleBirthBoolean: true, multipleBirthInteger: undefined });
    holds(send([24, 'N']), 'Patient', { multipleBirthBoolean: false });
    holds(send([24, 'Y'], [25, '2']), 'Patient', { multipleBirthBoolean: undefined, multipleBirthInteger: 2 });
    holds(send([13, ''], [40, '07700 900199^PRS^CP']), 'Patient', {
      telecom: [{ system: 'phone', value: '07700 900199', use: 'mobile' }],
    });
  });
  it('ROL: a general practitioner whose part is taken away, or over, is none', () => {
    const send = (action: string, until: string) =>
      filed(
        message(
          { trigger: 'ADT^A31', controlId: '1', at: '20260501' },
          patientLine(),
          `ROL|1|${action}|PP^Primary care provider^HL70443|9901001^Patel^Nisha^^^Dr^^^GMC|20200101|${until}`,
        ),
      );
    holds(send('AD', ''), 'Patient', { 'generalPractitioner.0.display': 'Dr Nisha Patel' });
    holds(send('DE', ''), 'Patient', { generalPractitioner: undefined });
    holds(send('AD', '20260401'), 'Patient', { generalPractitioner: undefined });
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
