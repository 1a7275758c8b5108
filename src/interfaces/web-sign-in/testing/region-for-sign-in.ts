/** A region that can do nothing but sign people in: everything in it is real, only the pages are bare. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import type { PersonNumber } from '#disclosure';
import { createDemoIdentityProvider, type DemoAccount, type DemoIdentityProvider } from '#identity-provider';
import { fault } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { TestDatabase } from '#platform';
import type { SharedRecord } from '#record';
import {
  createSignIn,
  demoIssuers,
  openSigningKeys,
  type SignIn,
  type SignInDeps,
  type SignInEvent,
  type SignInSettings,
  type SigningKeys,
} from '#sign-in';
import { type ConsentPages, oauthRoutes } from '../../oauth/index.ts';
import { webSignInRoutes } from '../index.ts';

export interface RegionForSignIn {
  readonly publicUrl: string;
  readonly signIn: SignIn;
  readonly app: FastifyInstance;
  readonly events: SignInEvent[];
  /** Every route, as it was registered. */
  readonly routes: readonly string[];
  readonly identity: DemoIdentityProvider;
  /** With which the demo issuer signs. */
  readonly identityKeys: SigningKeys;
  readonly accessTokenKeys: SigningKeys;
  readonly clock: { nowMs: number };
  readonly keysDirectory: string;
  readonly database: TestDatabase;
  /** The log takes nothing while the work lasts. */
  withoutLog<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const accounts: readonly DemoAccount[] = [
  {
    name: 'gp',
    kind: 'staff',
    personName: 'Nisha Patel',
    organisations: [
      { code: 'ZXG01', name: 'Alder Practice', roles: [{ code: 'R0260', name: 'General Medical Practitioner' }] },
    ],
  },
  {
    name: 'two-roles',
    kind: 'staff',
    personName: 'Owen <b>Reed</b>',
    organisations: [
      { code: 'ZXG01', name: 'Alder Practice', roles: [{ code: 'R0260', name: 'General Medical Practitioner' }] },
      { code: 'ZXT01', name: 'Tarn Hospitals', roles: [{ code: 'R0001', name: 'Privacy Officer' }] },
    ],
  },
  { name: 'no-role', kind: 'staff', personName: 'Nobody Yet', organisations: [] },
  { name: 'patient', kind: 'patient', personName: 'Ada Finch', nhsNumber: '9990000018', birthDate: '1950-03-04' },
  {
    name: 'patient-p5',
    kind: 'patient',
    personName: 'Ben Low',
    nhsNumber: '9990000026',
    birthDate: '1980-01-01',
    identityProofing: 'P5',
  },
];

/** The Patient resource of whoever asks for their own: the record itself has its own tests. */
export const ownPatient = { id: '0000000000001abc', person: 41 as PersonNumber };

const systemTime = { now: () => Date.now() };

/** Knows Ada Finch and nobody else. */
const launchRecord: { findForLaunch: SharedRecord['findForLaunch'] } = {
  findForLaunch: async (_request, { nhsNumber, birthDate, familyName }) =>
    nhsNumber === '9990000018' && birthDate === '1950-03-04' && familyName === 'Finch'
      ? ok('adas-record')
      : failed(fault('not-found', 'RECORD-002', 'Not known.')),
};

/** The consent screen bare: its fields, and no more. */
const pages: ConsentPages = {
  renderConsent: ({ appName, items, parameters, formToken, lasts, isAboutOne }) =>
    [
      `<!doctype html><title>consent</title><p>${appName} ${lasts} ${isAboutOne}`,
      ...parameters.map(([name, text]) => `<input name="${name}" value="${text.replaceAll('"', '&quot;')}">`),
      ...items.map(({ key }) => `<input type="checkbox" name="allow" value="${key}">`),
      `<input name="formToken" value="${formToken}">`,
    ].join('\n'),
  renderAppProblem: () => '<!doctype html><title>app-problem</title>',
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return outcome.value;
}

