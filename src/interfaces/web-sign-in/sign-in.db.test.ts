/**
 * Signing in with a browser, over real sockets: openid-client against oidc-provider, sessions in PostgreSQL.
 * OpenID Connect Core 1.0; RFC 7636; UK-11 and UK-20.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fault } from '#kernel/fault.ts';
import { failed } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import type { SignInEvent } from '#sign-in';
import { fieldOf, openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { cookieHeaderOf, signIn } from './testing/steps.ts';

let database: Awaited<ReturnType<typeof databaseForTests>>;
let region: RegionForSignIn;

const file = forWholeFile();
before(async () => {
  const folders = [join(import.meta.dirname, '../../sign-in/migrations')];
  database = await databaseForTests(file, { folders });
  region = await regionForSignIn(database);
  file.after(region.close);
});

const lastEvent = (): SignInEvent | undefined => region.events.at(-1);

const signInUnlogged = fault('unavailable', 'AUDIT-000', 'The log does not answer.');

describe('signing in', () => {
  it('a GP with one role signs in through the issuer and comes back to the page asked for', async () => {
    const browser = openBrowser(region.publicUrl);
    const done = await signIn(browser, 'staff', 'gp', '/staff?tab=journal');
    assert.equal(done.status, 200, done.text);
    assert.equal(done.url.search, '?tab=journal');
    const caller = JSON.parse(done.text);
    assert.equal(caller.kind, 'staff');
    assert.equal(caller.staffId, 'gp');
    assert.equal(caller.roleCode, 'R0260');
    assert.equal(caller.organisation, 'ZXG01');
    assert.ok(Math.abs(caller.authenticatedAtMs - Date.now()) < 10_000);
    assert.equal(lastEvent()?.kind, 'signed-in');
    const sent = new URL(done.visited[0] ?? '');
    assert.match(sent.pathname, /choose/);
  });

  it('the request to the issuer carries PKCE S256, state, nonce, max_age and prompt=login', async () => {
    const left = await openBrowser(region.publicUrl).getOnce('/sign-in/patient');
    const query = new URL(left.headers.get('location') ?? '').searchParams;
    assert.equal(query.get('code_challenge_method'), 'S256');
    for (const name of ['code_challenge', 'state', 'nonce']) assert.match(query.get(name) ?? '', /^[\w-]{43}$/);
    assert.equal(query.get('max_age'), '43200');
    assert.equal(query.get('prompt'), 'login');
    assert.deepEqual(JSON.parse(query.get('vtr') ?? ''), ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm']);
  });

  it('UK-11: staff with two roles must choose, hold one at a time, and get a new session id with each', async () => {
    const browser = openBrowser(region.publicUrl);
    const page = await signIn(browser, 'staff', 'two-roles');
    assert.equal(page.url.pathname, '/sign-in/choose-role');
    assert.equal((await browser.get('/staff')).text, 'null');
    const formToken = fieldOf(page, 'formToken');
    const first = browser.cookies.get('goldthread-staff');
    const asGp = await browser.post('/sign-in/choose-role', { formToken, role: 'ZXG01.R0260', returnTo: '/staff' });
    assert.equal(JSON.parse(asGp.text).roleCode, 'R0260');
    const second = browser.cookies.get('goldthread-staff');
    assert.notEqual(second, first);
    const again = fieldOf(await browser.get('/sign-in/choose-role'), 'formToken');
    assert.notEqual(again, formToken);
    const asOfficer = await browser.post('/sign-in/choose-role', { formToken: again, role: 'ZXT01.R0001' });
    const caller = JSON.parse(asOfficer.text);
    assert.deepEqual([caller.roleCode, caller.organisation], ['R0001', 'ZXT01']);
    for (const old of [first, second]) {
      assert.equal((await region.signIn.findSession('staff', `goldthread-staff=${old}`)).ok, false);
    }
    const foreign = await region.signIn.chooseRole({ cookieHeader: cookieHeaderOf(browser), roleId: 'ZXT99.R0260' });
    assert.equal(foreign.ok ? '' : foreign.fault.code, 'SIGN-IN-008');
  });

  it('a patient proofed to P9 signs in, beside a member of staff in the same browser', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const caller = JSON.parse((await signIn(browser, 'patient', 'patient')).text);
    assert.equal(caller.nhsNumber, '9990000018');
    assert.equal(caller.identityProofing, 'P9');
    assert.equal(JSON.parse((await browser.get('/staff')).text).staffId, 'gp');
  });

  it('a person without a role is told so, and the failure is logged with its code only', async () => {
    const refused = await signIn(openBrowser(region.publicUrl), 'staff', 'no-role');
    assert.equal(refused.status, 403);
    assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-006');
    const { atMs: _, ...event } = lastEvent() ?? { atMs: 0 };
    const issuer = `${region.publicUrl}/demo-identity`;
    assert.deepEqual(event, { kind: 'sign-in-failed', issuer, faultCode: 'SIGN-IN-006' });
  });

  it('the list shows only the accounts of the kind that asks, escapes names, and takes a typed name', async () => {
    const browser = openBrowser(region.publicUrl);
    const page = await browser.get('/sign-in/staff');
    assert.match(page.text, /Every person here is invented/);
    assert.match(page.text, /no password/);
    assert.match(page.text, /Owen &lt;b&gt;Reed/);
    assert.doesNotMatch(page.text, /Ada Finch/);
    const wrong = await browser.post(page.url.href, { typed: 'patient' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /There is a problem/);
    const right = await browser.post(page.url.href, { typed: ' GP ' });
    assert.equal(JSON.parse(right.text).staffId, 'gp');
  });

  it('a wrong host name is sent to the region’s own address before any cookie is set', async () => {
    const port = new URL(region.publicUrl).port;
    const answer = await fetch(`http://localhost:${port}/sign-in/staff`, { redirect: 'manual' }).catch(() => undefined);
    if (answer === undefined) return assert.fail('the loopback name does not resolve here');
    assert.equal(answer.headers.get('location'), `${region.publicUrl}/sign-in/staff`);
    assert.equal(answer.headers.get('set-cookie'), null);
  });

  it('UK-20: a patient is signed out at 30:01 of silence and at 12:00:01 of use; staff at 15:01', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'patient', 'patient');
    await signIn(browser, 'staff', 'gp');
    const cookie = cookieHeaderOf(browser);
    const minute = 60_000;
    const startMs = region.clock.nowMs;
    const isIn = async (kind: 'staff' | 'patient'): Promise<boolean> =>
      (await region.signIn.findSession(kind, cookie)).ok;
    try {
      region.clock.nowMs = startMs + 14.9 * minute;
      const stream = await region.signIn.findSession('staff', cookie, { countsAsActivity: false });
      assert.equal(stream.ok, true);
      assert.equal(await isIn('patient'), true);
      region.clock.nowMs = startMs + 15 * minute + 1_000;
      assert.equal(await isIn('staff'), false, 'an open event stream is not activity');
      region.clock.nowMs += 29 * minute;
      assert.equal(await isIn('patient'), true);
      region.clock.nowMs += 30 * minute + 1_000;
      assert.equal(await isIn('patient'), false);

      const another = openBrowser(region.publicUrl);
      region.clock.nowMs = 0;
      await signIn(another, 'patient', 'patient');
      const active = cookieHeaderOf(another);
      for (let minutes = 20; minutes < 720; minutes += 20) {
        region.clock.nowMs = minutes * minute;
        assert.equal((await region.signIn.findSession('patient', active)).ok, true, `${minutes} minutes`);
      }
      region.clock.nowMs = 720 * minute + 1_000;
      assert.equal((await region.signIn.findSession('patient', active)).ok, false);
    } finally {
      region.clock.nowMs = 0;
    }
  });

  it('F11: a session of a time to come, which a clock made that was ahead, is none: it would idle an hour too long', async () => {
    const browser = openBrowser(region.publicUrl);
    const hour = 3_600_000;
    try {
      region.clock.nowMs = hour;
      await signIn(browser, 'staff', 'gp');
      region.clock.nowMs = hour - 20_000;
      const cookie = cookieHeaderOf(browser);
      assert.equal((await region.signIn.findSession('staff', cookie)).ok, true);
      region.clock.nowMs = 0;
      assert.equal((await region.signIn.findSession('staff', cookie)).ok, false);
      region.clock.nowMs = hour;
      assert.equal((await region.signIn.findSession('staff', cookie)).ok, false, 'it does not come back');
    } finally {
      region.clock.nowMs = 0;
    }
  });

  it('after the second start a session goes on, and people sign in as before', async () => {
    const first = await regionForSignIn(database);
    const browser = openBrowser(first.publicUrl);
    await signIn(browser, 'staff', 'gp');
    await first.app.close();
    const second = await regionForSignIn(database, undefined, first);
    try {
      assert.equal(JSON.parse((await browser.get('/staff')).text).staffId, 'gp');
      assert.equal(JSON.parse((await signIn(browser, 'patient', 'patient')).text).kind, 'patient');
      assert.deepEqual([...second.accessTokenKeys.byKid.keys()], [...first.accessTokenKeys.byKid.keys()]);
    } finally {
      await second.close();
    }
  });

  it('nobody is signed in when the log does not take the entry', async () => {
    const unlogged = await regionForSignIn(database, undefined, undefined, async () => failed(signInUnlogged));
    try {
      const browser = openBrowser(unlogged.publicUrl);
      const refused = await signIn(browser, 'staff', 'gp');
      assert.equal(refused.status, 503);
      assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-018');
      assert.equal(browser.cookies.has('goldthread-staff'), false);
    } finally {
      await unlogged.close();
    }
  });

  it('cookies are HttpOnly and SameSite=Lax', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const ours = browser.setCookies.filter((line) => line.startsWith('goldthread-'));
    assert.ok(ours.length >= 3, 'browser, staff, and the end of browser');
    for (const line of ours) assert.match(line, /Path=\/; HttpOnly; SameSite=Lax/);
  });
});
