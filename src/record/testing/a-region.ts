/** A region's record over a real database, for tests: one practice, one hospital, one walk-in centre, one home-care provider. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, openLogProofs } from '#audit';
import { type Directory, type OrganisationKind, openDirectory, type Source } from '#directory';
import type { Caller, PatientCaller, RequestContext, StaffCaller, SystemCaller } from '#disclosure';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { systemClock } from '#kernel/clock.ts';
import { numberSource } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { createPatientIndex } from '#patient-index';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { createPrivacy, type Privacy } from '#privacy';
import { createStore } from '#store';
import { createRecord } from '../index.ts';

interface Finishing {
  after(callback: () => Promise<void>): void;
}

const organisations: readonly (readonly [string, string, OrganisationKind])[] = [
  ['ZX11', 'Alderfen Surgery', 'gp-practice'],
  ['ZX31', 'Millgate Walk-in Centre', 'urgent-treatment-centre'],
  ['ZX41', 'Tarnholt Hospitals', 'acute-trust'],
  ['ZX51', 'Brightdoor Home Care', 'home-care'],
  ['ZX72', 'Brightmart Pharmacy', 'pharmacy'],
];

async function registerAll(directory: Directory, agree: (code: string) => Promise<void>): Promise<Map<string, Source>> {
  const sources = new Map<string, Source>();
  for (const [code, name, kind] of organisations) {
    await directory.registerOrganisation({ code: code as OdsCode, name, kind });
    await agree(code);
    const source = await directory.registerSource({
      code: code.toLowerCase(),
      organisation: code as OdsCode,
      name,
      feed: 'fhir',
      delivery: 'live',
    });
    sources.set(code, source);
  }
  return sources;
}

let requestCount = 0;

export function aRequest<C extends Caller>(caller: C, route = 'GET /test'): RequestContext & { readonly caller: C } {
  const purpose = caller.kind === 'patient' ? 'PATRQT' : caller.kind === 'system' ? 'SYSDEV' : 'TREAT';
  return { requestId: `request-${++requestCount}`, caller, purpose, route, atMs: systemClock.now() };
}

export function aMemberOfStaff(roleCode: string, organisation: string, name = 'Somebody'): StaffCaller {
  return {
    kind: 'staff',
    staffId: `${roleCode}-${organisation}`,
    issuer: 'https://issuer.example',
    name,
    roleCode,
    roleName: roleCode,
    organisation: organisation as OdsCode,
    organisationName: organisations.find(([code]) => code === organisation)?.[1] ?? organisation,
    authenticatedAtMs: systemClock.now(),
  };
}

export function aPatientCaller(
  nhsNumber: string,
  birthDate: string,
  identityProofing: 'P5' | 'P9' = 'P9',
): PatientCaller {
  return {
    kind: 'patient',
    subject: nhsNumber,
    issuer: 'https://issuer.example',
    name: 'A patient',
    nhsNumber: nhsNumber as NhsNumber,
    birthDate,
    identityProofing,
    authenticatedAtMs: systemClock.now(),
  };
}

export function aSystem(organisation: string): SystemCaller {
  return {
    kind: 'system',
    clientId: 'a-client',
    organisation: organisation as OdsCode,
    organisationName: organisation,
    scopes: ['system/*.cruds'],
  };
}

export interface TestRegionOptions {
  /** How strongly whose issuer must have authenticated them for the gravest acts. */
  readonly demandedSignInOf?: Privacy['demandedSignInOf'];
  /** Hears each statement, in the order in which they are sent. */
  readonly onStatement?: (text: string) => void;
}

export async function aRegion(t: Finishing, { onStatement, ...options }: TestRegionOptions = {}) {
  const database: TestDatabase = await databaseForTests(t, onStatement === undefined ? {} : { onStatement });
  const clock = systemClock;
  const directory = await openDirectory({ database, clock });
  const nextNumber = numberSource(clock);
  const privacy = createPrivacy({ database, directory, clock, nextNumber, relationshipTailDays: 90, ...options });
  const sources = await registerAll(directory, (code) => privacy.agreeToShare(code, 'TREAT', 0));
  const patientIndex = createPatientIndex({ database, clock });
  const definitions = loadFhirDefinitions();
  const keysDirectory = await mkdtemp(join(tmpdir(), 'goldthread-log-keys-'));
  t.after(() => rm(keysDirectory, { recursive: true, force: true }));
  const proofs = await openLogProofs({ keysDirectory, origin: 'region.test/log', peers: [] });
  if (!proofs.ok) throw new Error(proofs.fault.code);
  const audit = createAudit({ database, clock, log: createLog({ level: 'error' }), proofs: proofs.value });
  const searchCatalogue = createSearchCatalogue(definitions);
  const record = createRecord({
    database,
    store: createStore({ database, clock }),
    audit,
    privacy,
    patientIndex,
    directory,
    referenceWalk: createReferenceWalk(definitions),
    clock,
    nextNumber,
    searchCatalogue,
    extract: createSearchValueExtractor(definitions),
    validate: createResourceValidator(definitions),
    patientCompartment: createPatientCompartment(definitions),
  });
  const source = (code: string): Source => sources.get(code)!;
  return { database, clock, directory, privacy, audit, record, source, nextNumber, patientIndex, searchCatalogue };
}

export type TestRegion = Awaited<ReturnType<typeof aRegion>>;
