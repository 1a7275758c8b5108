/** The modules of a region around the intake, over a database of its own: for tests and tools. */
import { createAudit } from '#audit';
import { openDirectory } from '#directory';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { systemClock } from '#kernel/clock.ts';
import { numberSource } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { createPatientIndex } from '#patient-index';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { createPrivacy } from '#privacy';
import { createRecord } from '#record';
import { createStore } from '#store';
import { createIntake } from '../index.ts';
import type { IntakeDependencies } from '../intake-dependencies.ts';

/** One organisation `ZX41` with the HL7 v2 feed `TIE|ZX41`, the CSV feed `care-csv` and the FHIR feed `gp-fhir`. */
export async function regionForTests(database: TestDatabase, given: { readonly isDemo?: boolean } = {}) {
  const clock = systemClock;
  const log = createLog({ level: 'silent' });
  const nextNumber = numberSource(clock);
  const directory = await openDirectory({ database, clock });
  const organisation = 'ZX41' as OdsCode;
  await directory.registerOrganisation({ code: organisation, name: 'Tarnholt General Hospital', kind: 'acute-trust' });
  const feeds = [
    { code: 'hospital-hl7', feed: 'hl7v2', sender: 'TIE|ZX41' },
    { code: 'care-csv', feed: 'csv' },
    { code: 'gp-fhir', feed: 'fhir' },
  ] as const;
  for (const feed of feeds)
    await directory.registerSource({ ...feed, organisation, name: feed.code, delivery: 'live' });
  const definitions = loadFhirDefinitions();
  const validate = createResourceValidator(definitions);
  const privacy = createPrivacy({ database, directory, clock, nextNumber, relationshipTailDays: 90 });
  const reading = {
    store: createStore({ database, clock }),
    audit: createAudit({ database, clock, log }),
    privacy,
    patientIndex: createPatientIndex({ database, clock }),
    directory,
    referenceWalk: createReferenceWalk(definitions),
    clock,
  };
  const record = createRecord({
    ...reading,
    database,
    nextNumber,
    searchCatalogue: createSearchCatalogue(definitions),
    extract: createSearchValueExtractor(definitions),
    validate,
    patientCompartment: createPatientCompartment(definitions),
  });
  const deps: IntakeDependencies = {
    database,
    directory,
    record,
    clock,
    nextNumber,
    log,
    isDemo: given.isDemo ?? false,
  };
  return { deps, record, intake: createIntake(deps), directory, database, clock, log, validate };
}

/** The same on a database of its own, both closed as `closing` says (`forWholeFile()`, or the `t` of one test). */
export async function regionOnItsOwn(closing: Parameters<typeof databaseForTests>[0]) {
  const region = await regionForTests(await databaseForTests(closing));
  closing.after(() => region.directory.close());
  return region;
}

export type RegionForTests = Awaited<ReturnType<typeof regionForTests>>;
