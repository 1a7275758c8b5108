/**
 * Signing in anew for one act (OpenID Connect Core 1.0, 3.1.2.1 `max_age`, `prompt` and `acr_values`; 3.1.3.7, items 12 and 13
 * `acr` and `auth_time`), with the demo's own identity provider over real sockets.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { type Browser, fieldOf, openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { callbackOf, signIn } from './testing/steps.ts';

let database: TestDatabase;
let region: RegionForSignIn;
const file = forWholeFile();
before(async () => {
  const folders = [join(import.meta.dirname, '../../sign-in/migrations')];
  database = await databaseForTests(file, { folders });
  // An issuer that is not asked for a password each time: only a sign-in anew asks it.
  region = await regionForSignIn(database, (settings) => ({
    ...settings,
    staffIssuers: settings.staffIssuers.map((issuer) => ({ ...issuer, forcesAuthentication: false })),
  }));
  file.after(region.close);
});

const again = '/sign-in/staff?again=yes&returnTo=%2Fstaff%3Fpage%3Dreason';

const withSmartcard = 'urn:goldthread:demo:smartcard';
const withoutSmartcard = 'urn:goldthread:demo:no-smartcard';

/** They signed in an hour ago. */
async function anHourPasses(): Promise<void> {
  await database.owner`update sign_in.session set authenticated_at = authenticated_at - interval '1 hour'`;
}

async function twoRolesAs(role: string): Promise<Browser> {
  const browser = openBrowser(region.publicUrl);
  const formToken = fieldOf(await signIn(browser, 'staff', 'two-roles'), 'formToken');
  await browser.post('/sign-in/choose-role', { formToken, role, returnTo: '/staff' });
  return browser;
}

const caller = async (browser: Browser) => JSON.parse((await browser.get('/staff')).text);

describe('signing in again', () => {
  it('asks the issuer for a new authentication, which no setting takes away; an ordinary sign-in does not', async () => {
    const parametersOf = async (path: string): Promise<URLSearchParams> => {
      const sent = await openBrowser(region.publicUrl).getOnce(path);
      return new URL(sent.headers.get('location') ?? '').searchParams;
    };
    const asked = await parametersOf(again);
    assert.deepEqual([asked.get('max_age'), asked.get('prompt')], ['0', 'login']);
    const ordinary = await parametersOf('/sign-in/staff');
    assert.deepEqual([ordinary.get('max_age'), ordinary.get('prompt')], ['43200', null]);
    assert.deepEqual([asked.get('acr_values'), ordinary.get('acr_values')], [withSmartcard, null]);
    const bent = await parametersOf(`${again}&acr_values=${withoutSmartcard}&acr=${withoutSmartcard}`);
    assert.deepEqual(bent.getAll('acr_values'), [withSmartcard], 'the issuer’s setting and no address');
    assert.equal(bent.get('acr'), null);
  });

  it('keeps how the issuer says that the person was authenticated this time, and nothing of the time before', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    assert.equal((await caller(browser)).authenticationContextClass, withSmartcard);
    const callback = await callbackOf(browser, again, { account: 'gp', 'without-smartcard': 'yes' });
    // Whoever sits at the browser may write what they like into the address that the issuer sends them to.
    const done = await browser.get(`${callback}&acr=${withSmartcard}&acr_values=${withSmartcard}`);
    assert.equal(JSON.parse(done.text).authenticationContextClass, withoutSmartcard);
    await database.owner`update sign_in.session set authentication_context_class = null`;
    assert.equal('authenticationContextClass' in (await caller(browser)), false, 'an issuer that does not say');
  });

  it('keeps it through the choice of a role', async () => {
    const browser = await twoRolesAs('ZXT01.R0001');
    assert.equal((await caller(browser)).authenticationContextClass, withSmartcard);
  });

  it('comes back to the page in the same role, with the new time, and the session before is dead', async () => {
    const browser = await twoRolesAs('ZXT01.R0001');
    await anHourPasses();
    const before = browser.cookies.get('goldthread-staff');
    assert.ok(Date.now() - (await caller(browser)).authenticatedAtMs > 3_500_000);
    const page = await browser.get(again);
    const done = await browser.post(page.url.href, { account: 'two-roles' });
    assert.equal(done.url.pathname + done.url.search, '/staff?page=reason');
    const now = JSON.parse(done.text);
    assert.deepEqual([now.staffId, now.roleCode, now.organisation], ['two-roles', 'R0001', 'ZXT01']);
    assert.ok(Date.now() - now.authenticatedAtMs < 10_000);
    assert.equal((await region.signIn.findSession('staff', `goldthread-staff=${before}`)).ok, false);
  });

  it('as somebody else begins their own session, in no role of the one before', async () => {
    const browser = await twoRolesAs('ZXG01.R0260');
    const page = await browser.get(again);
    const done = JSON.parse((await browser.post(page.url.href, { account: 'gp' })).text);
    assert.deepEqual([done.staffId, done.roleCode], ['gp', 'R0260']);
    const asGp = openBrowser(region.publicUrl);
    await signIn(asGp, 'staff', 'gp');
    const other = await asGp.post((await asGp.get(again)).url.href, { account: 'two-roles' });
    assert.equal(other.url.pathname, '/sign-in/choose-role', 'chooses a role of their own');
  });

  it('goes to the issuer of the session, where a region has several', async () => {
    const several = await regionForSignIn(database, (settings) => ({
      ...settings,
      staffIssuers: [
        { ...settings.staffIssuers[0]!, id: 'elsewhere', issuer: 'http://127.0.0.1:1' },
        ...settings.staffIssuers,
      ],
    }));
    try {
      const browser = openBrowser(several.publicUrl);
      const chosen = await browser.get('/sign-in/staff?issuer=demo-staff');
      await browser.post(chosen.url.href, { account: 'gp' });
      const sent = await browser.getOnce(again);
      assert.equal(sent.status, 302, 'nobody is asked to choose');
      assert.equal(new URL(sent.headers.get('location') ?? '').origin, several.publicUrl);
      assert.equal((await openBrowser(several.publicUrl).getOnce(again)).status, 200, 'who is not signed in chooses');
    } finally {
      await several.close();
    }
  });

  it('is refused where the issuer says that it authenticated the person before it was asked', async () => {
    const browser = openBrowser(region.publicUrl);
    await signIn(browser, 'staff', 'gp');
    const page = await browser.get(again);
    // As though the issuer had taken somebody's earlier sign-in for a new one.
    await database.owner`update sign_in.attempt set again_from = again_from + interval '2 minutes'`;
    const refused = await browser.post(page.url.href, { account: 'gp' });
    assert.equal(refused.status, 403);
    assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-029');
    assert.equal(region.events.at(-1)?.faultCode, 'SIGN-IN-029');
  });

  it('attack 16: a sign-in that took longer than ten minutes to come back is refused', async () => {
    const browser = openBrowser(region.publicUrl);
    const page = await browser.get('/sign-in/staff');
    await database.owner`update sign_in.attempt set expires_at = expires_at - interval '10 minutes 1 second'`;
    const refused = await browser.post(page.url.href, { account: 'gp' });
    assert.equal(refused.status, 403);
    assert.equal(fieldOf(refused, 'code'), 'SIGN-IN-002');
  });
});
