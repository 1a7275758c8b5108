/**
 * OpenID Connect Back-Channel Logout 1.0: whoever is logged out at the issuer is logged out here at once, and nobody else can
 * say so. Attacks 13 and 17. The issuer is the demo's own provider, which makes and sends the logout tokens itself.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { importJWK, SignJWT } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { cookieHeaderOf, signIn } from './testing/steps.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const file = forWholeFile();
let database: TestDatabase;
let region: RegionForSignIn;

before(async () => {
  database = await databaseForTests(file);
  region = await regionForSignIn(database);
  file.after(() => region.close());
});

interface SignedIn {
  readonly session: string;
  isIn(): Promise<boolean>;
}

async function signedIn(kind: 'staff' | 'patient', account: string): Promise<SignedIn> {
  const browser = openBrowser(region.publicUrl);
  await signIn(browser, kind, account);
  const cookie = cookieHeaderOf(browser);
  const isIn = async (): Promise<boolean> => (await region.signIn.findSession(kind, cookie)).ok;
  assert.equal(await isIn(), true);
  const [row] = await database.owner`select issuer_session from sign_in.session order by created_at desc limit 1`;
  return { session: String(row?.['issuer_session']), isIn };
}

/** As the issuer makes one; each test says what is different. */
async function tokenOf(
  claims: Readonly<Record<string, unknown>>,
  header: { readonly typ?: string; readonly alg?: string } = {},
  key: unknown = undefined,
): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { kid, privateJwk } = region.identityKeys.newest;
  const whole = {
    iss: `${region.publicUrl}/demo-identity`,
    aud: 'goldthread-staff',
    iat: nowSeconds,
    exp: nowSeconds + 120,
    jti: crypto.randomUUID(),
    events: { [logoutEvent]: {} },
    ...claims,
  };
  return new SignJWT(whole)
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'logout+jwt', ...header })
    .sign((key ?? (await importJWK(privateJwk, 'ES256'))) as Parameters<SignJWT['sign']>[0]);
}

async function post(token: string, issuer = 'demo-staff'): Promise<Response> {
  const body = new URLSearchParams({ logout_token: token });
  return fetch(`${region.publicUrl}/sign-in/back-channel-logout/${issuer}`, { method: 'POST', body });
}

