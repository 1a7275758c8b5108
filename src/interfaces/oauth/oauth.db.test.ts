/** The token endpoint: SMART Backend Services 2.2, RFC 6749, RFC 7523; design/safety.md attacks 1, 2, 3, 6, 7 and 12. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import * as openid from 'openid-client';
import type { OdsCode } from '#kernel/ods-code.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { databaseForTests } from '#platform';
import { createSignIn, openSigningKeys, type SignIn, type SignInEvent, type SigningKeys } from '#sign-in';
import { oauthRoutes } from './index.ts';

let publicUrl = '';
let database: Awaited<ReturnType<typeof databaseForTests>>;
let keys: SigningKeys;
let signIn: SignIn;
let app: FastifyInstance;
const clock = { shiftMs: 0, now: () => Date.now() + clock.shiftMs };
const events: SignInEvent[] = [];
const pairs = new Map<string, { privateKey: CryptoKey; publicJwk: JWK }>();
const closers: (() => Promise<void>)[] = [];

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return outcome.value;
}

function newSignIn(isDemoRegion = true): SignIn {
  return createSignIn({
    database,
    clock,
    settings: { isDemoRegion, publicUrl, staffIssuers: [] },
    accessTokenKeys: keys,
    recordSignIn: async (event) => {
      events.push(event);
      return ok(true);
    },
  });
}

async function newApp(from: SignIn): Promise<FastifyInstance> {
  const made = Fastify();
  await made.register((scope) => oauthRoutes(scope, { signIn: from, publicUrl }));
  return made;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const registration = (algorithm: string) => ({
  clientId: `feed-${algorithm}`,
  organisation: 'ZXT01' as OdsCode,
  organisationName: 'Tarn Hospitals',
  scopes: ['system/*.cruds'],
  isDemo: false,
});

before(async () => {
  const folders = [join(import.meta.dirname, '../../sign-in/migrations')];
  database = await databaseForTests({ after: (close) => closers.unshift(close) }, { folders });
  const keysDirectory = await mkdtemp(join(tmpdir(), 'goldthread-keys-'));
  closers.push(() => rm(keysDirectory, { recursive: true, force: true }));
  keys = value(await openSigningKeys(keysDirectory, 'access-token'));
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  signIn = newSignIn();
  for (const algorithm of ['ES256', 'ES384', 'RS384', 'PS256']) {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const publicJwk = { ...(await exportJWK(publicKey)), kid: `key-${algorithm}`, alg: algorithm };
    pairs.set(algorithm, { privateKey, publicJwk });
    value(await signIn.registerClient({ ...registration(algorithm), jwks: { keys: [publicJwk] } }));
  }
  app = await newApp(signIn);
  closers.unshift(async () => app.close());
  await app.listen({ host: '127.0.0.1', port });
});
after(async () => {
  for (const close of closers) await close();
});

const seconds = (): number => Math.floor(clock.now() / 1000);

interface Change {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

function assertion(algorithm = 'ES384', change: Change = {}): Promise<string> {
  const pair = pairs.get(algorithm) ?? assert.fail(algorithm);
  const clientId = `feed-${algorithm}`;
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: `${publicUrl}/oauth2/token`,
    jti: randomUUID(),
    exp: seconds() + 240,
  };
  return new SignJWT({ ...claims, ...change.claims })
    .setProtectedHeader({ alg: algorithm, kid: `key-${algorithm}`, typ: 'JWT', ...change.header } as never)
    .sign(change.key ?? pair.privateKey);
}

async function ask(clientAssertion: string, change: Record<string, string> = {}, to: FastifyInstance = app) {
  const form = {
    grant_type: 'client_credentials',
    scope: 'system/Observation.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientAssertion,
    ...change,
  };
  return to.inject({
    method: 'POST',
    url: '/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
}

async function assertInvalidClient(clientAssertion: string, why: string): Promise<void> {
  const answer = await ask(clientAssertion);
  assert.equal(answer.statusCode, 401, why);
  assert.equal(answer.json().error, 'invalid_client', why);
}

describe('the token endpoint', () => {
  for (const algorithm of ['RS384', 'ES384', 'ES256']) {
    it(`gives a client that signs with ${algorithm} a token of 300 seconds that works`, async () => {
      const answer = await ask(await assertion(algorithm));
      assert.equal(answer.statusCode, 200, answer.body);
      const { access_token, expires_in, scope, token_type } = answer.json();
      assert.deepEqual([expires_in, scope, token_type], [300, 'system/Observation.rs', 'bearer']);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const verified = value(await signIn.verifyAccessToken(access_token));
      assert.deepEqual(verified.caller.kind === 'system' && verified.caller.organisation, 'ZXT01');
      assert.equal(events.at(-1)?.kind, 'token-issued');
    });
  }

  it('serves openid-client, a client library that is not ours, unmodified', async () => {
    const metadata = { issuer: publicUrl, token_endpoint: `${publicUrl}/oauth2/token` };
    const key = pairs.get('ES384') ?? assert.fail();
    const proof = openid.PrivateKeyJwt(
      { key: key.privateKey, kid: 'key-ES384' },
      // RFC 7523 as SMART has it: the audience is the token endpoint.
      {
        [openid.modifyAssertion]: (_header, payload) => {
          payload['aud'] = metadata.token_endpoint;
        },
      },
    );
    const config = new openid.Configuration(metadata, 'feed-ES384', undefined, proof);
    openid.allowInsecureRequests(config);
    const tokens = await openid.clientCredentialsGrant(config, {
      scope: 'system/Patient.read system/Observation.write',
    });
    assert.equal(tokens.scope, 'system/Patient.rs system/Observation.cud');
  });

  it('attack 6: an assertion is good once: not twice here, not on another node, not after a restart', async () => {
    const once = await assertion();
    assert.equal((await ask(once)).statusCode, 200);
    await assertInvalidClient(once, 'same node');
    const restarted = await newApp(newSignIn());
    assert.equal((await ask(once, {}, restarted)).statusCode, 401, 'another process with the same database');
    await restarted.close();
    const jti = randomUUID();
    const together = await Promise.all(
      [1, 2, 3, 4].map(async () => ask(await assertion('ES384', { claims: { jti } }))),
    );
    assert.equal(together.filter((answer) => answer.statusCode === 200).length, 1, 'four at the same moment');
  });

  it('attack 6: the memory of an assertion outlives every moment at which it could pass', async () => {
    const once = await assertion('ES384', { claims: { exp: seconds() + 290 } });
    assert.equal((await ask(once)).statusCode, 200);
    try {
      for (const laterMs of [100_000, 290_000, 315_000, 319_000]) {
        clock.shiftMs = laterMs;
        assert.equal((await ask(await assertion())).statusCode, 200, 'the control, which also clears what is over');
        await assertInvalidClient(once, `${laterMs} ms later`);
      }
    } finally {
      clock.shiftMs = 0;
    }
  });

  it('attack 7: an assertion that lasts more than five minutes is refused', async () => {
    assert.equal((await ask(await assertion('ES384', { claims: { exp: seconds() + 300 } }))).statusCode, 200);
    await assertInvalidClient(await assertion('ES384', { claims: { exp: seconds() + 332 } }), 'past the skew');
    await assertInvalidClient(await assertion('ES384', { claims: { exp: seconds() + 3600 } }), 'an hour');
    await assertInvalidClient(await assertion('ES384', { claims: { exp: undefined } }), 'without exp');
  });

  it('iss, sub, aud and jti must be what they should be', async () => {
    const wrong: Record<string, unknown>[] = [
      { iss: 'feed-ES256' },
      { sub: 'feed-ES256' },
      { iss: 'nobody', sub: 'nobody' },
      { aud: publicUrl },
      { aud: 'https://other.example/oauth2/token' },
      { aud: [`${publicUrl}/oauth2/token`, 'https://other.example'] },
      { aud: undefined },
      { jti: undefined },
      { jti: '' },
      { jti: 'j'.repeat(300) },
      { iat: seconds() + 600 },
      { nbf: seconds() + 600 },
    ];
    for (const claims of wrong) await assertInvalidClient(await assertion('ES384', { claims }), JSON.stringify(claims));
  });

  it('attacks 1, 2 and 3: other algorithms, foreign keys, jku, jwk and strange kids are refused', async () => {
    const other = await generateKeyPair('ES384');
    await assertInvalidClient(await assertion('ES384', { key: other.privateKey }), 'foreign key');
    await assertInvalidClient(await assertion('PS256'), 'an algorithm that SMART does not name');
    for (const header of [
      { jku: 'https://attacker.example/keys' },
      { x5u: 'https://attacker.example/keys' },
      { jwk: await exportJWK(other.publicKey) },
      { kid: '../../etc/passwd' },
      { kid: 'k'.repeat(10_000) },
      { kid: undefined },
    ]) {
      await assertInvalidClient(await assertion('ES384', { header }), Object.keys(header).join());
    }
    const encode = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');
    const [, payload] = (await assertion()).split('.');
    await assertInvalidClient(`${encode({ alg: 'none', kid: 'key-ES384' })}.${payload}.`, 'none');
    await assertInvalidClient('not a token', 'no token');
    assert.equal(events.at(-1)?.kind, 'token-refused');
  });

  it('attack 12: no scope that is not registered, not for a person, and never wider', async () => {
    const jwks = { keys: [pairs.get('ES384')?.publicJwk ?? assert.fail()] };
    value(await signIn.registerClient({ ...registration('ES384'), jwks, scopes: ['system/Observation.rs'] }));
    const granted = async (scope: string) => (await ask(await assertion(), { scope })).json();
    assert.equal((await granted('system/*.cruds')).scope, 'system/Observation.rs');
    assert.equal((await granted('system/Observation.cruds user/*.cruds')).scope, 'system/Observation.rs');
    for (const scope of ['user/*.cruds', 'patient/*.rs', 'system/Patient.rs', 'openid', 'system/Observation.rs?x=y']) {
      assert.equal((await granted(scope)).error, 'invalid_scope', scope);
    }
    value(await signIn.registerClient({ ...registration('ES384'), jwks }));
  });

  it('a request that is not one gets the error of RFC 6749', async () => {
    const good = await assertion();
    assert.equal((await ask(good, { grant_type: 'password' })).json().error, 'unsupported_grant_type');
    assert.equal((await ask(good, { scope: '' })).json().error, 'invalid_request');
    assert.equal((await ask(good, { client_assertion_type: 'x' })).json().error, 'invalid_request');
    const json = await app.inject({ method: 'POST', url: '/oauth2/token', payload: { grant_type: 'x' } });
    assert.equal(json.statusCode, 400);
    const twice = await app.inject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'grant_type=client_credentials&grant_type=client_credentials',
    });
    assert.equal(twice.json().error, 'invalid_request');
    const large = await ask('x'.repeat(30_000));
    assert.equal(large.statusCode, 413);
  });

  it('keys published at a registered address are fetched once, again for a new kid, and never by redirect', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const jwk = { ...(pair.publicKey.export({ format: 'jwk' }) as JWK), kid: 'published' };
    let answers = 0;
    let redirects = false;
    const server = createServer((_request, response) => {
      answers += 1;
      if (redirects) return void response.writeHead(302, { location: `${publicUrl}/oauth2/jwks` }).end();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    try {
      value(await signIn.registerClient({ ...registration('ES384'), clientId: 'published', jwksUrl }));
      const signed = (kid: string) =>
        new SignJWT({ iss: 'published', sub: 'published', aud: `${publicUrl}/oauth2/token`, jti: randomUUID() })
          .setProtectedHeader({ alg: 'ES384', kid })
          .setExpirationTime(seconds() + 200)
          .sign(pair.privateKey);
      assert.equal((await ask(await signed('published'))).statusCode, 200);
      assert.equal((await ask(await signed('published'))).statusCode, 200);
      for (let index = 0; index < 5; index++) await assertInvalidClient(await signed(`new-${index}`), 'unknown kid');
      assert.equal(answers, 1, 'a flood of unknown kids does not make us ask');
      redirects = true;
      clock.shiftMs = 600_000;
      assert.equal((await ask(await signed('published'))).statusCode, 401);
      assert.equal(answers, 2);
    } finally {
      clock.shiftMs = 0;
      server.close();
    }
  });

  it('a real region has no demo clients, and no client with a plain http address or a private key', async () => {
    const real = newSignIn(false);
    const publicJwk = pairs.get('ES384')?.publicJwk ?? assert.fail();
    const refused = [
      { ...registration('x'), jwks: { keys: [publicJwk] }, isDemo: true },
      { ...registration('x'), jwksUrl: 'http://127.0.0.1:1/keys' },
      { ...registration('x'), jwksUrl: 'http://keys.example/keys' },
      { ...registration('x'), jwks: { keys: [{ ...publicJwk, d: 'AAAA' }] } },
      { ...registration('x'), jwks: { keys: [] } },
      { ...registration('x'), jwks: { keys: [publicJwk] }, scopes: ['user/*.cruds'] },
      { ...registration('x'), jwks: { keys: [publicJwk] }, scopes: [] },
      { ...registration('x'), clientId: 'a b', jwks: { keys: [publicJwk] } },
    ];
    for (const client of refused) {
      const outcome = await real.registerClient(client);
      assert.equal(outcome.ok ? 'accepted' : outcome.fault.code, 'SIGN-IN-015', JSON.stringify(client));
    }
    value(
      await signIn.registerClient({
        ...registration('ES256'),
        jwks: { keys: [publicJwk] },
        clientId: 'demo-x',
        isDemo: true,
      }),
    );
    const claims = { iss: 'demo-x', sub: 'demo-x' };
    assert.equal((await ask(await assertion('ES384', { claims }))).statusCode, 200, 'the control: in a demo region');
    const realApp = await newApp(real);
    assert.equal((await ask(await assertion('ES384', { claims }), {}, realApp)).statusCode, 401);
    await realApp.close();
  });

  it('the discovery documents advertise only what answers', async () => {
    for (const path of ['/.well-known/smart-configuration', '/fhir/.well-known/smart-configuration']) {
      const found = (await app.inject(path)).json();
      assert.equal(found.authorization_endpoint, undefined);
      assert.equal((await fetch(found.jwks_uri)).status, 200);
      assert.equal((await fetch(found.token_endpoint, { method: 'POST', body: new URLSearchParams() })).status, 400);
    }
    const jwks = (await app.inject('/oauth2/jwks')).json();
    assert.deepEqual(
      jwks.keys.map((key: JWK) => [key.kid, key.d]),
      [[keys.newest.kid, undefined]],
    );
  });
});
