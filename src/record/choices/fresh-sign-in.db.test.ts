// Row D1 for the gravest acts: a sign-in of more than 15 minutes ago is not enough, nor one below the level that is demanded (OWASP
// ASVS 5, 6.8.4 and 7.5.3; OpenID Connect Core 1.0, auth_time and acr; 3.1.3.7, item 12).
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
  const demandedSignInOf = (issuer: string) =>
    issuer === demanding ? { acrValues: ['strong', 'strongest'] } : undefined;
  region = await aRegion({ after: (callback) => closers.push(callback) }, { demandedSignInOf });
  const somebody = aPerson(region);
  await somebody.file('ZX11', [aProblem('Any')]);
  person = await somebody.person();
});
after(async () => {
  for (const close of closers.reverse()) await close();
});

const demanding = 'https://demanding.example';
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

/** A minute ago, at the issuer of which a level is demanded, which says this of how. */
const saying = (caller: StaffCaller, acr?: string): StaffCaller => ({
  ...signedIn(caller, 1),
  issuer: demanding,
  ...(acr === undefined ? {} : { authenticationContextClass: acr }),
});
/** None, another, one that only begins like it, and all of them at once. */
const notEnough = [undefined, 'weak', 'strong-ish', 'strong strongest'];

const claimCount = async (): Promise<number> =>
  (await region.database.owner`select count(*)::int as claims from privacy.claim`)[0]?.['claims'];

describe('a sign-in of a minute ago, where the issuer must say that it was a strong one', () => {
  it('breaks no glass without that word: refused by D1, in the log, and nothing is claimed; with it, it does', async () => {
    const before = await claimCount();
    for (const acr of notEnough) {
      assert.equal(codeOf(await breakGlass(saying(doctor, acr))), 'PRIVACY-015', acr);
      assert.deepEqual(await lastOfLog(), { kind: 'refusal', decidedBy: ['D1'] });
    }
    assert.equal(await claimCount(), before);
    for (const acr of ['strong', 'strongest']) assert.ok((await breakGlass(saying(doctor, acr))).ok, acr);
  });

  it('does not agree as the second person, overrides no seal and takes no evidence away', async () => {
    const broken = await breakGlass(signedIn(doctor, 1));
    assert.ok(broken.ok);
    const agree = (acr?: string) => region.record.confirmClaim(aRequest(saying(colleague, acr)), broken.value.claim);
    const override = (acr?: string) =>
      region.record.claimAccess(aRequest(saying(gp, acr)), {
        person,
        kind: 'seal-override',
        reasonCode: 'explicit-consent',
        reason: 'She asked me to read what the clinic wrote',
      });
    const listed = await region.record.review.listAlerts(aRequest(officer), { limit: 1 });
    assert.ok(listed.ok);
    const { alert } = listed.value[0]!;
    const take = (acr?: string) => region.record.review.exportEvidence(aRequest(saying(officer, acr)), alert);
    for (const act of [agree, override, take]) {
      for (const acr of notEnough) assert.equal(codeOf(await act(acr)), 'PRIVACY-015', `${act.name} ${acr}`);
      assert.ok((await act('strong')).ok, act.name);
    }
  });

  it('has no use of the word of an older sign-in, and states a relationship without one', async () => {
    const old = { ...saying(doctor, 'strong'), authenticatedAtMs: region.clock.now() - 16 * minuteMs };
    assert.equal(codeOf(await breakGlass(old)), 'PRIVACY-014');
    const stated = await region.record.claimAccess(aRequest(saying(doctor)), {
      person,
      kind: 'self-claimed',
      reasonCode: 'present',
      reason: 'She walked in with a cough',
    });
    assert.ok(stated.ok);
  });

  it('is asked for where no sign-in is too old, and nowhere for those of another issuer', async () => {
    const { database, directory, clock } = region;
    const demandedSignInOf = (issuer: string) => (issuer === demanding ? { acrValues: ['strong'] } : undefined);
    const deps = { database, directory, clock, nextNumber: () => 1, relationshipTailDays: 90, demandedSignInOf };
    const privacy = createPrivacy({ ...deps, freshSignInMinutes: 720 });
    assert.equal(codeOf(privacy.checkFreshSignIn(saying(doctor))), 'PRIVACY-015');
    assert.ok(privacy.checkFreshSignIn(signedIn(doctor, 600)).ok);
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
