/**
 * A region whose numbers and clock are given, so that two of them are equal but for what was filed in one of them only. Asked
 * without a socket; who asks is named by the token or the cookie, since what is compared is not the sign-in.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Bundle } from 'fhir/r4.js';
import { type Audit, createAudit } from '#audit';
import { openDirectory, type Source } from '#directory';
import type { Caller, PatientCaller } from '#disclosure';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createResourceExplainer } from '#fhir/profiles/explain-resource.ts';
import { loadPackages } from '#fhir/profiles/fhir-packages.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { createJobs } from '#jobs';
import { fault } from '#kernel/fault.ts';
import { type Compartment, numberAtTime, parseResourceId } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { createLiveStreams, createPages } from '#kit';
import { createPatientIndex } from '#patient-index';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { type Choice, createPrivacy, type Privacy } from '#privacy';
import { createRecord } from '#record';
import { openSigningKeys, type Session, type SigningKeys, type VerifiedToken } from '#sign-in';
import { createStore } from '#store';
import { createTerminology } from '#terminology';
import { patientApp } from '../../src/apps/patient/index.ts';
import { staffApp } from '../../src/apps/staff/index.ts';
import { fhirApi } from '../../src/interfaces/fhir-api/index.ts';
import { adaHerself, type CallerName, callerOfRole, callers, organisations, worldMs } from './callers.ts';

export const publicUrl = 'http://127.0.0.1:1';
const formToken = 'token-of-this-session';

export interface WorldRoute {
  readonly method: string;
  /** As it was registered: `/fhir/:type/:id`. */
  readonly url: string;
}

export interface World {
  readonly app: FastifyInstance;
  /** Every route of the API and of both apps, as they registered them. */
  readonly routes: readonly WorldRoute[];
  readonly database: TestDatabase;
  readonly audit: Audit;
  file(organisation: string, bundle: Bundle): Promise<string[]>;
  choose(choice: Choice): Promise<void>;
  /** The daughter may act for Ada from now on. */
  letDaughterAct(): Promise<void>;
  /** From here on the numbers that are given are the same in both worlds, whatever was filed before. */
  evenOut(): void;
  close(): Promise<void>;
}

function sessionOf(caller: Caller): Session | undefined {
  if (caller.kind === 'system') return undefined;
  const shared = { formToken, idleAtMs: worldMs + 900_000, endsAtMs: worldMs + 900_000, roleChoices: [] };
  return (
    caller.kind === 'staff'
      ? { kind: 'staff', personName: caller.name, caller, ...shared }
      : { kind: 'patient', personName: caller.name, caller, ...shared }
  ) as Session;
}

interface Guards {
  readonly audit: Audit;
  readonly privacy: Privacy;
}

export interface WorldOptions {
  /** `silent` where failing is what is asked for. */
  readonly logLevel?: 'error' | 'silent';
  /** Takes the place of decision and log: to measure what they cost, and for nothing else. */
  readonly instead?: (guards: Guards) => Guards;
}

async function buildRecord(database: TestDatabase, nextNumber: () => number, options: WorldOptions) {
  const clock = { now: () => worldMs };
  const log = createLog({ level: options.logLevel ?? 'error' });
  const definitions = loadFhirDefinitions();
  const directory = await openDirectory({ database, clock });
  const store = createStore({ database, clock });
  const patientIndex = createPatientIndex({ database, clock });
  const guards = {
    audit: createAudit({ database, clock, log }),
    privacy: createPrivacy({ database, directory, clock, nextNumber, relationshipTailDays: 90 }),
  };
  const { audit, privacy } = options.instead?.(guards) ?? guards;
  const validate = createResourceValidator(definitions);
  const terminology = createTerminology({ clock });
  const searchCatalogue = createSearchCatalogue(definitions);
  const record = createRecord({
    searchCatalogue,
    ...{ store, audit, privacy, patientIndex, directory, clock, nextNumber, validate, database, terminology },
    referenceWalk: createReferenceWalk(definitions),
    extract: createSearchValueExtractor(definitions),
    patientCompartment: createPatientCompartment(definitions),
  } as Parameters<typeof createRecord>[0]);
  return {
    clock,
    log,
    definitions,
    searchCatalogue,
    directory,
    audit,
    patientIndex,
    privacy,
    validate,
    terminology,
    record,
    database,
  };
}

type Modules = Awaited<ReturnType<typeof buildRecord>>;

/** The daughter acts for Ada: her number is known once Ada was filed. */
function callerNamed(name: string, ofAda: () => number | undefined): Caller | undefined {
  const caller = (callers[name as CallerName] as Caller | undefined) ?? callerOfRole(name);
  return name === 'daughter' ? ({ ...caller, onBehalfOf: ofAda() } as PatientCaller) : caller;
}

