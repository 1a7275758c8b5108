/** The token endpoint on a real database and a real socket, with one client per algorithm. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { OdsCode } from '#kernel/ods-code.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, databaseForTests } from '#platform';
import { createSignIn, openSigningKeys, type SignIn, type SignInEvent } from '#sign-in';
import { oauthRoutes } from '../index.ts';

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return outcome.value;
}

export const registration = (algorithm: string) => ({
  clientId: `feed-${algorithm}`,
  organisation: 'ZXT01' as OdsCode,
  organisationName: 'Tarn Hospitals',
  scopes: ['system/*.cruds'],
  isDemo: false,
});

interface Change {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

export type TokenEndpoint = Awaited<ReturnType<typeof openTokenEndpoint>>;

export async function openTokenEndpoint() {
  const closers: (() => Promise<void>)[] = [];
  const clock = { shiftMs: 0, now: () => Date.now() + clock.shiftMs };
  const events: SignInEvent[] = [];
  const pairs = new Map<string, { privateKey: CryptoKey; publicJwk: JWK }>();
  const folders = [join(import.meta.dirname, '../../../sign-in/migrations')];
  const database = await databaseForTests({ after: (close) => closers.unshift(close) }, { folders });
  const keysDirectory = await mkdtemp(join(tmpdir(), 'goldthread-keys-'));
  closers.push(() => rm(keysDirectory, { recursive: true, force: true }));
  const keys = value(await openSigningKeys(keysDirectory, 'access-token'));
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;

  const newSignIn = (isDemoRegion = true, from: Pick<Database, 'sql' | 'transaction'> = database): SignIn =>
    createSignIn({
      database: from,
      clock,
      settings: { isDemoRegion, publicUrl, staffIssuers: [] },
      accessTokenKeys: keys,
      recordSignIn: async (event) => {
        events.push(event);
        return ok(true);
      },
    });
  const newApp = async (from: SignIn): Promise<FastifyInstance> => {
    const made = Fastify({ forceCloseConnections: true });
    await made.register((scope) => oauthRoutes(scope, { signIn: from, publicUrl }));
    return made;
  };
  const signIn = newSignIn();
  for (const algorithm of ['ES256', 'ES384', 'RS384', 'PS256']) {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const publicJwk = { ...(await exportJWK(publicKey)), kid: `key-${algorithm}`, alg: algorithm };
    pairs.set(algorithm, { privateKey, publicJwk });
    value(await signIn.registerClient({ ...registration(algorithm), jwks: { keys: [publicJwk] } }));
  }
  const app = await newApp(signIn);
  closers.unshift(async () => app.close());
  await app.listen({ host: '127.0.0.1', port });

  const seconds = (): number => Math.floor(clock.now() / 1000);
  const pairOf = (algorithm: string) => pairs.get(algorithm) ?? assert.fail(algorithm);
  const assertion = (algorithm = 'ES384', change: Change = {}): Promise<string> => {
    const clientId = `feed-${algorithm}`;
    const good = { iss: clientId, sub: clientId, aud: `${publicUrl}/oauth2/token`, jti: randomUUID() };
    return new SignJWT({ ...good, exp: seconds() + 240, ...change.claims })
      .setProtectedHeader({ alg: algorithm, kid: `key-${algorithm}`, typ: 'JWT', ...change.header } as never)
      .sign(change.key ?? pairOf(algorithm).privateKey);
  };
  const ask = async (
    clientAssertion: string,
    change: Record<string, string> = {},
    to: FastifyInstance = app,
    leftOut: readonly string[] = [],
  ) => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/Observation.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: clientAssertion,
      ...change,
    });
    for (const name of leftOut) form.delete(name);
    return to.inject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: form.toString(),
    });
  };
  const assertInvalidClient = async (clientAssertion: string, why: string): Promise<void> => {
    const answer = await ask(clientAssertion);
    assert.equal(answer.statusCode, 401, why);
    assert.equal(answer.json().error, 'invalid_client', why);
  };
  const close = async (): Promise<void> => {
    for (const closeOne of closers) await closeOne();
  };
  return {
    ...{ publicUrl, keys, signIn, newSignIn, app, newApp, events, clock },
    ...{ pairOf, assertion, ask, assertInvalidClient, seconds, close },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