/** `before` is a region that was stopped: this is then its second start. The clock runs with the machine's, shifted by what a test sets: the issuer keeps the machine's time. */
export async function regionForSignIn(
  database: TestDatabase,
  change: (settings: SignInSettings) => SignInSettings = (settings) => settings,
  before?: RegionForSignIn,
  recordSignIn: SignInDeps['recordSignIn'] = async () => ok(true),
): Promise<RegionForSignIn> {
  const keysDirectory = before?.keysDirectory ?? (await mkdtemp(join(tmpdir(), 'goldthread-keys-')));
  const publicUrl = before?.publicUrl ?? `http://127.0.0.1:${await freePort()}`;
  const clientKeys = value(await openSigningKeys(keysDirectory, 'issuer-client'));
  const identityKeys = value(await openSigningKeys(keysDirectory, 'demo-identity'));
  const accessTokenKeys = value(await openSigningKeys(keysDirectory, 'access-token'));
  const issuers = demoIssuers(publicUrl, clientKeys);
  const events: SignInEvent[] = [];
  const clock = { nowMs: 0 };
  let logFails = false;
  const withoutLog = async <T>(work: () => Promise<T>): Promise<T> => {
    logFails = true;
    try {
      return await work();
    } finally {
      logFails = false;
    }
  };
  const settings = { isDemoRegion: true, publicUrl, staffIssuers: [issuers.staff], patientIssuer: issuers.patient };
  const signIn = createSignIn({
    database,
    clock: { now: () => Date.now() + clock.nowMs },
    settings: change(settings),
    accessTokenKeys,
    recordSignIn: async (event, within) => {
      events.push(event);
      return logFails
        ? failed(fault('unavailable', 'AUDIT-001', 'The log does not take it.'))
        : recordSignIn(event, within);
    },
  });
  const app = Fastify({ forceCloseConnections: true });
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
  });
  const provider = createDemoIdentityProvider({
    isDemoRegion: true,
    publicUrl,
    accounts,
    signingKeys: [...identityKeys.byKid.values()].map((key) => ({ ...key.privateJwk, kid: key.kid })),
    clientKeys: [...clientKeys.byKid.values()].map((key) => key.publicJwk),
    renderPage: (title, body) => ({ html: `<!doctype html><title>${title}</title>${body}`, headers: {} }),
  });
  await provider.register(app);
  const render = (page: string, view: unknown): string => `<!doctype html><title>${page}</title>${formOf(view)}`;
  await app.register((scope) =>
    webSignInRoutes(scope, { signIn, publicUrl, render, record: launchRecord, clock: systemTime }),
  );
  const consent = { record: { ownPatient: async () => ok(ownPatient) }, clock: systemTime, pages };
  await app.register((scope) => oauthRoutes(scope, { signIn, publicUrl, consent }));
  app.get('/staff', async (request, reply) => answerWho(signIn, 'staff', request.headers.cookie, reply));
  app.get('/my', async (request, reply) => answerWho(signIn, 'patient', request.headers.cookie, reply));
  await app.listen({ host: '127.0.0.1', port: Number(new URL(publicUrl).port) });
  const close = async (): Promise<void> => {
    await app.close();
    await rm(keysDirectory, { recursive: true, force: true });
  };
  return {
    withoutLog,
    publicUrl,
    signIn,
    app,
    routes,
    identity: provider,
    identityKeys,
    events,
    accessTokenKeys,
    clock,
    keysDirectory,
    database,
    close,
  };
}

/** The view as hidden fields, so that a test can read it. */
function formOf(view: unknown): string {
  return Object.entries(view as Record<string, unknown>)
    .map(([name, field]) => `<input name="${name}" value="${typeof field === 'string' ? field : ''}">`)
    .join('');
}

async function answerWho(
  signIn: SignIn,
  kind: 'staff' | 'patient',
  cookieHeader: string | undefined,
  reply: { code(status: number): { send(body: unknown): unknown } },
): Promise<unknown> {
  const session = await signIn.findSession(kind, cookieHeader);
  return session.ok ? reply.code(200).send(session.value.caller ?? null) : reply.code(401).send(session.fault);
}
