/** The staff app over a real record on a real database. Only the session is given, since no browser signs in here. */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Bundle } from 'fhir/r4.js';
import { createAudit } from '#audit';
import { openDirectory } from '#directory';
import type { PersonNumber, StaffCaller } from '#disclosure';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { systemClock } from '#kernel/clock.ts';
import { fault } from '#kernel/fault.ts';
import { numberSource } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { createLiveStreams, createPages } from '#kit';
import { createPatientIndex } from '#patient-index';
import { createLog, type RateLimit, type TestDatabase, type Turns } from '#platform';
import { createPrivacy, type Privacy } from '#privacy';
import { createRecord } from '#record';
import { createSignIn, openSigningKeys, type Session } from '#sign-in';
import { createStore } from '#store';
import { formRoutesOf } from '../../kit/testing/forms-from-elsewhere.ts';
import { staffApp } from '../index.ts';

export const formToken = 'token-of-this-session';
const publicUrl = 'http://127.0.0.1:1';

/** National role codes of the people in these tests. */
export const roles = {
  gp: ['R0260', 'General practitioner', 'ZX901'],
  nurse: ['R0610', 'Sister', 'ZX902'],
  pharmacist: ['R1290', 'Pharmacist', 'ZX902'],
  receptionist: ['R1730', 'Receptionist', 'ZX901'],
  homeCarer: ['R1460', 'Home carer', 'ZX901'],
  otherCarer: ['R1460', 'Home carer', 'ZX902'],
  wardClerk: ['R6030', 'Ward clerk', 'ZX901'],
  privacyOfficer: ['R0001', 'Privacy officer', 'ZX901'],
  emergencyOfficer: ['R0001', 'Privacy officer', 'ZX902'],
  otherNurse: ['R0610', 'Sister', 'ZX902'],
  otherReceptionist: ['R1730', 'Receptionist', 'ZX902'],
  indexClerk: ['R1985', 'Patient index clerk', 'ZX902'],
  commissioner: ['R1780', 'Commissioning manager', 'ZX902'],
  porter: ['R0002', 'Porter', 'ZX902'],
} as const;
export type TestRole = keyof typeof roles;

const organisations = [
  ['ZX901', 'Alder Practice', 'gp-practice'],
  ['ZX902', 'Millgate Walk-in Centre', 'urgent-treatment-centre'],
] as const;

function callerOf(role: TestRole): StaffCaller {
  const [roleCode, roleName, organisation] = roles[role];
  return {
    kind: 'staff',
    staffId: role,
    issuer: 'tests',
    name: `Dr ${role} Tester`,
    roleCode,
    roleName,
    organisation: organisation as OdsCode,
    organisationName: organisations.find(([code]) => code === organisation)?.[1] ?? '',
    authenticatedAtMs: Date.now(),
  };
}

/** Signed in as whoever the cookie `as` names, `minutes` ago, as its `acr` says; `as=nobody` has not chosen a role. */
function sessionOf(cookieHeader: string | undefined): Session | undefined {
  const name = /as=(\w+)/.exec(cookieHeader ?? '')?.[1];
  if (name === undefined) return undefined;
  const authenticatedAtMs = Date.now() - Number(/minutes=(\d+)/.exec(cookieHeader ?? '')?.[1] ?? 0) * 60_000;
  const acr = /acr=(\w+)/.exec(cookieHeader ?? '')?.[1];
  const context = acr === undefined ? {} : { authenticationContextClass: acr };
  return {
    kind: 'staff',
    personName: `Dr ${name} Tester`,
    caller: name === 'nobody' ? undefined : { ...callerOf(name as TestRole), authenticatedAtMs, ...context },
    roleChoices: [],
    formToken,
    idleAtMs: Date.now() + 900_000,
    endsAtMs: Date.now() + 900_000,
  };
}

export interface StaffAppOptions {
  readonly nameSearches?: RateLimit;
  readonly demandedSignInOf?: Privacy['demandedSignInOf'];
  /** Whose privacy officers read what another organisation's leave unread. */
  readonly privacyOrganisation?: OdsCode;
  readonly turns?: Turns;
}

async function moduleOf(
  database: TestDatabase,
  { demandedSignInOf, privacyOrganisation, ...options }: StaffAppOptions,
) {
  const clock = systemClock;
  const log = createLog({ level: 'silent' });
  const nextNumber = numberSource(clock);
  const directory = await openDirectory({ database, clock });
  const definitions = loadFhirDefinitions();
  const told = {
    ...(demandedSignInOf === undefined ? {} : { demandedSignInOf }),
    ...(privacyOrganisation === undefined ? {} : { privacyOrganisation }),
  };
  const privacy = createPrivacy({ database, directory, clock, nextNumber, relationshipTailDays: 90, ...told });
  const patientIndex = createPatientIndex({ database, clock });
  const audit = createAudit({ database, clock, log });
  const store = createStore({ database, clock });
  const record = createRecord({
    database,
    store,
    audit,
    privacy,
    patientIndex,
    directory,
    clock,
    nextNumber,
    referenceWalk: createReferenceWalk(definitions),
    validate: createResourceValidator(definitions),
    searchCatalogue: createSearchCatalogue(definitions),
    extract: createSearchValueExtractor(definitions),
    patientCompartment: createPatientCompartment(definitions),
    ...options,
  } as Parameters<typeof createRecord>[0]);
  return { database, clock, log, directory, privacy, patientIndex, audit, record };
}