async function buildApp(modules: Modules, keys: SigningKeys, ofAda: () => number | undefined) {
  let requests = 0;
  const app = Fastify({
    forceCloseConnections: true,
    genReqId: () => `request-${String(++requests).padStart(9, '0')}`,
    routerOptions: { maxParamLength: 200 },
  });
  const routes: WorldRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  });
  const refused = failed(fault('refused', 'SIGN-IN-000', 'Not signed in.'));
  const signIn = {
    verifyAccessToken: async (token: string) => {
      const caller = callerNamed(token, ofAda);
      if (caller === undefined) return refused;
      const scopeContext = ({ system: 'system', staff: 'user', patient: 'patient' } as const)[caller.kind];
      const verified: VerifiedToken = {
        caller,
        scopes: [`${scopeContext}/*.cruds`],
        scopeContext,
        clientId: token,
        source: caller.kind === 'system' ? caller.organisation.toLowerCase() : `${token}-feed`,
        expiresAtMs: worldMs + 1,
      };
      return ok(verified);
    },
    findSession: async (kind: string, cookie: string | undefined) => {
      const caller = callerNamed(/as=(\w+)/.exec(cookie ?? '')?.[1] ?? '', ofAda);
      const session = caller?.kind === kind ? sessionOf(caller) : undefined;
      return session === undefined ? refused : ok(session);
    },
    checkForm: () => ok(true),
    findClient: async () => undefined,
    onSessionsEnded: () => () => undefined,
    issuers: () => [],
    signOut: async () => ok(undefined),
    returnAddress: () => '/my',
  };
  const jobs = createJobs({ database: modules.database, clock: modules.clock, log: modules.log });
  const hooks = { policy: { allowedHosts: [], allowsLoopback: false } };
  const { definitions, terminology } = modules;
  const packages = loadPackages([]);
  if (!packages.ok) throw new Error(packages.fault.code);
  const explain = createResourceExplainer({ definitions, packages: packages.value, isMember: terminology.isMember });
  const shared = { ...modules, explain, signIn, jobs, publicUrl, accessTokenKeys: keys, hooks } as never;
  const shown = {
    pages: createPages(),
    streams: createLiveStreams(app, 100),
    config: { isDemo: true, region: 'Twin' },
  };
  const pages = { ...modules, signIn, ...shown } as never;
  await app.register(async (scope) => fhirApi(scope, shared));
  await app.register(async (scope) => staffApp(scope, pages));
  await app.register(async (scope) => patientApp(scope, pages));
  return { app, routes };
}

async function registerAll({ directory, privacy }: Modules): Promise<Map<string, Source>> {
  const sources = new Map<string, Source>();
  for (const [code, name, kind] of organisations) {
    const organisation = code as OdsCode;
    await directory.registerOrganisation({ code: organisation, name, kind });
    await privacy.agreeToShare(code, 'TREAT', 0);
    sources.set(
      code,
      await directory.registerSource({ code: code.toLowerCase(), organisation, name, feed: 'fhir', delivery: 'live' }),
    );
  }
  return sources;
}

/** Relationships are known by the database's own clock, which runs on: for these worlds since ever. */
async function datedBack(database: TestDatabase): Promise<void> {
  await database.owner`update privacy.relationship set known_from_ms = 0`;
}

export async function buildWorld(keysDirectory: string, options: WorldOptions = {}): Promise<World> {
  const closers: (() => Promise<void>)[] = [];
  const database = await databaseForTests({ after: (callback) => closers.push(callback) }, { poolSize: 4 });
  const keys = await openSigningKeys(keysDirectory, 'access-token');
  if (!keys.ok) throw new Error(keys.fault.code);
  let last = numberAtTime(worldMs - 3_600_000);
  const modules = await buildRecord(database, () => (last += 7), options);
  const sources = await registerAll(modules);
  let compartmentOfAda: Compartment | undefined;
  let personOfAda: number | undefined;
  const { app, routes } = await buildApp(modules, keys.value, () => personOfAda);
  const herRequest = {
    requestId: 'setting-up',
    caller: adaHerself,
    purpose: 'PATRQT',
    route: 'SET UP',
    atMs: worldMs,
  } as const;
  return {
    app,
    routes,
    database,
    audit: modules.audit,
    async file(organisation, bundle) {
      const filed = await database.transaction((transaction) =>
        modules.record.contributeBundle(transaction, {
          source: sources.get(organisation)!,
          bundle: structuredClone(bundle),
          receivedAtMs: worldMs - 3_600_000,
        }),
      );
      if (!filed.ok) throw new Error(JSON.stringify(filed.fault));
      compartmentOfAda ??= filed.value.compartments[0];
      await datedBack(database);
      return filed.value.response.entry!.map((entry) =>
        entry.response!.location!.split('/_history')[0]!.replace(/^.*?([A-Z]\w+\/\w+)$/, '$1'),
      );
    },
    async choose(choice) {
      const made = await modules.record.makeChoice(herRequest, { choice, evidence: '' });
      if (!made.ok) throw new Error(made.fault.code);
    },
    async letDaughterAct() {
      const person = await modules.patientIndex.personOfCompartment(compartmentOfAda!);
      personOfAda = person!.person;
      const asked = await modules.privacy.proxies.request(callers.daughter, {
        person: person!.person,
        legalBasis: 'consent',
        classes: [1, 7, 8, 9, 12],
        organisation: 'ZXG01' as OdsCode,
        evidence: 'A letter',
      } as never);
      if (!asked.ok) throw new Error(asked.fault.code);
      const gpAsks = {
        requestId: 'approving',
        caller: callers.gp,
        purpose: 'TREAT',
        route: 'SET UP',
        atMs: worldMs,
      } as const;
      const step = { authority: asked.value.authority, step: 'approved', evidence: 'Seen' } as const;
      const decided = await database.transaction((transaction) =>
        modules.privacy.proxies.decide(transaction, gpAsks, person!, step),
      );
      if (!decided.ok) throw new Error(decided.fault.code);
    },
    evenOut() {
      last = numberAtTime(worldMs - 1_000);
    },
    async close() {
      await app.close();
      await modules.directory.close();
      for (const close of closers.reverse()) await close();
    },
  };
}

export function addressOf(id: string) {
  return parseResourceId(id.split('/').at(-1) ?? '')!;
}
