/**
 * Decision 5 and attack 88, before anybody is signed in: while the log takes no entry, no route gives a session, a role, a
 * code or a token. Every route that is registered stands in one of the two tables here, or the first test names it.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import {
  ask,
  attempt,
  codeFor,
  consent,
  exchange,
  patientApp,
  post,
  refresh,
  sentBack,
  tokensFor,
} from './testing/an-app.ts';
import { type Answer, type Browser, fieldOf, openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { browserBeforeCallback, cookieHeaderOf, signIn } from './testing/steps.ts';

/** What gives something that only an entry in the log allows; each is asked below. */
const giving: ReadonlySet<string> = new Set([
  'GET /sign-in/callback/:issuer',
  'POST /sign-in/choose-role',
  'POST /oauth2/consent',
  'POST /oauth2/token',
]);
/** What gives nothing of the kind, and why. */
const others: Readonly<Record<string, string>> = {
  'GET /sign-in/staff': 'leads to the issuer',
  'GET /sign-in/next': 'says that a sign-in comes next',
  'GET /sign-in/patient': 'leads to the issuer',
  'GET /sign-in/choose-role': 'shows a session what it holds already',
  'GET /sign-out': 'asks whether to',
  'POST /sign-out': 'takes away, and must work without the log',
  'POST /sign-in/back-channel-logout/:issuer': 'takes away, and must work without the log',
  'POST /staff/launch': 'gives a session by the same step as the callback',
  'GET /oauth2/authorize': 'shows the person what is asked, or sends an error back',
  'POST /oauth2/introspect': 'tells an app about a token that it shows',
  'POST /oauth2/revoke': 'takes away, and must work without the log',
  'GET /oauth2/jwks': 'public',
  'GET /.well-known/smart-configuration': 'public',
  'GET /fhir/.well-known/smart-configuration': 'public',
  'GET /.well-known/openid-configuration': 'public',
  'GET /.well-known/oauth-authorization-server': 'public',
};
/** The issuer, which is not the region, and what the test itself asks who it is by. */
const notOurs = /^\w+ (?:\/demo-identity\/|\/staff$|\/my$)/;

const file = forWholeFile();
let region: RegionForSignIn;
let person: Browser;

before(async () => {
  region = await regionForSignIn(await databaseForTests({ after: (close) => file.after(close) }));
  file.after(() => region.close());
  assert.ok((await region.signIn.apps.register(patientApp)).ok);
  person = openBrowser(region.publicUrl);
  await signIn(person, 'patient', 'patient');
});

const hasSession = (browser: Browser): boolean => browser.cookies.has('goldthread-staff');

describe('while the log takes no entry', () => {
  it('every route there is stands in one of the tables', () => {
    const unknown = region.routes.filter((one) => !giving.has(one) && others[one] === undefined && !notOurs.test(one));
    assert.deepEqual(unknown, []);
    for (const one of [...giving, ...Object.keys(others)]) assert.ok(region.routes.includes(one), `${one} is gone`);
  });

  it('nobody comes back from an issuer with a session', async () => {
    const { browser, callback } = await browserBeforeCallback(region.publicUrl);
    const answer = await region.withoutLog(() => browser.getOnce(callback));
    assert.deepEqual([answer.status, hasSession(browser)], [503, false]);
    const control = await browserBeforeCallback(region.publicUrl);
    await control.browser.getOnce(control.callback);
    assert.equal(hasSession(control.browser), true);
  });

  it('nobody gets a role', async () => {
    const choosing = async (): Promise<{ browser: Browser; choose: () => Promise<Answer> }> => {
      const browser = openBrowser(region.publicUrl);
      const page = await signIn(browser, 'staff', 'two-roles');
      const form = { formToken: fieldOf(page, 'formToken'), role: 'ZXT01.R0001', returnTo: '/staff' };
      return { browser, choose: () => browser.post('/sign-in/choose-role', form) };
    };
    const [tried, control] = [await choosing(), await choosing()];
    assert.equal((await region.withoutLog(tried.choose)).status, 503);
    assert.equal((await region.signIn.findSession('staff', cookieHeaderOf(tried.browser))).ok, false);
    await control.choose();
    const found = await region.signIn.findSession('staff', cookieHeaderOf(control.browser));
    assert.ok(found.ok && found.value.caller !== undefined);
  });

  it('no app gets a code, nor a token for a code or a refresh token', async () => {
    const page = await ask(person, attempt(region));
    const back = sentBack(await region.withoutLog(() => consent(person, page)));
    assert.equal(back.get('code'), null);
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    const exchanged = await region.withoutLog(() => exchange(region, asked, code));
    assert.deepEqual([exchanged.status >= 400, exchanged.body.access_token], [true, undefined]);
    const tokens = await tokensFor(region, person, attempt(region));
    const refreshed = await region.withoutLog(() => refresh(region, tokens.refresh_token));
    assert.deepEqual([refreshed.status >= 400, refreshed.body.access_token], [true, undefined]);
  });

  it('no back-end service gets a token', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES384' };
    const clientId = 'feed';
    const registered = await region.signIn.registerClient({
      clientId,
      organisation: 'ZXT01' as OdsCode,
      organisationName: 'Tarn Hospitals',
      scopes: ['system/*.rs'],
      isDemo: false,
      jwks: { keys: [key] },
    });
    assert.ok(registered.ok);
    const token = async () =>
      post(region, 'token', {
        grant_type: 'client_credentials',
        scope: 'system/Observation.rs',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await new SignJWT({
          iss: clientId,
          sub: clientId,
          aud: `${region.publicUrl}/oauth2/token`,
          jti: randomUUID(),
          exp: Math.floor(Date.now() / 1000) + 240,
        })
          .setProtectedHeader({ alg: 'ES384', kid: 'k' })
          .sign(privateKey),
      });
    const refused = await region.withoutLog(token);
    assert.deepEqual([refused.status >= 400, refused.body.access_token], [true, undefined]);
    assert.equal(typeof (await token()).body.access_token, 'string', 'the control');
  });
});
