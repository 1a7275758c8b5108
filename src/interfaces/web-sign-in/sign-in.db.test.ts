/**
 * Signing in with a browser, over real sockets: openid-client against oidc-provider, sessions in PostgreSQL.
 * OpenID Connect Core 1.0; RFC 7636; RFC 9700; design/safety.md attacks 15, 16 and 17; UK-11 and UK-20.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fault } from '#kernel/fault.ts';
import { failed } from '#kernel/outcome.ts';
import { databaseForTests } from '#platform';
import type { SignInEvent } from '#sign-in';
import { type Browser, fieldOf, openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';

let database: Awaited<ReturnType<typeof databaseForTests>>;
let region: RegionForSignIn;

const closers: (() => Promise<void>)[] = [];
before(async () => {
  const folders = [join(import.meta.dirname, '../../sign-in/migrations')];
  database = await databaseForTests({ after: (close) => closers.unshift(close) }, { folders });
  region = await regionForSignIn(database);
  closers.unshift(region.close);
});
after(async () => {
  for (const close of closers) await close();
});

async function signIn(browser: Browser, kind: 'staff' | 'patient', account: string, returnTo?: string) {
  const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo })}`;
  const choose = await browser.get(`/sign-in/${kind}${query}`);
  assert.equal(choose.status, 200, choose.text);
  assert.match(choose.url.pathname, /^\/demo-identity\/choose\//);
  return browser.post(choose.url.href, { account });
}

const lastEvent = (): SignInEvent | undefined => region.events.at(-1);
const cookieHeaderOf = (browser: Browser): string =>
  [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

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
    assert.match(page.text, /Demo region: invented people/);
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
});

describe('attacks on signing in', () => {
  it('attack 15: identity proofing P5 opens nothing and says what to do', async () => {
    const browser = openBrowser(region.publicUrl);
    const refused = await signIn(browser, 'patient', 'patient-p5');
    assert.equal(refused.status, 403);
    assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-005');
    assert.equal(browser.cookies.has('goldthread-patient'), false);
  });

  it('attack 16: the answer of another person’s sign-in is refused in this browser (login forgery)', async () => {
    const attacker = openBrowser(region.publicUrl);
    const choose = await attacker.get('/sign-in/staff');
    const posted = await fetch(choose.url, {
      method: 'POST',
      body: new URLSearchParams({ account: 'gp' }),
      headers: { cookie: cookieHeaderOf(attacker) },
      redirect: 'manual',
    });
    const resumed = await attacker.getOnce(posted.headers.get('location') ?? '');
    const callback = resumed.headers.get('location') ?? '';
    assert.match(callback, /\/sign-in\/callback\/demo-staff\?code=/);
    for (const victim of [openBrowser(region.publicUrl), await browserWithAttempt()]) {
      const refused = await victim.get(callback);
      assert.equal(refused.status, 403);
      assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-002');
      assert.equal(victim.cookies.has('goldthread-staff'), false);
    }
    assert.equal((await attacker.get(callback)).status, 200, 'the control: the same answer in its own browser');
    assert.equal((await attacker.get(callback)).status, 403, 'attack 8: the second use');
  });

  it('attack 16: missing or changed state, a foreign code and a wrong iss are refused', async () => {
    const tampered: readonly ((url: URL) => void)[] = [
      (url) => url.searchParams.delete('state'),
      (url) => url.searchParams.set('state', 'A'.repeat(43)),
      (url) => url.searchParams.set('code', 'B'.repeat(43)),
      (url) => url.searchParams.set('iss', 'https://attacker.example'),
      (url) => url.searchParams.delete('iss'),
      (url) => {
        url.pathname = '/sign-in/callback/demo-patient';
      },
    ];
    for (const tamper of tampered) {
      const { browser, callback } = await browserBeforeCallback();
      const url = new URL(callback);
      tamper(url);
      const refused = await browser.get(url.href);
      assert.equal(refused.status, 403, String(tamper));
      assert.equal(browser.cookies.has('goldthread-staff'), false, String(tamper));
      assert.equal(lastEvent()?.kind, 'sign-in-failed');
    }
  });

  it('attack 16: an ID token with another nonce is refused', async () => {
    const { browser, callback } = await browserBeforeCallback();
    await database.owner`update sign_in.attempt set nonce = ${'C'.repeat(43)}`;
    assert.equal(fieldOf(await browser.get(callback), 'code'), 'SIGN-IN-003');
  });

  it('attack 9: without the verifier that was promised, the code buys nothing', async () => {
    const { browser, callback } = await browserBeforeCallback();
    await database.owner`update sign_in.attempt set code_verifier = ${'D'.repeat(43)}`;
    assert.equal(fieldOf(await browser.get(callback), 'code'), 'SIGN-IN-003');
  });

  it('attack 17: a session id planted before sign-in is dead after it, and only hashes are stored', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const planted = browser.cookies.get('goldthread-staff') ?? '';
    await signIn(browser, 'staff', 'gp');
    const fresh = browser.cookies.get('goldthread-staff') ?? '';
    assert.notEqual(fresh, planted);
    assert.equal((await region.signIn.findSession('staff', `goldthread-staff=${planted}`)).ok, false);
    const rows = await database.owner`select s::text as row from sign_in.session s`;
    assert.ok(rows.length > 0);
    for (const { row } of rows) assert.equal(String(row).includes(fresh), false);
    const hex = Buffer.from(fresh, 'base64url').toString('hex');
    for (const { row } of rows) assert.equal(String(row).includes(hex), false);
  });

  it('attack 17: a cookie is worth nothing after signing out, in the other app, or when it is there twice', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const cookie = `goldthread-staff=${browser.cookies.get('goldthread-staff')}`;
    const asPatient = cookie.replace('staff', 'patient');
    assert.equal((await region.signIn.findSession('patient', asPatient)).ok, false);
    assert.equal((await region.signIn.findSession('staff', `${cookie}; ${cookie}`)).ok, false);
    const page = await browser.get('/sign-out?kind=staff');
    const formToken = fieldOf(page, 'formToken');
    const forged = await browser.post('/sign-out', { kind: 'staff', formToken: 'x' });
    assert.equal(forged.status, 403);
    const crossSite = await browser.post('/sign-out', { kind: 'staff', formToken }, { 'sec-fetch-site': 'cross-site' });
    assert.equal(crossSite.status, 403);
    const otherOrigin = { origin: 'https://attacker.example' };
    assert.equal((await browser.post('/sign-out', { kind: 'staff', formToken }, otherOrigin)).status, 403);
    assert.equal((await region.signIn.findSession('staff', cookie)).ok, true, 'the control: still signed in');
    const out = await browser.post('/sign-out', { kind: 'staff', formToken }, { 'sec-fetch-site': 'same-origin' });
    assert.match(out.text, /signed-out/);
    assert.equal((await region.signIn.findSession('staff', cookie)).ok, false);
    assert.equal(lastEvent()?.kind, 'signed-out');
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

  it('an address outside the person’s own app is never gone to after sign-in', async () => {
    for (const returnTo of ['//attacker.example', 'https://attacker.example/staff', '/\\attacker.example', '/my']) {
      const done = await signIn(openBrowser(region.publicUrl), 'staff', 'gp', returnTo);
      assert.equal(done.url.href, `${region.publicUrl}/staff`, returnTo);
    }
  });

  it('an organisation’s own issuer makes nobody staff of another organisation', async () => {
    const limited = await regionForSignIn(database, (settings) => ({
      ...settings,
      staffIssuers: settings.staffIssuers.map((issuer) => ({ ...issuer, speaksFor: ['ZXT01' as never] })),
    }));
    try {
      const browser = openBrowser(limited.publicUrl);
      const done = await signIn(browser, 'staff', 'two-roles');
      const caller = JSON.parse(done.text);
      assert.equal(caller.organisation, 'ZXT01', 'the role at the other organisation is not even offered');
      const refused = await signIn(openBrowser(limited.publicUrl), 'staff', 'gp');
      assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-006');
    } finally {
      await limited.close();
    }
  });

  it('attack 15: an issuer that does not confirm the strength of the sign-in is refused', async () => {
    const strict = await regionForSignIn(database, (settings) => ({
      ...settings,
      staffIssuers: settings.staffIssuers.map((issuer) => ({
        ...issuer,
        assurance: { claim: 'authentication_assurance_level', accepted: ['2', '3'] },
      })),
    }));
    try {
      assert.equal(fieldOf(await signIn(openBrowser(strict.publicUrl), 'staff', 'gp'), 'code'), 'SIGN-IN-007');
    } finally {
      await strict.close();
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

const signInUnlogged = fault('unavailable', 'AUDIT-000', 'The log does not answer.');

async function browserWithAttempt(): Promise<Browser> {
  const browser = openBrowser(region.publicUrl);
  await browser.get('/sign-in/staff');
  return browser;
}

/** A browser that has picked `gp`, stopped just before the callback. */
async function browserBeforeCallback(): Promise<{ browser: Browser; callback: string }> {
  const browser = openBrowser(region.publicUrl);
  const choose = await browser.get('/sign-in/staff');
  const posted = await fetch(choose.url, {
    method: 'POST',
    body: new URLSearchParams({ account: 'gp' }),
    headers: { cookie: cookieHeaderOf(browser) },
    redirect: 'manual',
  });
  const resumed = await browser.getOnce(posted.headers.get('location') ?? '');
  return { browser, callback: resumed.headers.get('location') ?? '' };
}
