// Row D1 for the gravest acts: a sign-in of more than 15 minutes ago is not enough (OWASP ASVS 5, 7.5.3; OpenID Connect Core 1.0, auth_time).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PersonNumber, StaffCaller } from '#disclosure';
import { createPrivacy } from '#privacy';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem } from './testing/a-person.ts';

const closers: (() => Promise<void>)[] = [];
let region: TestRegion;
let person: PersonNumber;
before(async () => {
  region = await aRegion({ after: (callback) => closers.push(callback) });
  const somebody = aPerson(region);
  await somebody.file('ZX11', [aProblem('Any')]);
  person = await somebody.person();
});
after(async () => {
  for (const close of closers.reverse()) await close();
});

const minuteMs = 60_000;
const signedIn = (caller: StaffCaller, minutesAgo: number): StaffCaller => ({
  ...caller,
  authenticatedAtMs: region.clock.now() - minutesAgo * minuteMs,
});
const doctor = aMemberOfStaff('R0110', 'ZX41', 'Yusuf Ahmed');
const colleague = { ...aMemberOfStaff('R0110', 'ZX41', 'Ira Bell'), staffId: 'colleague' };
const officer = aMemberOfStaff('R0001', 'ZX41', 'Pat Fell');
const gp = aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');
const reason = 'Unconscious, no history known';

const breakGlass = (caller: StaffCaller) =>
  region.record.claimAccess(aRequest(caller), { person, kind: 'break-glass', reasonCode: 'emergency', reason });

async function lastOfLog(): Promise<{ kind: string; decidedBy: readonly string[] } | undefined> {
  await region.audit.deriveLeaves();
  const log = await region.audit.listForPersons([person], { limit: 1 });
  assert.ok(log.ok);
  const [line] = log.value.lines;
  return line === undefined ? undefined : { kind: line.kind, decidedBy: line.decidedBy ?? [] };
}

const codeOf = (outcome: { ok: boolean; fault?: { code: string } }): string | undefined => outcome.fault?.code;

describe('a sign-in of 16 minutes ago', () => {
  it('breaks no glass: refused by D1, in the log, and nothing is claimed or alerted; one of 14 minutes does', async () => {
    assert.equal(codeOf(await breakGlass(signedIn(doctor, 16))), 'PRIVACY-014');
    assert.deepEqual(await lastOfLog(), { kind: 'refusal', decidedBy: ['D1'] });
    const [row] = await region.database.owner`select (select count(*)::int from privacy.claim) as claims,
      (select count(*)::int from privacy.alert) as alerts`;
    assert.deepEqual({ ...row }, { claims: 0, alerts: 0 });
    assert.ok((await breakGlass(signedIn(doctor, 14))).ok);
  });

  it('overrides no seal', async () => {
    const override = (caller: StaffCaller) =>
      region.record.claimAccess(aRequest(caller), {
        person,
        kind: 'seal-override',
        reasonCode: 'explicit-consent',
        reason: 'She asked me to read what the clinic wrote',
      });
    assert.equal(codeOf(await override(signedIn(gp, 16))), 'PRIVACY-014');
    assert.ok((await override(signedIn(gp, 14))).ok);
  });

  it('does not agree as the second person', async () => {
    const broken = await breakGlass(signedIn(doctor, 1));
    assert.ok(broken.ok);
    const agree = (minutesAgo: number) =>
      region.record.confirmClaim(aRequest(signedIn(colleague, minutesAgo)), broken.value.claim);
    assert.equal(codeOf(await agree(16)), 'PRIVACY-014');
    const [row] = await region.database
      .owner`select confirmed_ms from privacy.claim where claim = ${broken.value.claim}`;
    assert.equal(row?.['confirmed_ms'], null);
    assert.ok((await agree(14)).ok);
  });

  it('takes no evidence away', async () => {
    const listed = await region.record.review.listAlerts(aRequest(officer), { limit: 1 });
    assert.ok(listed.ok);
    const { alert } = listed.value[0]!;
    const take = (minutesAgo: number) =>
      region.record.review.exportEvidence(aRequest(signedIn(officer, minutesAgo)), alert);
    assert.equal(codeOf(await take(16)), 'PRIVACY-014');
    assert.ok((await take(14)).ok);
  });

  it('still states a relationship, and is told first that its role may not, where it may not', async () => {
    const stated = await region.record.claimAccess(aRequest(signedIn(doctor, 700)), {
      person,
      kind: 'self-claimed',
      reasonCode: 'present',
      reason: 'She walked in with a cough',
    });
    assert.ok(stated.ok);
    const porter = signedIn(aMemberOfStaff('R6030', 'ZX41'), 16);
    assert.equal(codeOf(await breakGlass(porter)), 'PRIVACY-005');
  });
});

describe('the limit', () => {
  it('is the region’s own: what was too long ago at 15 minutes is not at 60', async () => {
    const { database, directory, clock } = region;
    const deps = { database, directory, clock, nextNumber: () => 1, relationshipTailDays: 90 };
    const old = signedIn(doctor, 50);
    assert.equal(createPrivacy(deps).checkFreshSignIn(old).ok, false);
    assert.equal(createPrivacy({ ...deps, freshSignInMinutes: 60 }).checkFreshSignIn(old).ok, true);
  });
});