describe('back-channel logout', () => {
  it('2.5: the issuer logs one sign-in out; that session ends, another of the same person goes on, and it is in the log', async () => {
    const [one, other] = [await signedIn('staff', 'gp'), await signedIn('staff', 'gp')];
    assert.notEqual(one.session, other.session);
    let told = 0;
    const stop = region.signIn.onSessionsEnded(() => (told += 1));
    await region.identity.logOut('staff', 'gp', one.session);
    stop();
    assert.equal(await one.isIn(), false);
    assert.equal(await other.isIn(), true);
    assert.equal(told, 1, 'open streams are told at once');
    const ended = region.events.filter(({ kind }) => kind === 'ended-by-issuer');
    assert.equal(ended.length, 1);
    assert.equal(ended[0]?.caller?.kind === 'staff' && ended[0].caller.staffId, 'gp');
  });

  it('2.5: the same for a person who reads their own record', async () => {
    const ada = await signedIn('patient', 'patient');
    await region.identity.logOut('patient', 'patient', ada.session);
    assert.equal(await ada.isIn(), false);
  });

  it('2.7: a token with a subject and no sid ends all of their sessions, and nobody else’s', async () => {
    const [one, other, bystander] = [
      await signedIn('staff', 'gp'),
      await signedIn('staff', 'gp'),
      await signedIn('staff', 'two-roles'),
    ];
    const answer = await post(await tokenOf({ sub: 'gp' }));
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/, '2.8');
    assert.deepEqual([await one.isIn(), await other.isIn(), await bystander.isIn()], [false, false, true]);
  });

  it('2.6, item 7: a token is good once, after a restart too', async () => {
    const token = await tokenOf({ sub: 'gp' });
    assert.equal((await post(token)).status, 200);
    const gp = await signedIn('staff', 'gp');
    assert.equal((await post(token)).status, 400);
    assert.equal(await gp.isIn(), true);
  });

  it('attack 17: a forged token ends no session, whatever is forged about it', async () => {
    const gp = await signedIn('staff', 'gp');
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const nowSeconds = Math.floor(Date.now() / 1000);
    const about = { sub: 'gp' };
    const clientKey = await importJWK(region.accessTokenKeys.newest.privateJwk, 'ES256');
    const forged: Readonly<Record<string, string>> = {
      'another key': await tokenOf(about, {}, privateKey),
      'the region’s own key': await tokenOf(about, {}, clientKey),
      'HS256 with a public value': await tokenOf(
        about,
        { alg: 'HS256' },
        Buffer.from(region.identityKeys.newest.publicJwk.x ?? ''),
      ),
      'no signature': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await tokenOf(about)).split('.')[1]}.`,
      'another issuer': await tokenOf({ ...about, iss: 'https://issuer.example' }),
      'another client': await tokenOf({ ...about, aud: 'goldthread-patient' }),
      'out of date': await tokenOf({ ...about, iat: nowSeconds - 600, exp: nowSeconds - 300 }),
      'of the future': await tokenOf({ ...about, iat: nowSeconds + 600, exp: nowSeconds + 700 }),
      'for a year': await tokenOf({ ...about, exp: nowSeconds + 31_536_000 }),
      'an ID token, by its nonce': await tokenOf({ ...about, nonce: 'n' }),
      'an access token, by its type': await tokenOf(about, { typ: 'at+jwt' }),
      'without events': await tokenOf({ ...about, events: undefined }),
      'with another event': await tokenOf({ ...about, events: { 'https://example.org/event': {} } }),
      'with an event that is no object': await tokenOf({ ...about, events: { [logoutEvent]: 'yes' } }),
      'without jti': await tokenOf({ ...about, jti: undefined }),
      'without exp': await tokenOf({ ...about, exp: undefined }),
      'without iat': await tokenOf({ ...about, iat: undefined }),
      'about nobody': await tokenOf({}),
      'with a subject that is no text': await tokenOf({ sub: 1 }),
      nothing: '',
      'too long': 'x'.repeat(9_000),
    };
    for (const [what, token] of Object.entries(forged)) {
      const answer = await post(token);
      assert.equal(answer.status, 400, what);
      assert.equal(await gp.isIn(), true, what);
    }
    assert.equal(
      (await post(await tokenOf(about), 'demo-patient')).status,
      400,
      'of the other client of the same issuer',
    );
    assert.equal((await post(await tokenOf(about), 'nobody')).status, 400);
    assert.equal(await gp.isIn(), true);
    assert.equal(region.events.at(-1)?.kind, 'logout-refused');
    assert.equal((await post(await tokenOf(about))).status, 200, 'the control');
    assert.equal(await gp.isIn(), false);
  });

  it('a flood of forged tokens is counted, not written one by one', async () => {
    const refusals = () => region.events.filter(({ kind }) => kind === 'logout-refused').length;
    const before = refusals();
    for (let sent = 0; sent < 70; sent++)
      assert.equal((await region.signIn.endByIssuer('demo-staff', 'forged')).ok, false);
    assert.ok(refusals() - before <= 60 && refusals() > 0, `${refusals() - before} entries`);
  });

  it('sub and sid that do not belong together end nothing', async () => {
    const [gp, other] = [await signedIn('staff', 'gp'), await signedIn('staff', 'two-roles')];
    assert.equal((await post(await tokenOf({ sub: 'gp', sid: other.session }))).status, 200);
    assert.deepEqual([await gp.isIn(), await other.isIn()], [true, true]);
  });
});
