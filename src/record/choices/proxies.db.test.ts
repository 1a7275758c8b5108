// UK-19, attack 61: who acts for somebody sees what was agreed, as long as it is agreed, and is logged as themself.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { contentClass, type PatientCaller, type PersonNumber } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aPatientCaller, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem, problems, type Somebody, subject } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp = () => aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');
const anAllergy = {
  resourceType: 'AllergyIntolerance',
  patient: subject,
  code: { text: 'Nuts' },
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
};
const hidden = {
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'hidden-from-proxy' }] },
};

interface Acting {
  readonly somebody: Somebody;
  readonly person: PersonNumber;
  readonly parent: PatientCaller;
  readonly authority: number;
}

async function approved(
  birthDate: string,
  classes = [contentClass.problem, contentClass.demographics],
): Promise<Acting> {
  const somebody = aPerson(region, birthDate);
  await somebody.file('ZX11', [aProblem('Shown'), aProblem('Hidden', hidden), anAllergy]);
  await somebody.file('ZX41', [aProblem('of the hospital')]);
  const person = await somebody.person();
  const parent: PatientCaller = { ...aPatientCaller(`parent-${person}`, '1985-01-01'), name: 'Jo Rimmer' };
  const asked = await region.privacy.proxies.request(parent, {
    person,
    legalBasis: 'parental-responsibility',
    classes,
    organisation: 'ZX11' as OdsCode,
    evidence: 'Birth certificate',
  });
  assert.ok(asked.ok);
  const { authority } = asked.value;
  const inIndex = (await region.patientIndex.personByNumber(person))!;
  assert.equal(await region.privacy.proxies.active(parent, inIndex), undefined, 'a request opens nothing');
  const decided = await region.database.transaction((transaction) =>
    region.privacy.proxies.decide(transaction, aRequest(gp()), inIndex, {
      authority,
      step: 'approved',
      evidence: 'Seen with the child',
    }),
  );
  assert.ok(decided.ok, JSON.stringify(decided));
  return { somebody, person, parent, authority };
}

async function openAsProxy({ parent, person }: Acting) {
  const opening = await region.record.openForPatient(aRequest({ ...parent, onBehalfOf: person }));
  return opening.ok && opening.value.isOpen ? opening.value.record : undefined;
}

const young = `${new Date().getUTCFullYear() - 6}-01-01`;

