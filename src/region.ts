/** The composition root: every module of a region, built in the order of the floors, on one page. */
import { randomUUID } from 'node:crypto';
import { createAudit } from '#audit';
import type { Config } from '#config';
import type { Directory } from '#directory';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { createIntake } from '#intake';
import { systemClock } from '#kernel/clock.ts';
import { numberSource } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { createPatientIndex } from '#patient-index';
import { createMetrics, type Database, type Log } from '#platform';
import { createPrivacy } from '#privacy';
import { createRecord } from '#record';
import {
  createSignIn,
  demoIssuers,
  openSigningKeys,
  readPatientIssuer,
  readStaffIssuers,
  type SignInEvent,
} from '#sign-in';
import { createStore } from '#store';

/** Everything that the interfaces and apps of a region are given. */
export type Region = Extract<Awaited<ReturnType<typeof buildRegion>>, { ok: true }>['value'];

export interface RegionFoundations {
  readonly config: Config;
  readonly publicUrl: string;
  readonly database: Database;
  /** A small pool of its own, so that the log never waits behind reads. */
  readonly logDatabase: Database;
  readonly directory: Directory;
  readonly log: Log;
}

const signInRoutes: Record<SignInEvent['kind'], string> = {
  'signed-in': 'GET /sign-in/callback/:issuer',
  'role-chosen': 'POST /sign-in/choose-role',
  'signed-out': 'POST /sign-out',
  'sign-in-failed': 'GET /sign-in/callback/:issuer',
  'token-issued': 'POST /oauth2/token',
  'token-refused': 'POST /oauth2/token',
};

function signInLogger(audit: ReturnType<typeof createAudit>) {
  return (event: SignInEvent) => {
    const detail: Record<string, string | number> = {};
    if (event.clientId !== undefined) detail['client'] = event.clientId;
    if (event.faultCode !== undefined) detail['fault'] = event.faultCode;
    if (event.repeated !== undefined) detail['repeated'] = event.repeated;
    return audit.recordEvent(
      {
        requestId: randomUUID(),
        route: signInRoutes[event.kind],
        atMs: event.atMs,
        ...(event.caller === undefined ? {} : { caller: event.caller }),
      },
      {
        kind: event.kind === 'signed-out' ? 'sign-out' : 'sign-in',
        outcome: event.kind === 'sign-in-failed' || event.kind === 'token-refused' ? 'failed' : 'done',
        detail,
      },
    );
  };
}

async function signInSettings(config: Config, publicUrl: string) {
  const clientKeys = await openSigningKeys(config.keysDirectory, 'sign-in-client');
  if (!clientKeys.ok) return clientKeys;
  const settings = { isDemoRegion: config.isDemo, publicUrl, staffIdleMinutes: config.staffIdleMinutes };
  if (config.isDemo) {
    const issuers = demoIssuers(publicUrl, clientKeys.value);
    return ok({
      clientKeys: clientKeys.value,
      settings: { ...settings, staffIssuers: [issuers.staff], patientIssuer: issuers.patient },
    });
  }
  const staff = await readStaffIssuers(config.staffIssuers ?? '[]');
  if (!staff.ok) return staff;
  if (config.patientIssuer === undefined)
    return ok({ clientKeys: clientKeys.value, settings: { ...settings, staffIssuers: staff.value } });
  const patient = await readPatientIssuer(config.patientIssuer);
  if (!patient.ok) return patient;
  return ok({
    clientKeys: clientKeys.value,
    settings: { ...settings, staffIssuers: staff.value, patientIssuer: patient.value },
  });
}

/** Builds the modules; nothing listens yet. Faults of the keys directory and of issuers' configuration come back. */
export async function buildRegion(foundations: RegionFoundations) {
  const { config, publicUrl, database, logDatabase, directory, log } = foundations;
  const clock = systemClock;
  const nextNumber = numberSource(clock);
  const metrics = createMetrics({ processFigures: true });
  const definitions = loadFhirDefinitions();

  const audit = createAudit({ database: logDatabase, clock, log });
  const store = createStore({ database, clock });
  const patientIndex = createPatientIndex({ database, clock });
  const privacy = createPrivacy({
    database,
    directory,
    clock,
    nextNumber,
    relationshipTailDays: config.relationshipTailDays,
  });

  const accessTokenKeys = await openSigningKeys(config.keysDirectory, 'access-token');
  if (!accessTokenKeys.ok) return accessTokenKeys;
  const settings = await signInSettings(config, publicUrl);
  if (!settings.ok) return settings;
  const signIn = createSignIn({
    database,
    clock,
    settings: settings.value.settings,
    accessTokenKeys: accessTokenKeys.value,
    recordSignIn: signInLogger(audit),
  });

  const validate = createResourceValidator(definitions);
  const extract = createSearchValueExtractor(definitions);
  const patientCompartment = createPatientCompartment(definitions);
  const referenceWalk = createReferenceWalk(definitions);
  const reading = { store, audit, privacy, patientIndex, directory, referenceWalk, clock };
  const record = createRecord({ ...reading, nextNumber, extract, validate, patientCompartment });
  const intake = createIntake({ database, directory, record, clock, nextNumber, log, metrics, isDemo: config.isDemo });

  const built = {
    config,
    publicUrl,
    database,
    directory,
    log,
    clock,
    metrics,
    definitions,
    audit,
    patientIndex,
    privacy,
    signIn,
    signInClientKeys: settings.value.clientKeys,
    accessTokenKeys: accessTokenKeys.value,
    validate,
    record,
    intake,
    /** Whether a step that is done once in the life of a region's database was done. */
    isDone: async (step: string): Promise<boolean> =>
      (await database.sql`select 1 from directory.done where step = ${step}`).length > 0,
    markDone: async (step: string): Promise<void> => {
      await database.sql`insert into directory.done (step, at_ms) values (${step}, ${clock.now()}) on conflict do nothing`;
    },
  };
  return ok(built) as Outcome<typeof built>;
}
