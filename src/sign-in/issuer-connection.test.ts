/**
 * What an issuer answers is checked, whoever stands where it should (OpenID Connect Core 1.0, 3.1.3.7). The issuer here is a
 * hostile one, on a socket of its own: it says and signs what each test has it say.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { systemClock } from '#kernel/clock.ts';
import { connectIssuer, type IssuerAnswer } from './issuer-connection.ts';
import type { StaffIssuer } from './settings.ts';

const clientId = 'goldthread';
const challenge = { state: 's'.repeat(43), nonce: 'n'.repeat(43), codeVerifier: 'v'.repeat(43) };

let server: Server;
let origin: string;
let ownKey: CryptoKey;
let strangerKey: CryptoKey;
let published: JWK;
/** The ID token of the next answer. */
let idToken: string;

const documents: Readonly<Record<string, () => unknown>> = {
  '/.well-known/openid-configuration': () => ({
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    userinfo_endpoint: `${origin}/userinfo`,
    authorization_response_iss_parameter_supported: false,
  }),
  '/jwks': () => ({ keys: [published] }),
  // Fetched, and not what the ID token is: nothing in it says how somebody was authenticated.
  '/userinfo': () => ({ sub: 'somebody', acr: 'AAL3_ANY' }),
  '/token': () => ({ access_token: 'opaque', token_type: 'Bearer', id_token: idToken }),
};

before(async () => {
  const own = await generateKeyPair('ES256');
  ownKey = own.privateKey;
  strangerKey = (await generateKeyPair('ES256')).privateKey;
  published = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  server = createServer((request, answer) => {
    const document = documents[request.url ?? ''];
    answer.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(document?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const settingsOf = (gravestActs?: StaffIssuer['gravestActs']): StaffIssuer => ({
  id: 'hostile',
  name: 'Hostile',
  issuer: origin,
  clientId,
  authentication: { method: 'client_secret', secret: 'not a real secret' },
  idTokenAlgorithm: 'ES256',
  scopes: ['openid'],
  forcesAuthentication: true,
  speaksFor: 'national',
  roleShape: 'organisations',
  assurance: { claim: 'acr', accepted: ['aal2'] },
  staffIdClaim: 'sub',
  gravestActs,
});

const connected = (settings: StaffIssuer) =>
  connectIssuer('staff', settings, { publicUrl: 'http://127.0.0.1:1', clock: systemClock });

async function answered(
  change: Readonly<Record<string, unknown>>,
  { key = ownKey, query = '' }: { readonly key?: CryptoKey; readonly query?: string } = {},
): Promise<Omit<IssuerAnswer, 'claims'> | string> {
  const claims = {
    iss: origin,
    aud: clientId,
    sub: 'somebody',
    iat: nowSeconds(),
    exp: nowSeconds() + 300,
    nonce: challenge.nonce,
    auth_time: nowSeconds() - 60,
    ...change,
  };
  idToken = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key);
  const outcome = await connected(settingsOf()).exchangeCode(`?code=c&state=${challenge.state}${query}`, challenge);
  if (!outcome.ok) return outcome.fault.code;
  const { claims: _, ...rest } = outcome.value;
  return rest;
}

describe('the answer of an issuer', () => {
  it('gives who signed in and when they were authenticated, where everything holds', async () => {
    const atSeconds = nowSeconds() - 90;
    assert.deepEqual(await answered({ auth_time: atSeconds }), { authenticatedAtMs: atSeconds * 1000 });
  });

  it('is refused where its ID token is signed by a key that the issuer does not publish (3.1.3.7, item 6)', async () => {
    assert.equal(await answered({}, { key: strangerKey }), 'SIGN-IN-003');
  });

  it('says how the person was authenticated by acr of its ID token alone (2), not by its address or user information', async () => {
    const contextOf = async (...given: Parameters<typeof answered>) => {
      const answer = await answered(...given);
      return typeof answer === 'string' ? answer : (answer.authenticationContextClass ?? 'none');
    };
    assert.equal(await contextOf({ acr: 'AAL2_ANY' }), 'AAL2_ANY');
    assert.equal(await contextOf({}, { query: '&acr=AAL3_ANY&acr_values=AAL3_ANY' }), 'none');
    assert.equal(await contextOf({ acr: 'AAL2_ANY' }, { query: '&acr=AAL3_ANY' }), 'AAL2_ANY');
    assert.equal(await contextOf({ acr: ['AAL3_ANY'] }), 'none', 'one string and no list (2)');
  });

  for (const [what, change] of [
    ['says nothing of when the person was authenticated (item 13)', { auth_time: undefined }],
    ['says that they were authenticated more than twelve hours ago (item 13)', { auth_time: nowSeconds() - 43_300 }],
    ['is for another sign-in (item 11)', { nonce: 'm'.repeat(43) }],
    ['is for another client (item 3)', { aud: 'another' }],
    ['is of another issuer (item 2)', { iss: 'https://issuer.example' }],
    ['is out of date (item 9)', { exp: nowSeconds() - 60 }],
  ] as const)
    it(`is refused where its ID token ${what}`, async () => assert.equal(await answered(change), 'SIGN-IN-003'));
});

describe('the question to an issuer', () => {
  const acrValuesAsked = async (isAgain: boolean, gravestActs?: StaffIssuer['gravestActs']) => {
    const url = await connected(settingsOf(gravestActs)).authorizationUrl(challenge, isAgain);
    return url.ok ? new URL(url.value).searchParams.get('acr_values') : url.fault.code;
  };

  it('asks for the levels of the gravest acts, in their order, where somebody signs in anew for one (3.1.2.1)', async () => {
    const gravestActs = { acrValues: ['AAL3_ANY', 'AAL3_FIDO2'] };
    assert.equal(await acrValuesAsked(true, gravestActs), 'AAL3_ANY AAL3_FIDO2');
    assert.equal(await acrValuesAsked(false, gravestActs), null);
    assert.equal(await acrValuesAsked(true), null);
  });
});
