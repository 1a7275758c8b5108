/** Attacks on signing in with a browser: RFC 9700; design/safety.md attacks 8, 9, 15, 16 and 17. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import type { SignInEvent } from '#sign-in';
import { fieldOf, openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { browserBeforeCallback, cookieHeaderOf, signIn } from './testing/steps.ts';

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
      const { browser, callback } = await browserBeforeCallback(region.publicUrl);
      const url = new URL(callback);
      tamper(url);
      const refused = await browser.get(url.href);
      assert.equal(refused.status, 403, String(tamper));
      assert.equal(browser.cookies.has('goldthread-staff'), false, String(tamper));
      // An answer at the wrong address is not even taken to an issuer (mix-up, RFC 9700, 4.4).
      if (url.pathname.endsWith('demo-patient')) assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-002');
      assert.equal(lastEvent()?.kind, 'sign-in-failed');
    }
  });

  it('attack 16: an ID token with another nonce is refused', async () => {
    const { browser, callback } = await browserBeforeCallback(region.publicUrl);
    await database.owner`update sign_in.attempt set nonce = ${'C'.repeat(43)}`;
    assert.equal(fieldOf(await browser.get(callback), 'code'), 'SIGN-IN-003');
  });

  it('attack 9: without the verifier that was promised, the code buys nothing', async () => {
    const { browser, callback } = await browserBeforeCallback(region.publicUrl);
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

  it('signing out twice, in turn or at the same moment, answers both times that it is done, and is one entry', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const cookie = cookieHeaderOf(browser);
    const formToken = fieldOf(await browser.get('/sign-out?kind=staff'), 'formToken');
    const before = region.events.length;
    const twice = await Promise.all(
      [1, 2].map(() =>
        fetch(`${region.publicUrl}/sign-out`, {
          method: 'POST',
          body: new URLSearchParams({ kind: 'staff', formToken: String(formToken) }),
          headers: { cookie, 'sec-fetch-site': 'same-origin' },
          redirect: 'manual',
        }),
      ),
    );
    for (const { status, headers } of twice)
      assert.deepEqual([status, headers.get('location')], [303, '/sign-out?kind=staff']);
    const again = await browser.post('/sign-out', { kind: 'staff', formToken });
    assert.deepEqual([again.status, /signed-out/.test(again.text)], [200, true]);
    assert.deepEqual(
      region.events.slice(before).map(({ kind }) => kind),
      ['signed-out'],
    );
  });

  it('signing out on a page of an earlier sign-in asks once more, and does not say that signing in failed', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const old = fieldOf(await browser.get('/sign-out?kind=staff'), 'formToken');
    await browser.post('/sign-out', { kind: 'staff', formToken: old });
    await signIn(browser, 'staff', 'gp');
    const asked = await browser.post('/sign-out', { kind: 'staff', formToken: old });
    assert.deepEqual([asked.status, /sign-in-failed/.test(asked.text)], [403, false]);
    const out = await browser.post('/sign-out', { kind: 'staff', formToken: fieldOf(asked, 'formToken') });
    assert.match(out.text, /signed-out/);
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
});

async function browserWithAttempt(): Promise<ReturnType<typeof openBrowser>> {
  const browser = openBrowser(region.publicUrl);
  await browser.get('/sign-in/staff');
  return browser;
}
