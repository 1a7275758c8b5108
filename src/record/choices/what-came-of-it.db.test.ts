// The log says of an act on somebody's choices what came of it: done where it was written, refused where it was not; and a role
// that may not is told so, and not to sign in again (rows D1, D3).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice } from '#privacy';
import { settled } from '../../audit/testing/settled.ts';
import { aMemberOfStaff, aPatientCaller, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
let somebody: Somebody;
let compartment: Compartment;
let person: PersonNumber;
before(async () => {
  region = await aRegion(file);
  somebody = aPerson(region);
  compartment = await somebody.file('ZX11', [aProblem('Any')]);
  person = await somebody.person();
});

const evidence = 'In person, passport seen';
const old = (caller: StaffCaller): StaffCaller => ({ ...caller, authenticatedAtMs: Date.now() - 16 * 60_000 });
const receptionist = aMemberOfStaff('R1730', 'ZX11', 'Sam Cole');
const wardClerk = aMemberOfStaff('R6030', 'ZX11');
const gp = aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');
const stopHospital: Choice = {
  kind: 'objection',
  policy: 'absolute',
  scope: 'organisation',
  organisation: 'ZX41' as OdsCode,
};

const codeOf = (outcome: { ok: boolean; fault?: { code: string } }): string => outcome.fault?.code ?? 'done';

async function lastOfLog() {
  await settled(region.audit);
  const log = await region.audit.listForPersons([person], { limit: 1 });
  assert.ok(log.ok);
  const { kind, outcome, detail, decidedBy } = log.value.lines[0]!;
  return { kind, outcome, detail, decidedBy };
}

async function anObjection(): Promise<number> {
  const made = await region.record.makeChoice(somebody.request, { choice: stopHospital, evidence: '' });
  assert.ok(made.ok);
  return made.value.choice;
}

const takeBackAs = (caller: StaffCaller, choice: number) =>
  region.record.takeBackChoice(aRequest(caller), { compartment, choice, evidence });

async function anAuthority(): Promise<number> {
  const asked = await region.privacy.proxies.request(aPatientCaller('9990000093', '1985-01-01'), {
    ...{ person, legalBasis: 'consent', classes: [1 as never], organisation: 'ZX11' as OdsCode, evidence },
  });
  assert.ok(asked.ok);
  return asked.value.authority;
}

const decideAs = (caller: StaffCaller, authority: number) =>
  region.record.decideActing(aRequest(caller), { authority, compartment, step: 'approved', evidence });

describe('the log', () => {
  it('says that a choice was taken back once, and that taking it back again was refused', async () => {
    const choice = await anObjection();
    const own = () => region.record.takeBackChoice(somebody.request, { choice, evidence: '' });
    const entry = { kind: 'choice', detail: { takesBack: choice }, decidedBy: ['D15'] };
    assert.equal(codeOf(await own()), 'done');
    assert.deepEqual(await lastOfLog(), { ...entry, outcome: 'done' });
    assert.equal(codeOf(await own()), 'PRIVACY-008');
    assert.deepEqual(await lastOfLog(), { ...entry, outcome: 'refused' });
  });

  it('says that a role that takes no choice back was refused', async () => {
    const choice = await anObjection();
    assert.equal(codeOf(await takeBackAs(wardClerk, choice)), 'PRIVACY-005');
    const entry = { kind: 'choice', outcome: 'refused', detail: { takesBack: choice }, decidedBy: ['D3'] };
    assert.deepEqual(await lastOfLog(), entry);
  });

  it('says that somebody was let act once, and that the second decision and the second end were refused', async () => {
    const authority = await anAuthority();
    const stop = () => region.record.stopActing(aRequest(gp), { authority, compartment, evidence });
    for (const [act, acting] of [
      [() => decideAs(gp, authority), 'approved'],
      [stop, 'ended'],
    ] as const) {
      const entry = { kind: 'choice', detail: { acting }, decidedBy: ['D16'] };
      assert.equal(codeOf(await act()), 'done');
      assert.deepEqual(await lastOfLog(), { ...entry, outcome: 'done' });
      assert.equal(codeOf(await act()), 'PRIVACY-008');
      assert.deepEqual(await lastOfLog(), { ...entry, outcome: 'refused' });
    }
  });

  it('says of the glass that would have been one too many that it was not broken, and the alert of that stays (attack 58)', async () => {
    const paramedic = { ...aMemberOfStaff('R1070', 'ZX41'), staffId: 'hurried' };
    const breakGlass = () =>
      region.record.claimAccess(aRequest(paramedic), {
        ...{ person, kind: 'break-glass', reasonCode: 'emergency', reason: 'Unconscious, no history known' },
      });
    await region.database
      .owner`insert into privacy.claim (claim, person, kind, issuer, staff_id, organisation, role_code,
        reason_code, reason, starts_ms, ends_ms)
      select n, n, 'break-glass', ${paramedic.issuer}, 'hurried', 'ZX41', 'R1070', 'emergency', 'x', ${Date.now()},
        ${Date.now() + 1}::bigint from generate_series(1, 10) as n`;
    assert.equal(codeOf(await breakGlass()), 'PRIVACY-009');
    const { kind, outcome } = await lastOfLog();
    assert.deepEqual({ kind, outcome }, { kind: 'break-glass', outcome: 'refused' });
    const bursts = await region.database.owner`select 1 from privacy.alert where kind = 'break-glass-burst'`;
    assert.equal(bursts.length, 1);
  });

  it('says of two who agree to the same emergency at the same moment that one of them did', async () => {
    const doctor = (staffId: string) => ({ ...aMemberOfStaff('R0110', 'ZX41'), staffId });
    const broken = await region.record.claimAccess(aRequest(doctor('first')), {
      ...{ person, kind: 'break-glass', reasonCode: 'emergency', reason: 'Unconscious, no history known' },
    });
    assert.ok(broken.ok);
    const { claim } = broken.value;
    const agreeing = ['second', 'third'].map((staffId) => region.record.confirmClaim(aRequest(doctor(staffId)), claim));
    assert.deepEqual((await Promise.all(agreeing)).map(codeOf).sort(), ['PRIVACY-008', 'done']);
    const entries = await region.database.owner<{ outcome: string }[]>`select body::json->>'outcome' as outcome
      from audit.entry where body::json->'detail'->>'confirms' = ${String(claim)}`;
    assert.deepEqual(entries.map(({ outcome }) => outcome).sort(), ['done', 'refused']);
  });

  it('takes no entry: then nothing is made, taken back, decided or claimed', async (t) => {
    const [choice, authority] = [await anObjection(), await anAuthority()];
    const { owner } = region.database;
    await owner`revoke insert (at_ms, request_id, kind, persons, body) on audit.entry from goldthread_app`;
    t.after(() => owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`);
    const count = async () => {
      const [row] = await owner`select (select count(*) from privacy.choice) as choices,
        (select count(*) from privacy.choice where ends_ms is not null) as ended,
        (select count(*) from privacy.proxy_step) as steps, (select count(*) from privacy.claim) as claims`;
      return { ...row };
    };
    const before = await count();
    const made = region.record.makeChoice(somebody.request, { choice: stopHospital, evidence: '' });
    const claimed = region.record.claimAccess(aRequest(gp), {
      ...{ person, kind: 'self-claimed', reasonCode: 'present', reason: 'She walked in with a cough' },
    });
    for (const act of [made, claimed, takeBackAs(receptionist, choice), decideAs(gp, authority)])
      assert.equal(codeOf(await act), 'AUDIT-001');
    assert.deepEqual(await count(), before);
  });
});

describe('a role that may not, after a sign-in of 16 minutes ago', () => {
  it('is refused as that when it takes a choice back, and what is not its own to end is not there', async () => {
    const choice = await anObjection();
    assert.equal(codeOf(await takeBackAs(old(wardClerk), choice)), 'PRIVACY-005');
    assert.equal(codeOf(await takeBackAs(old(aMemberOfStaff('R0620', 'ZX11')), choice)), 'PRIVACY-008');
    assert.equal(codeOf(await takeBackAs(old(receptionist), choice)), 'PRIVACY-014', 'who may is asked who it is');
  });

  it('is refused as that when it lets somebody act', async () => {
    const authority = await anAuthority();
    assert.equal(codeOf(await decideAs(old(receptionist), authority)), 'PRIVACY-005');
    assert.equal(codeOf(await decideAs(old(gp), authority)), 'PRIVACY-014');
  });

  it('is refused as that when it takes evidence', async () => {
    assert.equal(codeOf(await region.record.review.exportEvidence(aRequest(old(gp)), 1)), 'PRIVACY-005');
    const officer = aMemberOfStaff('R0001', 'ZX11');
    assert.equal(codeOf(await region.record.review.exportEvidence(aRequest(old(officer)), 1)), 'PRIVACY-014');
  });
});
