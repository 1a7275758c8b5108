/** Attacks on client assertions: RFC 7523; design/safety.md attacks 1, 2, 3, 6, 7 and 12. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import { openTokenEndpoint, registration, value } from './testing/token-endpoint.ts';

const endpoint = await openTokenEndpoint();
after(endpoint.close);
const { ask, assertInvalidClient, assertion, clock, events, newApp, newSignIn, pairOf, publicUrl, seconds, signIn } =
  endpoint;

describe('attacks on client assertions', () => {
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
    const jwks = { keys: [pairOf('ES384').publicJwk] };
    value(await signIn.registerClient({ ...registration('ES384'), jwks, scopes: ['system/Observation.rs'] }));
    const granted = async (scope: string) => (await ask(await assertion(), { scope })).json();
    assert.equal((await granted('system/*.cruds')).scope, 'system/Observation.rs');
    assert.equal((await granted('system/Observation.cruds user/*.cruds')).scope, 'system/Observation.rs');
    for (const scope of ['user/*.cruds', 'patient/*.rs', 'system/Patient.rs', 'openid', 'system/Observation.rs?x=y']) {
      assert.equal((await granted(scope)).error, 'invalid_scope', scope);
    }
    // RFC 6749, 3.3: who names none gets what it is registered for; an empty one is an error.
    const silent = await ask(await assertion(), undefined, undefined, ['scope']);
    assert.equal(silent.json().scope, 'system/Observation.rs');
    assert.equal((await granted('')).error, 'invalid_request');
    value(await signIn.registerClient({ ...registration('ES384'), jwks }));
  });
});
