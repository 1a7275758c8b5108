/** A region with the FHIR API, its sign-in and everything below it, real; for tests over a real socket. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { exportJWK, generateKeyPair } from 'jose';
import { createAudit } from '#audit';
import { openDirectory } from '#directory';
import type { PatientCaller, StaffCaller } from '#disclosure';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createResourceExplainer, holdClaims } from '#fhir/profiles/explain-resource.ts';
import { packagesOf } from '#fhir/profiles/fhir-packages.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import { exampleProfiles } from '#fhir/testing/example-profiles-table.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { createJobs } from '#jobs';
import { systemClock } from '#kernel/clock.ts';
import { numberSource } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { createPatientIndex } from '#patient-index';
import { createLog, databaseForTests, type RateLimit, type TestDatabase } from '#platform';
import { createPrivacy } from '#privacy';
import { createRecord } from '#record';
import { createSignIn, mintDemoToken, openSigningKeys } from '#sign-in';
import { createStore } from '#store';
import { createTerminology, type Terminology } from '#terminology';
import { oauthRoutes } from '../../oauth/index.ts';
import { type FhirApiDependencies, fhirApi } from '../index.ts';

export interface RegionForApi {
  readonly publicUrl: string;
  readonly base: string;
  readonly database: TestDatabase;
  readonly terminology: Terminology;
  /**
   * A token of a client: `practice` (ZXG01), `second` (ZXG01, another feed), `hospital` (ZXT01), `feedless`, and
   * `administrator`, whose registration names SearchParameter.
   */
  clientToken(client: string, scopes?: readonly string[]): Promise<string>;
  staffToken(change?: Partial<StaffCaller>): Promise<string>;
  patientToken(nhsNumber: string, birthDate: string, scopes?: readonly string[]): Promise<string>;
  /** The private key of every client. */
  readonly clientKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly clientKeyId: string;
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.message}`);
  return outcome.value;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const organisations = [
  { code: 'ZXG01' as OdsCode, name: 'Alder Practice', kind: 'gp-practice' },
  { code: 'ZXT01' as OdsCode, name: 'Tarn Hospitals', kind: 'acute-trust' },
  { code: 'ZXN01' as OdsCode, name: 'No Feed Charity', kind: 'charity' },
] as const;

const sources = [
  { code: 'practice-feed', organisation: 'ZXG01' as OdsCode, feed: 'fhir' },
  { code: 'second-feed', organisation: 'ZXG01' as OdsCode, feed: 'fhir' },
  { code: 'hospital-feed', organisation: 'ZXT01' as OdsCode, feed: 'fhir' },
] as const;

const clients = [
  {
    clientId: 'practice',
    organisation: 'ZXG01' as OdsCode,
    organisationName: 'Alder Practice',
    source: 'practice-feed',
  },
  { clientId: 'second', organisation: 'ZXG01' as OdsCode, organisationName: 'Alder Practice', source: 'second-feed' },
  {
    clientId: 'hospital',
    organisation: 'ZXT01' as OdsCode,
    organisationName: 'Tarn Hospitals',
    source: 'hospital-feed',
  },
  { clientId: 'feedless', organisation: 'ZXN01' as OdsCode, organisationName: 'No Feed Charity' },
  { clientId: 'administrator', organisation: 'ZXN01' as OdsCode, organisationName: 'No Feed Charity' },
] as const;

interface Finishing {
  after(callback: () => Promise<void>): void;
}

async function buildModules(
  database: TestDatabase,
  publicUrl: string,
  {
    keysDirectory,
    fruitlessSearches,
  }: { readonly keysDirectory: string; readonly fruitlessSearches?: RateLimit | undefined },
) {
  const log = createLog({ level: 'error' });
  const clock = systemClock;
  const nextNumber = numberSource(clock);
  const definitions = loadFhirDefinitions();
  const directory = await openDirectory({ database, clock });
  const audit = createAudit({ database, clock, log });
  const store = createStore({ database, clock });
  const patientIndex = createPatientIndex({ database, clock });
  const privacy = createPrivacy({ database, directory, clock, nextNumber, relationshipTailDays: 90 });
  const accessTokenKeys = value(await openSigningKeys(keysDirectory, 'access-token'));
  const settings = { isDemoRegion: true, publicUrl, staffIssuers: [] };
  const signIn = createSignIn({ database, clock, settings, accessTokenKeys, recordSignIn: async () => ok(true) });
  const packages = packagesOf(exampleProfiles);
  const validate = holdClaims(createResourceValidator(definitions), definitions, packages);
  const referenceWalk = createReferenceWalk(definitions);
  const terminology = createTerminology({ clock, database });
  const searchCatalogue = createSearchCatalogue(definitions);
  const record = createRecord({
    database,
    searchCatalogue,
    ...{ terminology, store, audit, privacy, patientIndex, directory, referenceWalk, clock, nextNumber, validate },
    extract: createSearchValueExtractor(definitions),
    patientCompartment: createPatientCompartment(definitions),
    ...(fruitlessSearches === undefined ? {} : { fruitlessSearches }),
  });
  return {
    log,
    clock,
    definitions,
    searchCatalogue,
    directory,
    jobs: createJobs({ database, clock, log }),
    audit,
    privacy,
    accessTokenKeys,
    signIn,
    explain: createResourceExplainer({ definitions, packages, isMember: terminology.isMember }),
    record,
    terminology,
    database,
    publicUrl,
  };
}

/** Listens on a free port; all is gone when `t` is over. */
export async function regionForApi(
  t: Finishing,
  options: Pick<FhirApiDependencies, 'isVersionRequired' | 'isConditionalDeleteAllowed' | 'hooks' | 'turns'> & {
    readonly onStatement?: (text: string) => void;
    readonly fruitlessSearches?: RateLimit;
    readonly poolSize?: number;
  } = {},
): Promise<RegionForApi> {
  const { onStatement, poolSize = 10 } = options;
  const database = await databaseForTests(t, { poolSize, ...(onStatement === undefined ? {} : { onStatement }) });
  const keysDirectory = await mkdtemp(join(tmpdir(), 'goldthread-keys-'));
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const modules = await buildModules(database, publicUrl, {
    keysDirectory,
    fruitlessSearches: options.fruitlessSearches,
  });
  const { directory, privacy, signIn } = modules;
  for (const organisation of organisations) {
    await directory.registerOrganisation(organisation);
    await privacy.agreeToShare(organisation.code, 'TREAT', 0);
  }
  for (const source of sources) await directory.registerSource({ ...source, name: source.code, delivery: 'live' });
  const clientKeyId = 'test-key';
  const pair = await generateKeyPair('ES384', { extractable: true });
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: clientKeyId, alg: 'ES384' };
  for (const client of clients)
    value(
      await signIn.registerClient({
        ...client,
        jwks: { keys: [publicJwk] },
        scopes: ['system/*.cruds', ...(client.clientId === 'administrator' ? ['system/SearchParameter.cruds'] : [])],
        isDemo: true,
      }),
    );
  const app = Fastify({ forceCloseConnections: true, genReqId: () => crypto.randomUUID() });
  await app.register(async (scope) => oauthRoutes(scope, { signIn, publicUrl }));
  await app.register(async (scope) => fhirApi(scope, { ...modules, ...options }));
  await app.listen({ host: '127.0.0.1', port: Number(new URL(publicUrl).port) });
  modules.jobs.start();
  t.after(async () => {
    await modules.jobs.stop();
    await app.close();
    await directory.close();
    await rm(keysDirectory, { recursive: true, force: true });
  });
  const keys = { keys: modules.accessTokenKeys, publicUrl, clock: systemClock, isDemoRegion: true };
  const staff: StaffCaller = {
    kind: 'staff',
    staffId: 'gp-1',
    issuer: `${publicUrl}/demo-identity`,
    name: 'Nisha Patel',
    roleCode: 'R0260',
    roleName: 'General Medical Practitioner',
    organisation: 'ZXG01' as OdsCode,
    organisationName: 'Alder Practice',
    authenticatedAtMs: Date.now(),
  };
  const patient = (nhsNumber: string, birthDate: string): PatientCaller => ({
    kind: 'patient',
    subject: `patient-${nhsNumber}`,
    issuer: `${publicUrl}/demo-identity`,
    name: 'Ada Finch',
    nhsNumber: nhsNumber as NhsNumber,
    birthDate,
    identityProofing: 'P9',
    authenticatedAtMs: Date.now(),
  });
  return {
    publicUrl,
    base: `${publicUrl}/fhir`,
    database,
    terminology: modules.terminology,
    clientKey: pair.privateKey,
    clientKeyId,
    clientToken: async (client, scopes) =>
      value(await mintDemoToken(keys, { client, ...(scopes === undefined ? {} : { scopes }) })),
    staffToken: async (change = {}) => value(await mintDemoToken(keys, { caller: { ...staff, ...change } })),
    patientToken: async (nhsNumber, birthDate, scopes) =>
      value(
        await mintDemoToken(keys, {
          caller: patient(nhsNumber, birthDate),
          ...(scopes === undefined ? {} : { scopes }),
        }),
      ),
  };
}
