/** The token endpoint: SMART Backend Services 2.2, RFC 6749 and the discovery documents. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { type JWK, SignJWT } from 'jose';
import * as openid from 'openid-client';
import { createLog, openDatabase } from '#platform';
import { openTokenEndpoint, registration, value } from './testing/token-endpoint.ts';

const endpoint = await openTokenEndpoint();
after(endpoint.close);
const {
  app,
  ask,
  assertInvalidClient,
  assertion,
  clock,
  events,
  keys,
  newApp,
  newSignIn,
  pairOf,
  publicUrl,
  seconds,
  signIn,
} = endpoint;

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

  it('serves openid-client, a client library that is not ours, told the audience that SMART asks for', async () => {
    const metadata = { issuer: publicUrl, token_endpoint: `${publicUrl}/oauth2/token` };
    const key = pairOf('ES384');
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

  it('a database that is lost is 503 in the words of OAuth, to be asked again, for tokens, their state and their end', async () => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/none';
    const lost = openDatabase({ ownerUrl: nowhere, poolSize: 1, log: createLog({ level: 'silent' }) });
    const without = await newApp(newSignIn(true, lost));
    const payload = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/Observation.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(),
      token: 'any',
    });
    for (const url of ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke']) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await without.inject({ method: 'POST', url, headers, payload: payload.toString() });
      assert.deepEqual([answer.statusCode, answer.json().error], [503, 'temporarily_unavailable'], url);
      assert.deepEqual([answer.headers['retry-after'], answer.headers['cache-control']], ['5', 'no-store'], url);
    }
    await without.close();
    await lost.close();
  });

  it('keys published at a registered address are fetched once, again for a new kid, and never by redirect', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const jwk = { ...(pair.publicKey.export({ format: 'jwk' }) as JWK), kid: 'published' };
    let answers = 0;
    let redirects = false;
    const server = createServer((request, response) => {
      if (request.url === '/keys') answers += 1;
      // The keys would be the right ones, so that only the redirect can be why they are not taken.
      if (redirects && request.url === '/keys') return void response.writeHead(302, { location: '/elsewhere' }).end();
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
    const publicJwk = pairOf('ES384').publicJwk;
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

  it('the discovery documents name endpoints for clients that answer; those of apps are tested with their pages', async () => {
    for (const path of ['/.well-known/smart-configuration', '/fhir/.well-known/smart-configuration']) {
      const found = (await app.inject(path)).json();
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