describe('somebody who acts for a child', () => {
  it('sees the agreed kinds of entries of every source, and nothing hidden from them', async () => {
    const acting = await approved(young);
    const record = await openAsProxy(acting);
    assert.deepEqual(problems(record), ['Shown', 'of the hospital']);
    assert.equal(
      record?.entries.some(({ resource }) => resource.resourceType === 'AllergyIntolerance'),
      false,
    );
  });

  it('is logged as themself, on behalf of the child, and never reads who has looked', async () => {
    const acting = await approved(young);
    await openAsProxy(acting);
    const looked = await region.record.whoHasLooked(aRequest({ ...acting.parent, onBehalfOf: acting.person }), {
      limit: 10,
    });
    assert.ok(!looked.ok);
    const log = await region.audit.listForPersons([acting.person], { limit: 10 });
    assert.ok(log.ok);
    const line = log.value.lines.find(({ kind }) => kind === 'disclosure');
    assert.equal(line?.caller?.kind, 'proxy');
    assert.equal(line?.caller?.name, 'Jo Rimmer');
    assert.equal(line?.caller?.onBehalfOf, acting.person);
    assert.deepEqual(line?.decidedBy, ['D16']);
  });

  it('sees nothing once it is ended, and the history says who ended it', async () => {
    const acting = await approved(young);
    const ended = await region.database.transaction((transaction) =>
      region.privacy.proxies.end(transaction, gp(), { ...acting, evidence: 'Court order' }),
    );
    assert.ok(ended.ok);
    assert.equal(await openAsProxy(acting), undefined);
    const [known] = await region.privacy.proxies.ofPerson(acting.person);
    assert.deepEqual(
      known?.steps.map(({ step }) => step),
      ['requested', 'approved', 'ended'],
    );
  });

  it('attack 61: is off from the 11th birthday on until the practice decides again, and at 16 for good', async () => {
    const turns = (years: number): string => {
      const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.now());
      return `${Number(today.slice(0, 4)) - years}${today.slice(4)}`.replace('02-29', '02-28');
    };
    const acting = await approved(young);
    const at = async (birthDate: string, decidedAtAge: number) => {
      await region.database.owner`update patient_index.source_patient set birth_date = ${birthDate}::text::date
        where person = ${acting.person}`;
      await region.database.owner`update privacy.proxy_authority set decided_at_age = ${decidedAtAge}
        where authority = ${acting.authority}`;
      return problems(await openAsProxy(acting)) !== undefined;
    };
    assert.equal(await at(turns(11), 10), false);
    assert.equal(await at(turns(11), 11), true);
    assert.equal(await at(turns(13), 11), false);
    assert.equal(await at(turns(16), 16), false);
  });

  it('cannot be approved by a role that does not approve, nor by another practice, nor twice', async () => {
    const acting = await approved(young);
    const inIndex = (await region.patientIndex.personByNumber(acting.person))!;
    const again = { authority: acting.authority, step: 'approved' as const, evidence: 'x' };
    const codes = [];
    for (const caller of [aMemberOfStaff('R1730', 'ZX11'), aMemberOfStaff('R0260', 'ZX31'), gp()]) {
      const decided = await region.database.transaction((transaction) =>
        region.privacy.proxies.decide(transaction, aRequest(caller), inIndex, again),
      );
      codes.push(decided.ok ? 'approved' : decided.fault.code);
    }
    assert.deepEqual(codes, ['PRIVACY-005', 'PRIVACY-008', 'PRIVACY-008']);
  });

  it('chooses nothing for the child', async () => {
    const acting = await approved(young);
    const made = await region.record.makeChoice(aRequest({ ...acting.parent, onBehalfOf: acting.person }), {
      choice: { kind: 'objection', scope: 'whole-record', policy: 'absolute' },
      evidence: '',
    });
    assert.ok(!made.ok);
  });

  it('sees nothing after the child has died (D19)', async () => {
    const acting = await approved(young);
    await region.database
      .owner`update patient_index.source_patient set is_deceased = true where person = ${acting.person}`;
    assert.equal(await openAsProxy(acting), undefined);
  });

  it('attack 53: is asked for with the same answer whether or not the person is known, and decided and ended in the log', async () => {
    const somebody = aPerson(region, young);
    const compartment = await somebody.file('ZX11', [aProblem('Shown')]);
    const parent: PatientCaller = {
      ...aPatientCaller(`parent-of-${somebody.nhsNumber}`, '1985-01-01'),
      name: 'Jo Rimmer',
    };
    const wanted = {
      birthDate: somebody.birthDate,
      legalBasis: 'parental-responsibility' as const,
      classes: [contentClass.problem],
      organisation: 'ZX11' as OdsCode,
      evidence: 'Birth certificate',
    };
    const known = await region.record.askToAct(aRequest(parent), {
      ...wanted,
      nhsNumber: somebody.nhsNumber as NhsNumber,
    });
    const unknown = await region.record.askToAct(aRequest(parent), { ...wanted, nhsNumber: '9990009993' as NhsNumber });
    assert.deepEqual(known, unknown);
    const [waiting] = (await region.privacy.proxies.forCaller(parent)).filter((one) => one.startsMs === undefined);
    const { authority, person } = waiting!;
    const decision = { authority, compartment, step: 'approved' as const, evidence: 'Seen with the child' };
    const elsewhere = await region.record.decideActing(aRequest(aMemberOfStaff('R0260', 'ZX41')), decision);
    assert.ok(!elsewhere.ok && elsewhere.fault.code === 'RECORD-002');
    assert.ok((await region.record.decideActing(aRequest(gp()), decision)).ok);
    const listed = await region.record.listActing(somebody.request);
    assert.deepEqual(listed.ok && listed.value.map((one) => one.proxy.name), ['Jo Rimmer']);
    assert.equal((await region.record.listActing(aRequest({ ...parent, onBehalfOf: person }))).ok, false);
    const ended = await region.record.endActing(aRequest({ ...parent, onBehalfOf: person }), {
      authority,
      evidence: 'Moved out',
    });
    assert.ok(ended.ok, JSON.stringify(ended));
    const log = await region.audit.listForPersons([person], { limit: 20, kinds: ['choice'] });
    assert.equal(log.ok && log.value.lines.length, 3);
  });
});
