/** design/safety.md attacks 8 to 12, 16 and 82 on SMART App Launch; RFC 9700. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, beforeEach, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import {
  ask,
  attempt,
  codeFor,
  consent,
  exchange,
  newVerifier,
  patientApp,
  post,
  redirectUri,
  refresh,
  sentBack,
  tokensFor,
} from './testing/an-app.ts';
import { type Browser, openBrowser } from './testing/browser.ts';
import { ownPatient, type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { signIn } from './testing/steps.ts';

let region: RegionForSignIn;
let person: Browser;
const file = forWholeFile();
const pair = await generateKeyPair('ES384', { extractable: true });
const confidentialApp = {
  ...patientApp,
  clientId: 'confidential-app',
  kind: 'confidential',
  jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'app-key', alg: 'ES384' }] },
} as const;

before(async () => {
  const database = await databaseForTests(file);
  region = await regionForSignIn(database);
  file.after(region.close);
  for (const app of [patientApp, { ...patientApp, clientId: 'other-app' }, confidentialApp])
    assert.equal((await region.signIn.apps.register(app)).ok, true);
  person = openBrowser(region.publicUrl);
  await signIn(person, 'patient', 'patient');
});
beforeEach(() => {
  region.events.length = 0;
});

const isLive = async (token: string): Promise<boolean> => (await region.signIn.verifyAccessToken(token)).ok;

const assertion = (change: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({
    iss: confidentialApp.clientId,
    sub: confidentialApp.clientId,
    aud: `${region.publicUrl}/oauth2/token`,
    jti: randomUUID(),
    ...change,
  })
    .setProtectedHeader({ alg: 'ES384', kid: 'app-key', typ: 'JWT' })
    .setExpirationTime('2m')
    .sign(pair.privateKey);

const proof = async () => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await assertion(),
});

describe('attacks on app launch', () => {
  it('attack 8: a code is spent once; used twice, its first tokens are dead and the person is told', async () => {
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    const first = await exchange(region, asked, code);
    assert.equal(await isLive(first.body.access_token), true);
    const second = await exchange(region, asked, code);
    assert.deepEqual([second.status, second.body.error], [400, 'invalid_grant']);
    assert.equal(await isLive(first.body.access_token), false);
    assert.equal((await refresh(region, first.body.refresh_token)).body.error, 'invalid_grant');
    const told = region.events.find(({ kind }) => kind === 'app-stopped');
    assert.deepEqual([told?.stoppedBy, told?.person], ['code-reuse', ownPatient.person]);
  });

  it('attack 8: a code of another app, or after a minute, is none; eight at once give one answer', async () => {
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    assert.equal((await exchange(region, asked, code, { client_id: 'other-app' })).body.error, 'invalid_grant');
    const together = await Promise.all(Array.from({ length: 8 }, () => exchange(region, asked, code)));
    assert.equal(together.filter(({ status }) => status === 200).length, 1);
    const late = attempt(region);
    const lateCode = await codeFor(person, late);
    region.clock.nowMs = 61_000;
    try {
      assert.equal((await exchange(region, late, lateCode)).body.error, 'invalid_grant');
    } finally {
      region.clock.nowMs = 0;
    }
  });

  it('attack 9: no PKCE, plain, a malformed challenge or the wrong secret gets nothing', async () => {
    const wrong: Record<string, string | undefined>[] = [
      { code_challenge: undefined },
      { code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
      { code_challenge: 'short' },
    ];
    for (const change of wrong) {
      const back = sentBack(await ask(person, attempt(region, change)));
      assert.deepEqual([back.get('error'), back.get('code')], ['invalid_request', null], JSON.stringify(change));
    }
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    assert.equal((await exchange(region, asked, code, { code_verifier: newVerifier() })).body.error, 'invalid_grant');
    assert.equal((await exchange(region, asked, code)).body.error, 'invalid_grant', 'the code is spent');
    assert.equal((await exchange(region, asked, await codeFor(person, asked), { code_verifier: '' })).status, 400);
  });

  it('attack 10: a redirect_uri that differs by a letter is refused without a redirect, shown to the person', async () => {
    const off = [
      undefined,
      'https://app.example/callback/',
      'https://app.example/callback?x=1',
      'https://app.example/Callback',
      'https://app.example:443/callback',
      'https://app.example:8443/callback',
      'https://app.example/callback/../callback',
      'https://app.example/%63allback',
      'https://app.example%2e/callback',
      'https://evil.app.example/callback',
      'https://app.example@evil.example/callback',
      'https://app.example.evil.example/callback',
      'http://app.example/callback',
      '//app.example/callback',
      'javascript:alert(1)',
      'com.example.diary:/other',
      `${redirectUri}#`,
    ];
    for (const address of off) {
      const answer = await ask(person, attempt(region, { redirect_uri: address }));
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], String(address));
      assert.match(answer.text, /app-problem/);
    }
    const unknown = await ask(person, attempt(region, { client_id: 'nobody' }));
    assert.deepEqual([unknown.status, unknown.headers.get('location')], [400, null]);
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    const other = { redirect_uri: 'com.example.diary:/callback' };
    assert.equal((await exchange(region, asked, code, other)).body.error, 'invalid_grant', 'another of its own');
  });

  it('attack 11: a refresh token that is used twice ends the whole family, and the person is told', async () => {
    const first = await tokensFor(region, person, attempt(region));
    const second = (await refresh(region, first.refresh_token)).body;
    const third = (await refresh(region, second.refresh_token)).body;
    assert.equal(await isLive(third.access_token), true);
    assert.equal((await refresh(region, first.refresh_token)).body.error, 'invalid_grant');
    assert.equal((await refresh(region, third.refresh_token)).body.error, 'invalid_grant', 'the newest too');
    for (const { access_token: token } of [first, second, third]) assert.equal(await isLive(token), false);
    const told = region.events.find(({ kind }) => kind === 'app-stopped');
    assert.deepEqual([told?.stoppedBy, told?.person, told?.appName], ['reuse', ownPatient.person, patientApp.name]);
    const mine = await tokensFor(region, person, attempt(region));
    const stolen = await refresh(region, mine.refresh_token, { client_id: 'other-app' });
    assert.equal(stolen.body.error, 'invalid_grant', 'another app');
    assert.equal((await refresh(region, mine.refresh_token)).status, 200);
  });

  it('attack 12: a patient’s app is given neither system nor user scopes, nor a write', async () => {
    for (const scope of [
      'system/*.cruds',
      'user/*.rs',
      'patient/*.cud',
      'launch/patient openid',
      'nonsense',
      'patient/*.rs?x=y',
    ]) {
      assert.equal(sentBack(await ask(person, attempt(region, { scope }))).get('error'), 'invalid_scope', scope);
    }
    const mixed = attempt(region, { scope: 'patient/*.cruds user/*.cruds system/*.cruds' });
    assert.equal((await tokensFor(region, person, mixed)).scope, 'patient/*.rs');
  });

  it('aud, state and response_type are required, and no parameter comes twice', async () => {
    const error = async (change: Record<string, string | undefined>) =>
      sentBack(await ask(person, attempt(region, change))).get('error');
    assert.equal(await error({ aud: undefined }), 'invalid_request');
    assert.equal(await error({ aud: 'https://other.example/fhir' }), 'invalid_request');
    assert.equal(await error({ state: undefined }), 'invalid_request');
    assert.equal(await error({ response_type: 'token' }), 'unsupported_response_type');
    assert.equal(await error({ request: 'x.y.z' }), 'request_not_supported');
    assert.equal(await error({ prompt: 'none' }), 'login_required');
    const twice = await person.getOnce(`/oauth2/authorize?${new URLSearchParams(attempt(region).parameters)}&scope=x`);
    assert.equal(sentBack(twice).get('error'), 'invalid_request');
  });

  it('attack 82: consent that was not posted from our own page, with its own token, is refused', async () => {
    const page = await ask(person, attempt(region));
    const foreign = await consent(person, page, { headers: { 'sec-fetch-site': 'cross-site' } });
    assert.deepEqual([foreign.status, foreign.headers.get('location')], [403, null]);
    const origin = await consent(person, page, { headers: { origin: 'https://evil.example' } });
    assert.equal(origin.status, 403);
    const without = await consent(person, { ...page, text: page.text.replace(/name="formToken" value="[^"]*"/, '') });
    assert.equal(without.status, 403);
    const byGet = await person.getOnce(
      `/oauth2/consent?${new URLSearchParams(attempt(region).parameters)}&decision=allow`,
    );
    assert.equal(byGet.status, 404);
    assert.equal(
      region.events.some(({ kind }) => kind === 'app-allowed'),
      false,
    );
  });

  it('a form that was changed on the way is read anew: what is not registered is still not granted', async () => {
    const page = await ask(person, attempt(region, { scope: 'patient/Observation.rs' }));
    const text = page.text.replace('patient/Observation.rs', 'system/*.cruds patient/*.cruds');
    const back = sentBack(await consent(person, { ...page, text: `${text}<input name="allow" value="results">` }));
    const code = back.get('code');
    assert.notEqual(code, null);
    const moved = page.text.replace(redirectUri, 'https://evil.example/callback');
    assert.equal((await consent(person, { ...page, text: moved })).headers.get('location'), null);
  });

  it('a confidential app proves itself at every step: without its key there are no tokens, introspection or revocation', async () => {
    const asked = attempt(region, { client_id: confidentialApp.clientId });
    const bare = await exchange(region, asked, await codeFor(person, asked));
    assert.deepEqual([bare.status, bare.body.error], [401, 'invalid_client']);
    const { body } = await exchange(region, asked, await codeFor(person, asked), await proof());
    const { access_token: token, refresh_token: again } = body;
    assert.equal((await refresh(region, again, { client_id: confidentialApp.clientId })).body.error, 'invalid_client');
    const active = await post(region, 'introspect', { token, ...(await proof()) });
    assert.deepEqual(
      [active.body['active'], active.body['client_id'], active.body['patient'], active.body.scope],
      [true, confidentialApp.clientId, ownPatient.id, 'patient/*.rs'],
    );
    assert.equal((await post(region, 'introspect', { token, client_id: patientApp.clientId })).status, 401);
    const other = await tokensFor(region, person, attempt(region));
    const foreign = await post(region, 'introspect', { token: other.access_token, ...(await proof()) });
    assert.deepEqual(foreign.body, { active: false }, 'RFC 7662, 2.2: nothing is said of another app’s token');
    assert.equal((await post(region, 'revoke', { token: again, ...(await proof()) })).status, 200);
    assert.deepEqual((await post(region, 'introspect', { token, ...(await proof()) })).body, { active: false });
  });

  it('tokens, codes and launches stand in the database as hashes only', async () => {
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    const { body } = await exchange(region, asked, code);
    const rows = await region.database.owner`
      select code.*, token.*, app_grant.* from sign_in.app_code code join sign_in.app_grant using (grant_id)
      join sign_in.refresh_token token using (grant_id)`;
    const text = JSON.stringify(rows);
    for (const secret of [code, body.refresh_token, body.access_token]) assert.ok(!text.includes(secret));
    assert.ok(rows.length > 0);
  });

  it('nothing is allowed that the log does not take', async () => {
    const page = await ask(person, attempt(region));
    const back = sentBack(await region.withoutLog(() => consent(person, page)));
    assert.deepEqual([back.get('error'), back.get('code')], ['server_error', null]);
  });
});