async function realFormCheck(database: TestDatabase, keysDirectory: string) {
  const keys = await openSigningKeys(keysDirectory, 'access-token');
  if (!keys.ok) throw new Error(keys.fault.code);
  return createSignIn({
    database,
    clock: systemClock,
    settings: { isDemoRegion: true, publicUrl, staffIssuers: [] },
    accessTokenKeys: keys.value,
    recordSignIn: async () => ok(true),
  });
}

export interface StaffAppForTests {
  readonly app: FastifyInstance;
  /** The addresses that take a form. */
  readonly formRoutes: readonly string[];
  readonly record: ReturnType<typeof createRecord>;
  /** Files a Bundle as the practice (`ZX901`) or the walk-in centre (`ZX902`), and announces it. */
  file(organisation: 'ZX901' | 'ZX902', bundle: Bundle): Promise<void>;
  /** While set, the log takes nothing. */
  readonly logState: { isDown: boolean };
  /** How often somebody asked for a page who need have been there. */
  readonly activity: { readonly count: number };
  /** Their issuer has logged them out. */
  endSession(as: TestRole): void;
  logged(kind: string): Promise<readonly { readonly person: PersonNumber | null; readonly body: string }[]>;
}

export async function staffAppForTests(
  database: TestDatabase,
  keysDirectory: string,
  options: StaffAppOptions = {},
): Promise<StaffAppForTests> {
  const modules = await moduleOf(database, options);
  const { directory, privacy, record, clock } = modules;
  for (const [code, name, kind] of organisations) {
    await directory.registerOrganisation({ code: code as OdsCode, name, kind });
    await directory.registerSource({
      code: code.toLowerCase(),
      organisation: code as OdsCode,
      name,
      feed: 'fhir',
      delivery: 'live',
    });
    await privacy.agreeToShare(code, 'TREAT', 0);
  }
  const { apps, checkForm } = await realFormCheck(database, keysDirectory);
  const logState = { isDown: false };
  const ended = new Set<string>();
  const activity = { count: 0 };
  const told = new Set<() => void>();
  const down = failed(fault('unavailable', 'AUDIT-001', 'The log does not answer.'));
  const app = Fastify({
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
  });
  const formRoutes = formRoutesOf(app);
  const openForStaff: typeof record.openForStaff = async (...given) =>
    logState.isDown ? down : record.openForStaff(...given);
  await app.register(async (scope) =>
    staffApp(scope, {
      ...modules,
      record: { ...record, openForStaff },
      signIn: {
        apps,
        checkForm,
        onSessionsEnded: (listener) => {
          told.add(listener);
          return () => void told.delete(listener);
        },
        findSession: async (_kind, cookie, asked) => {
          if (asked?.countsAsActivity !== false) activity.count += 1;
          const session = ended.has(cookie ?? '') ? undefined : sessionOf(cookie);
          return session === undefined ? failed(fault('refused', 'SIGN-IN-000', 'Not signed in.')) : ok(session);
        },
      },
      pages: createPages(),
      streams: createLiveStreams(app, 100),
      ...(options.turns === undefined ? {} : { turns: options.turns }),
      config: { isDemo: true, region: 'Test' },
    }),
  );
  return {
    app,
    formRoutes,
    record,
    logState,
    activity,
    endSession(as) {
      ended.add(`as=${as}`);
      for (const listener of told) listener();
    },
    async file(organisation, bundle) {
      const source = directory.sourceByCode(organisation.toLowerCase());
      if (source === undefined) throw new Error(organisation);
      const filed = await database.transaction((transaction) =>
        record.contributeBundle(transaction, { source, bundle, receivedAtMs: clock.now() }),
      );
      if (!filed.ok) throw new Error(JSON.stringify(filed.fault));
      directory.markReceived(source.number);
      record.changes.announce(filed.value.compartments);
    },
    async logged(kind) {
      await modules.audit.deriveLeaves();
      const rows = await database.owner`select * from audit.entry order by position`;
      return rows
        .map((row) => ({ person: null, body: JSON.stringify(row) }))
        .filter(({ body }) => body.includes(`"${kind}"`) || body.includes(`\\"${kind}\\"`));
    },
  };
}

/** Asks for a page, or sends a form of it, with this cookie. */
export function askStaffApp(
  { app }: Pick<StaffAppForTests, 'app'>,
  { url, cookie, form }: { readonly url: string; readonly cookie: string; readonly form: FormFields | undefined },
) {
  if (form === undefined) return app.inject({ method: 'GET', url, headers: { cookie } });
  return app.inject({
    method: 'POST',
    url,
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ formToken, ...form }).toString(),
  });
}

export type FormFields = Readonly<Record<string, string>>;
