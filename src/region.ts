/** The composition root: every module of a region, built in the order of the floors, on one page. */
import { createAudit, type LogVerifier } from '#audit';
import type { Config } from '#config';
import type { Directory } from '#directory';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createResourceExplainer, holdClaims } from '#fhir/profiles/explain-resource.ts';
import { loadPackages } from '#fhir/profiles/fhir-packages.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { createIntake } from '#intake';
import { createJobs } from '#jobs';
import { numberSource } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { createPatientIndex } from '#patient-index';
import { createMetrics, createRateLimit, type Database, type DatabaseWatch, type Log } from '#platform';
import { createPrivacy, createSensitiveLabeller, nationalList, readSensitiveList } from '#privacy';
import { createRecord } from '#record';
import { createStore } from '#store';
import { createTerminology, type Terminology } from '#terminology';
import { openLogKeys } from './open-log-keys.ts';
import type { RegionTime } from './region-clock.ts';
import { openRegionSignIn, type RegionSignIn } from './region-sign-in.ts';

/** Everything that the interfaces and apps of a region are given. */
export type Region = Extract<Awaited<ReturnType<typeof buildRegion>>, { ok: true }>['value'];

export interface RegionFoundations {
  readonly config: Config;
  readonly publicUrl: string;
  readonly database: Database;
  /** A small pool of its own, so that the log never waits behind reads. */
  readonly logDatabase: Database;
  /** Goes through the log beside everything else. */
  readonly logVerifier: LogVerifier;
  /** One connection for what requests look up by key together: nothing slow may travel by it. */
  readonly sharedDatabase: Database;
  /** A few for searches over the region, which so neither go cold nor stand before a reading. */
  readonly searchDatabase: Database;
  /** A few for whole records and for searches about a person. */
  readonly recordDatabase: Database;
  readonly directory: Directory;
  readonly time: RegionTime;
  readonly watch: Pick<DatabaseWatch, 'commitFault'>;
  readonly log: Log;
}

/** What the standard says, with the packages of this region. */
function fhirOf(config: Config, terminology: Terminology) {
  const definitions = loadFhirDefinitions();
  const packages = loadPackages(config.fhirPackages);
  if (!packages.ok) return packages;
  return ok({
    definitions,
    validate: holdClaims(createResourceValidator(definitions), definitions, packages.value),
    explain: createResourceExplainer({ definitions, packages: packages.value, isMember: terminology.isMember }),
    extract: createSearchValueExtractor(definitions),
    searchCatalogue: createSearchCatalogue(definitions),
    patientCompartment: createPatientCompartment(definitions),
    referenceWalk: createReferenceWalk(definitions),
  });
}

function sensitiveListOf({ sensitiveCodesPath }: Config) {
  return sensitiveCodesPath === undefined ? ok(nationalList) : readSensitiveList(sensitiveCodesPath);
}

/** A search by the API that finds nobody tells nothing, and software asks more often than people: ten times as many. */
function searchLimits({ nameSearchesAnHour: perHour }: Config, { clock }: RegionTime) {
  return {
    nameSearches: createRateLimit({ perHour, clock }),
    fruitlessSearches: createRateLimit({ perHour: 10 * perHour, clock }),
  };
}

/** How long privacy trusts a contact, and a sign-in; how strong a sign-in; and who reads what is left unread. */
const limitsOf = (config: Config, { signIn }: RegionSignIn) => ({
  relationshipTailDays: config.relationshipTailDays,
  freshSignInMinutes: config.freshSignInMinutes,
  demandedSignInOf: signIn.gravestActsAt,
  ...(config.privacyOrganisation === undefined ? {} : { privacyOrganisation: config.privacyOrganisation }),
});

/** Builds the modules; nothing listens yet. Faults of the keys directory and of issuers' configuration come back. */
export async function buildRegion(foundations: RegionFoundations) {
  const { config, publicUrl, database, logDatabase, directory, time, watch, log } = foundations;
  const { sharedDatabase, searchDatabase, recordDatabase, logVerifier: verifier } = foundations;
  const { clock } = time;
  const nextNumber = numberSource(clock, time.newestMs);
  const metrics = createMetrics({ processFigures: true });
  const proofs = await openLogKeys(config);
  if (!proofs.ok) return proofs;
  const audit = createAudit({ database: logDatabase, clock, log, proofs: proofs.value, verifier });
  const store = createStore({ database, sharedDatabase, searchDatabase, recordDatabase, clock });
  const terminology = createTerminology({ clock, database });
  const patientIndex = createPatientIndex({ database: recordDatabase, sharedDatabase, clock });
  const signIn = await openRegionSignIn({ config, publicUrl, database, clock, audit });
  if (!signIn.ok) return signIn;
  const limits = limitsOf(config, signIn.value);
  const privacy = createPrivacy({ database, sharedDatabase, directory, clock, nextNumber, ...limits });

  const sensitive = sensitiveListOf(config);
  if (!sensitive.ok) return sensitive;
  const labelSensitive = createSensitiveLabeller(sensitive.value);

  const fhir = fhirOf(config, terminology);
  if (!fhir.ok) return fhir;
  const { definitions, validate, explain, extract, searchCatalogue, patientCompartment, referenceWalk } = fhir.value;
  const reading = { store, audit, privacy, patientIndex, directory, referenceWalk, clock };
  const record = createRecord({
    ...reading,
    ...searchLimits(config, time),
    ...{ terminology, database, nextNumber, extract, searchCatalogue, labelSensitive, validate, patientCompartment },
  });
  const intake = createIntake({ database, directory, record, clock, nextNumber, log, metrics, isDemo: config.isDemo });

  const jobs = createJobs({ database, clock, log });

  const built = {
    config,
    publicUrl,
    database,
    directory,
    log,
    watch,
    clock,
    metrics,
    definitions,
    searchCatalogue,
    audit,
    terminology,
    patientIndex,
    privacy,
    ...signIn.value,
    validate,
    explain,
    record,
    sensitiveList: sensitive.value,
    intake,
    jobs,
    hooks: { policy: { allowedHosts: config.subscriptionHosts ?? [], allowsLoopback: config.isDemo } },
  };
  return ok(built) as Outcome<typeof built>;
}
