/** Opens what the outside reaches: the web server with its apps and APIs, and the HL7 v2 listener. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { auditFault } from '#audit';
import type { DemoRegion } from '#demo';
import { createDemoIdentityProvider } from '#identity-provider';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { createPages, newCspNonce, pageHeaders, registerAssets } from '#kit';
import { createRateLimit, createTurns, type Turns } from '#platform';
import { openSigningKeys } from '#sign-in';
import { createFront } from './apps/front/index.ts';
import { demoAccounts } from './demo-accounts.ts';
import { regionFault } from './faults.ts';
import { fhirApi } from './interfaces/fhir-api/index.ts';
import { logRoutes } from './interfaces/log/index.ts';
import { createMllpListener, fileMessages } from './interfaces/mllp/index.ts';
import { operatorRoutes } from './interfaces/operator/index.ts';
import { createHttpServer, registerPlaces } from './interfaces/web/index.ts';
import { measureRegion } from './measure-region.ts';
import type { Region } from './region.ts';
import { registerForPeople } from './register-for-people.ts';

export interface ListenerOptions {
  readonly region: Region;
  readonly demo: DemoRegion | undefined;
  readonly httpPort: number;
  readonly isLoading: () => boolean;
}

export interface Listeners {
  readonly mllpPort: number;
  close(): Promise<void>;
}

function notReady(options: ListenerOptions) {
  return async (): Promise<string | undefined> => {
    if (options.isLoading()) return 'the demo region is being filed';
    const { database, audit, watch } = options.region;
    const commits = watch.commitFault();
    if (commits !== undefined) return commits.message;
    const answered = await database.ping();
    if (!answered.ok) return answered.fault.message;
    // Then no record opens, here or for anybody who is sent here.
    return (await audit.isTaking()) ? undefined : auditFault('AUDIT-001').message;
  };
}

async function registerDemoIdentity(
  app: FastifyInstance,
  region: Region,
  demo: DemoRegion,
  renderPlain: (title: string, body: string, nonce: string) => string,
): Promise<Outcome<true>> {
  const keys = await openSigningKeys(region.config.keysDirectory, 'demo-identity');
  if (!keys.ok) return keys;
  const provider = createDemoIdentityProvider({
    isDemoRegion: region.config.isDemo,
    publicUrl: region.publicUrl,
    accounts: demoAccounts(demo),
    signingKeys: [{ ...keys.value.newest.privateJwk, kid: keys.value.newest.kid }],
    clientKeys: [region.signInClientKeys.newest.publicJwk],
    renderPage: (title, body) => {
      const nonce = newCspNonce();
      return { html: renderPlain(title, body, nonce), headers: pageHeaders(nonce) };
    },
  });
  await provider.register(app);
  return ok(true);
}

function limitsOf({ config, clock }: Region) {
  return {
    signIns: createRateLimit({ perHour: config.signInsAnHour, clock }),
    refusals: createRateLimit({ perHour: config.refusalsAnHour, clock }),
  };
}

function pageOf(render: (view: { heading: string; text: string }, nonce: string) => string) {
  return (view: { heading: string; text: string }) => {
    const nonce = newCspNonce();
    return { html: render(view, nonce), headers: pageHeaders(nonce) };
  };
}

function turnsOf({ config, metrics }: Region): Turns {
  const turnedAway = metrics.counter({
    name: 'goldthread_requests_turned_away_total',
    help: 'Requests that were told to come later, by whose limit was met: that of one caller, or that of all together.',
    labels: ['limit'],
  });
  for (const limit of ['caller', 'region'] as const) turnedAway.add({ limit }, 0);
  return createTurns({
    atOnce: config.requestsAtOnce,
    inAll: config.workAtOnce,
    onTurnedAway: (limit) => turnedAway.add({ limit }),
  });
}

async function createWeb(options: ListenerOptions, turns: Turns): Promise<Outcome<FastifyInstance>> {
  const { region, demo } = options;
  const { config, signIn } = region;
  const pages = createPages();
  const front = createFront({
    pages,
    isDemo: config.isDemo,
    regionName: `${config.region} shared care record`,
    clock: region.clock,
  });
  const renderPage = pageOf(front.renderMessage);
  const app = createHttpServer({
    log: region.log,
    metrics: region.metrics,
    tls: config.tls,
    notReady: notReady(options),
    crossOrigin: { isOrigin: signIn.apps.isOrigin, clock: region.clock },
    limits: { ...limitsOf(region), renderPage },
    ...(config.trustedProxies === undefined ? {} : { trustedProxies: config.trustedProxies }),
    ...(config.metricsFrom === undefined ? {} : { metricsFrom: config.metricsFrom }),
  });
  await registerAssets(app);
  const takePlaces = (scope: FastifyInstance): void => registerPlaces(scope, turns, renderPage);
  await registerForPeople(app, region, { pages, front, turns, takePlaces });
  await app.register(async (scope) => operatorRoutes(scope, region));
  const { publication } = region.audit;
  if (publication !== undefined)
    await app.register(async (scope) => {
      takePlaces(scope);
      await logRoutes(scope, { publication });
    });
  await app.register(async (scope) =>
    fhirApi(scope, { ...region, turns, isConditionalDeleteAllowed: config.conditionalDelete }),
  );
  if (demo !== undefined) {
    const mounted = await registerDemoIdentity(app, region, demo, front.renderPlain);
    if (!mounted.ok) return mounted;
  }
  return ok(app);
}

/** Mutual when an authority is named: a sender then proves itself by a certificate. */
function mllpTls({ tls }: Region['config']) {
  if (tls === undefined) return {};
  const ca = tls.mllpAuthorityPath === undefined ? {} : { ca: readFileSync(tls.mllpAuthorityPath) };
  return { tls: { cert: readFileSync(tls.certificatePath), key: readFileSync(tls.keyPath), ...ca } };
}

/** Faults: START-001 and MLLP-001 name a port that is taken; those of the demo's keys come back too. */
export async function openListeners(options: ListenerOptions): Promise<Outcome<Listeners>> {
  const { region } = options;
  const { config } = region;
  const turns = turnsOf(region);
  measureRegion({ ...region, turns });
  const web = await createWeb(options, turns);
  if (!web.ok) return web;
  const app = web.value;
  try {
    await app.listen({ host: config.httpHost, port: options.httpPort });
  } catch (error) {
    await app.close();
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return failed(
      regionFault('START-001', [
        { place: 'GOLDTHREAD_HTTP_PORT', rule: `${config.httpHost}:${options.httpPort} must be free (${reason})` },
      ]),
    );
  }
  const mllp = await createMllpListener({
    host: config.mllpHost,
    port: config.mllpPort,
    ...mllpTls(config),
    ...fileMessages(region),
  });
  if (!mllp.ok) {
    await app.close();
    return mllp;
  }
  return ok({
    mllpPort: mllp.value.port,
    close: async () => {
      await mllp.value.close();
      await app.close();
    },
  });
}
