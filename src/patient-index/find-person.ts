/** Who is who: persons and their records as numbers only. Names and numbers are read under a grant (read-trace.ts). */
import type { PersonNumber, SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { type AnySql, type Database, lookUpTrips, numberArray, shareRoundTrips } from '#platform';
import { normaliseName } from './demographics.ts';

export interface PersonRecord {
  readonly compartment: Compartment;
  readonly source: SourceNumber;
}

/** A human as the index knows them, without a name: what a decision needs. */
export interface PersonInIndex {
  readonly person: PersonNumber;
  readonly records: readonly PersonRecord[];
  readonly isRestricted: boolean;
  readonly isDeceased: boolean;
  readonly deceasedMs: number | undefined;
  /** YYYY-MM-DD, where a source gave it whole: ages of children are reckoned from it. */
  readonly birthDate: string | undefined;
  /** Left out where it is not known: facts that were read before do not hold then. */
  readonly asOf?: AsOf;
}

/** How often what decisions about the person rest on had changed (`changesText`), and when that was asked. */
export interface AsOf {
  readonly changes: number;
  /** By the clock of `performance.now()`. */
  readonly askedAtMs: number;
}

/** Changes of what decisions about a person rest on: theirs, and everybody's. It only grows, so that an equal sum is no change at all. */
export const changesText = (person: string): string =>
  `(select coalesce(sum(change_count.changes), 0)::bigint from patient_index.change_count
    where subject = any(array[${person}, 0]::bigint[]))`;

interface Row {
  person: number;
  compartment: number;
  source: number;
  is_restricted: boolean;
  is_deceased: boolean;
  deceased_ms: number | null;
  birth_date: string | null;
  changes: number;
}

/**
 * `whom` selects persons. Changes are counted once for each of them, however many records they have, and what is fenced off
 * (`offset 0`) no statistics turn round.
 */
async function askPersons(
  sql: AnySql,
  whom: string,
  parameters: readonly (string | number)[],
): Promise<PersonInIndex[]> {
  const askedAtMs = performance.now();
  const rows = await sql.unsafe<Row[]>(
    `select record.person, compartment, source, is_restricted, is_deceased, deceased_ms, birth_date::text as birth_date, changes
     from (select person, ${changesText('person')} as changes from (select distinct person from (${whom}) as found) as named offset 0)
       as counted
     cross join lateral (
       select * from patient_index.source_patient where source_patient.person = counted.person offset 0) as record`,
    [...parameters],
    { prepare: true },
  );
  return personsFrom(rows, askedAtMs);
}

function personsFrom(rows: readonly Row[], askedAtMs: number): PersonInIndex[] {
  const byPerson = Map.groupBy(rows, (row) => row.person);
  return [...byPerson].map(([person, records]) => ({
    person: person as PersonNumber,
    records: records.map((row) => ({
      compartment: row.compartment as Compartment,
      source: row.source as SourceNumber,
    })),
    isRestricted: records.some((row) => row.is_restricted),
    isDeceased: records.some((row) => row.is_deceased),
    deceasedMs: records.find((row) => row.deceased_ms !== null)?.deceased_ms ?? undefined,
    birthDate: records.find((row) => row.birth_date !== null)?.birth_date ?? undefined,
    asOf: { changes: records[0]!.changes, askedAtMs },
  }));
}

export interface DemographicCriteria {
  readonly familyName: string;
  readonly givenName?: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly postcode?: string;
}

/** More than this many persons is too many to show: the caller narrows the search. */
export const traceLimit = 50;

/** More records at once have a statement of their own, so that nobody who asks about one waits for them. */
const fewCompartments = 64;
const compartmentsOfTrip = 256;

/** The persons whose records include these, with all their records; requests of the same moment share one statement. */
function createCompartmentsLookUp({ database, sharedDatabase = database }: PersonFinderDependencies) {
  const share = shareRoundTrips(
    async (asked: readonly (readonly Compartment[])[]) => {
      const byCompartment = new Map<Compartment, PersonInIndex>();
      for (const person of await personsOfCompartments(sharedDatabase.sql, [...new Set(asked.flat())]))
        for (const record of person.records) byCompartment.set(record.compartment, person);
      return asked.map((compartments) => [...new Set(compartments.flatMap((one) => byCompartment.get(one) ?? []))]);
    },
    { ...lookUpTrips, bytesOf: (compartments) => compartments.length, bytesMax: compartmentsOfTrip },
  );
  return (compartments: readonly Compartment[]): Promise<PersonInIndex[]> => {
    if (compartments.length === 0) return Promise.resolve([]);
    return compartments.length <= fewCompartments
      ? share(compartments)
      : personsOfCompartments(database.sql, compartments);
  };
}

/** The persons whose records these are, with all their records; in a contributor's transaction, as it has linked them. */
export async function personsOfCompartments(
  sql: AnySql,
  compartments: readonly Compartment[],
): Promise<PersonInIndex[]> {
  if (compartments.length === 0) return [];
  return askPersons(
    sql,
    // Fenced: else a plan that was made while there were few records reads all of them in the order of their persons.
    'select person from patient_index.source_patient where compartment = any((select ($1::text)::bigint[])::bigint[]) offset 0',
    [numberArray(compartments)],
  );
}

export interface RecordWalk {
  readonly sources: readonly SourceNumber[];
  /** The record that the walk has come to; 0 at its beginning. */
  readonly after: Compartment;
  readonly limit: number;
}

/** Records of these feeds in the order of their numbers, those that follow one: a walk over all of them. */
async function recordsOfSources(database: Database, walk: RecordWalk): Promise<Compartment[]> {
  // By feed, so that each is a range of its own index; the few feeds of an organisation are merged here.
  const found: Compartment[] = [];
  for (const source of walk.sources) {
    const rows = await database.sql.unsafe<{ compartment: Compartment }[]>(
      `select compartment from patient_index.source_patient where source = $1 and compartment > $2
       order by compartment limit $3`,
      [source, walk.after, walk.limit],
      { prepare: true },
    );
    found.push(...rows.map((row) => row.compartment));
  }
  return found.sort((one, other) => one - other).slice(0, walk.limit);
}

async function personByNumber(database: Database, person: PersonNumber): Promise<PersonInIndex | undefined> {
  return (await askPersons(database.sql, 'select $1::bigint as person', [person]))[0];
}

/** Those of these numbers that the index knows, in no order: one statement, however many they are. */
async function personsByNumber(database: Database, persons: readonly PersonNumber[]): Promise<PersonInIndex[]> {
  if (persons.length === 0) return [];
  return askPersons(database.sql, 'select unnest(($1::text)::bigint[]) as person', [numberArray(persons)]);
}

/** Whoever has a record with this number and date of birth: more than one person where other details disagree. */
async function personsOfPatient(
  database: Database,
  nhsNumber: NhsNumber,
  birthDate: string,
): Promise<readonly PersonInIndex[]> {
  return askPersons(
    database.sql,
    `select distinct person from patient_index.source_patient
     where nhs_number = $1 and birth_date = $2::text::date limit ${traceLimit + 1}`,
    [nhsNumber, birthDate],
  );
}

/** The one person with this number and date of birth on a record; none where two persons share them. */
async function personOfPatient(
  database: Database,
  nhsNumber: NhsNumber,
  birthDate: string,
): Promise<PersonInIndex | undefined> {
  const persons = await personsOfPatient(database, nhsNumber, birthDate);
  return persons.length === 1 ? persons[0] : undefined;
}

/** Persons with a record under this valid NHS number: more than one where details disagree, for a human to review. */
async function personsByNhsNumber(database: Database, nhsNumber: NhsNumber): Promise<PersonInIndex[]> {
  return askPersons(
    database.sql,
    `select person from patient_index.source_patient where nhs_number = $1 limit ${traceLimit + 1}`,
    [nhsNumber],
  );
}

/**
 * Persons by name and date of birth. A search by postcode never finds a restricted person (PDS rule): a match would
 * tell where they live.
 */
async function personsByDemographics(database: Database, criteria: DemographicCriteria): Promise<PersonInIndex[]> {
  const given = criteria.givenName === undefined ? '' : normaliseName(criteria.givenName);
  const postcode = criteria.postcode?.toUpperCase().replace(/\s+/g, '') ?? '';
  const persons = await askPersons(
    database.sql,
    `select person from patient_index.source_patient
       where birth_date = $1::text::date and $2 = any(family_names)
         and ($3 = '' or exists (select 1 from unnest(given_names) as name where name like $3 || '%'))
         and ($4 = '' or (postcode = $4 and not is_restricted))
       limit ${traceLimit + 1}`,
    [criteria.birthDate, normaliseName(criteria.familyName), given, postcode],
  );
  return postcode === '' ? persons : persons.filter((person) => !person.isRestricted);
}

export interface PersonFinderDependencies {
  readonly database: Database;
  /** For trips that requests share; the database's own when left out. */
  readonly sharedDatabase?: Database;
}

export function createPersonFinder(deps: PersonFinderDependencies) {
  const { database } = deps;
  const personsOf = createCompartmentsLookUp(deps);
  return {
    personOfCompartment: async (compartment: Compartment): Promise<PersonInIndex | undefined> =>
      (await personsOf([compartment]))[0],
    personsOfCompartments: personsOf,
    recordsOfSources: (walk: RecordWalk) => recordsOfSources(database, walk),
    personByNumber: (person: PersonNumber) => personByNumber(database, person),
    personsByNumber: (persons: readonly PersonNumber[]) => personsByNumber(database, persons),
    personOfPatient: (nhsNumber: NhsNumber, birthDate: string) => personOfPatient(database, nhsNumber, birthDate),
    personsOfPatient: (nhsNumber: NhsNumber, birthDate: string) => personsOfPatient(database, nhsNumber, birthDate),
    personsByNhsNumber: (nhsNumber: NhsNumber) => personsByNhsNumber(database, nhsNumber),
    personsByDemographics: (criteria: DemographicCriteria) => personsByDemographics(database, criteria),
  };
}

export type PersonFinder = ReturnType<typeof createPersonFinder>;
