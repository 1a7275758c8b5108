/** Puts a source-patient record into the index and links it to a person, in the contributor's transaction. */
import type { PersonNumber, SourceNumber } from '#disclosure';
import { hashNumber } from '#kernel/hash-number.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import type { Demographics, LocalIdentifier } from './demographics.ts';
import { type CandidateRecord, matchPerson } from './match-person.ts';

interface CandidateRow {
  compartment: number;
  person: number;
  nhs_number: string | null;
  birth_date: string | null;
  family_names: string[];
  given_names: string[];
}

export interface RecordToLink {
  readonly compartment: Compartment;
  readonly source: SourceNumber;
  readonly demographics: Demographics;
  readonly version: number;
  readonly atMs: number;
  /** Used when the record joins nobody. */
  readonly newPerson: () => PersonNumber;
}

export interface LinkResult {
  readonly person: PersonNumber;
  readonly joined: boolean;
  readonly reviews: number;
  /** The person's other records when this one came to them now: whoever looks at one of those has news. */
  readonly newlyBeside: readonly Compartment[];
}

/** The candidates' cap keeps a namesake-rich region from slowing a link: one review row is enough to bring a human. */
const namesakesLooked = 3;

async function candidatesFor(transaction: DatabaseTransaction, record: RecordToLink): Promise<CandidateRecord[]> {
  const { nhsNumber, birthDate, familyNames } = record.demographics;
  const rows = await transaction.unsafe<CandidateRow[]>(
    `(select compartment, person, nhs_number, birth_date::text, family_names, given_names
        from patient_index.source_patient where nhs_number = $1 and compartment <> $2 and replaced_by is null)
     union
     (select compartment, person, nhs_number, birth_date::text, family_names, given_names
        from patient_index.source_patient
        where birth_date = $3::text::date and family_names[1] = $4 and compartment <> $2 and replaced_by is null
        limit ${namesakesLooked})`,
    [nhsNumber ?? '', record.compartment, birthDate ?? null, familyNames[0] ?? ''],
    { prepare: true },
  );
  return rows.map((row) => ({
    compartment: row.compartment as Compartment,
    person: row.person as PersonNumber,
    nhsNumber: row.nhs_number ?? undefined,
    birthDate: row.birth_date ?? undefined,
    familyNames: row.family_names,
    givenNames: row.given_names,
  }));
}

async function raiseReviews(
  transaction: DatabaseTransaction,
  record: RecordToLink,
  reviews: readonly { readonly compartment: Compartment; readonly reason: string }[],
): Promise<void> {
  for (const review of reviews) {
    const [first, second] = [record.compartment, review.compartment].sort((left, right) => left - right);
    await transaction.unsafe(
      `insert into patient_index.review (first_compartment, second_compartment, reason, raised_at_ms)
       values ($1, $2, $3, $4) on conflict do nothing`,
      [first!, second!, review.reason, record.atMs],
      { prepare: true },
    );
  }
}

const upsertText = `insert into patient_index.source_patient (compartment, source, person, nhs_number, nhs_number_status,
  nhs_number_flaw, birth_date, gender, deceased_ms, is_deceased, is_restricted, display_family, display_given,
  display_title, family_names, given_names, postcode, version)
  values ($1, $2, $3, $4, $5, $6, $7::text::date, $8, $9, $10, $11, $12, $13, $14, ($15::text)::text[], ($16::text)::text[], $17, $18)
  on conflict (compartment) do update set person = excluded.person, nhs_number = excluded.nhs_number,
  nhs_number_status = excluded.nhs_number_status, nhs_number_flaw = excluded.nhs_number_flaw,
  birth_date = excluded.birth_date, gender = excluded.gender, deceased_ms = excluded.deceased_ms,
  is_deceased = excluded.is_deceased, is_restricted = excluded.is_restricted, display_family = excluded.display_family,
  display_given = excluded.display_given, display_title = excluded.display_title, family_names = excluded.family_names,
  given_names = excluded.given_names, postcode = excluded.postcode, version = excluded.version`;

/** Normalised names hold letters and digits only, so they need no quoting in an array literal. */
function nameArray(names: readonly string[]): string {
  return `{${names.join(',')}}`;
}

async function upsert(transaction: DatabaseTransaction, record: RecordToLink, person: PersonNumber): Promise<void> {
  const { demographics } = record;
  await transaction.unsafe(
    upsertText,
    [
      record.compartment,
      record.source,
      person,
      demographics.nhsNumber ?? null,
      demographics.nhsNumberStatus ?? null,
      demographics.nhsNumberFlaw ?? null,
      demographics.birthDate ?? null,
      demographics.gender ?? null,
      demographics.deceasedMs ?? null,
      demographics.isDeceased,
      demographics.isRestricted,
      demographics.displayFamily,
      demographics.displayGiven,
      demographics.displayTitle,
      nameArray(demographics.familyNames),
      nameArray(demographics.givenNames),
      demographics.postcode ?? null,
      record.version,
    ],
    { prepare: true },
  );
}

async function noteLocalIdentifiers(
  transaction: DatabaseTransaction,
  record: Pick<RecordToLink, 'source' | 'compartment'>,
  identifiers: readonly LocalIdentifier[],
): Promise<void> {
  await Promise.all(
    identifiers.map((identifier) =>
      transaction.unsafe(
        `insert into patient_index.local_identifier (source, authority, value, compartment) values ($1, $2, $3, $4)
         on conflict do nothing`,
        [record.source, identifier.authority, identifier.value, record.compartment],
        { prepare: true },
      ),
    ),
  );
}

/**
 * Inserts or updates the record and decides its person anew. A record whose new details no longer agree with the
 * person it was linked to leaves that person; nothing of it stays behind, since records never move.
 */
export async function linkRecord(transaction: DatabaseTransaction, record: RecordToLink): Promise<LinkResult> {
  // Statements of one transaction are sent together and run in order: the lock is held before anybody is looked for.
  const [, [present], candidates] = await Promise.all([
    lockNhsNumber(transaction, record.demographics.nhsNumber),
    transaction.unsafe<{ person: number }[]>(
      'select person from patient_index.source_patient where compartment = $1',
      [record.compartment],
      { prepare: true },
    ),
    candidatesFor(transaction, record),
  ]);
  const decision = matchPerson(record.demographics, candidates);
  const before = present?.person as PersonNumber | undefined;
  const person = decision.person ?? (await personOfItsOwn(transaction, record, before));
  await Promise.all([
    upsert(transaction, record, person),
    noteLocalIdentifiers(transaction, record, record.demographics.localIdentifiers),
    raiseReviews(transaction, record, decision.reviews),
    before === person
      ? undefined
      : keepLink(transaction, record, { before, person, isJoined: decision.person !== undefined }),
  ]);
  const newlyBeside =
    before === person || decision.person === undefined ? [] : await besides(transaction, record, person);
  return { person, joined: decision.person !== undefined, reviews: decision.reviews.length, newlyBeside };
}

async function besides(
  transaction: DatabaseTransaction,
  record: RecordToLink,
  person: PersonNumber,
): Promise<Compartment[]> {
  const rows = await transaction.unsafe<{ compartment: number }[]>(
    'select compartment from patient_index.source_patient where person = $1 and compartment <> $2',
    [person, record.compartment],
    { prepare: true },
  );
  return rows.map((row) => row.compartment as Compartment);
}

/** Two sources that send the same number at once must not make two persons. */
async function lockNhsNumber(transaction: DatabaseTransaction, nhsNumber: string | undefined): Promise<void> {
  if (nhsNumber === undefined) return;
  await transaction.unsafe('select pg_advisory_xact_lock(7001, $1)', [hashNumber(nhsNumber) % 2147483647], {
    prepare: true,
  });
}

async function keepLink(
  transaction: DatabaseTransaction,
  record: RecordToLink,
  link: { readonly before: PersonNumber | undefined; readonly person: PersonNumber; readonly isJoined: boolean },
): Promise<void> {
  await transaction.unsafe(
    `insert into patient_index.link_history (compartment, at_ms, from_person, to_person, decided_by, reason)
     values ($1, $2, $3, $4, 'matcher', $5)`,
    [
      record.compartment,
      record.atMs,
      link.before ?? null,
      link.person,
      link.isJoined ? 'NHS number, date of birth, given and family name agree' : 'joins nobody',
    ],
    { prepare: true },
  );
}

/** A record that agrees with nobody keeps its person only when it is alone in it or merged there by its own source. */
async function personOfItsOwn(
  transaction: DatabaseTransaction,
  record: RecordToLink,
  present: PersonNumber | undefined,
): Promise<PersonNumber> {
  if (present === undefined) return record.newPerson();
  const [others] = await transaction.unsafe<{ count: number }[]>(
    `select count(*)::int as count from patient_index.source_patient
     where person = $1 and compartment <> $2 and replaced_by is distinct from $2`,
    [present, record.compartment],
    { prepare: true },
  );
  return (others?.count ?? 0) === 0 ? present : record.newPerson();
}

/** A source's record of a patient, and the records that the source has merged into it: what is there stays there. */
export interface LocalRecord {
  readonly compartment: Compartment;
  readonly merged: readonly Compartment[];
}

/** The record that the first known of a source's identifiers names, following the source's own merges. */
export async function findLocalRecord(
  transaction: DatabaseTransaction,
  source: SourceNumber,
  identifiers: readonly LocalIdentifier[],
): Promise<LocalRecord | undefined> {
  const found = await Promise.all(
    identifiers.map((identifier) =>
      transaction.unsafe<{ compartment: number; merged: number[] }[]>(
        `select coalesce(patient.replaced_by, local.compartment) as compartment,
           array(select other.compartment from patient_index.source_patient as other
             where other.replaced_by = coalesce(patient.replaced_by, local.compartment)) as merged
         from patient_index.local_identifier as local
         join patient_index.source_patient as patient using (compartment)
         where local.source = $1 and local.authority = $2 and local.value = $3`,
        [source, identifier.authority, identifier.value],
        { prepare: true },
      ),
    ),
  );
  const row = found.flat()[0];
  return row === undefined
    ? undefined
    : { compartment: row.compartment as Compartment, merged: row.merged as Compartment[] };
}

/** A source says that one of its records is another's duplicate (A40): both show as one person; nothing moves. */
export async function mergeRecords(
  transaction: DatabaseTransaction,
  merge: { readonly surviving: Compartment; readonly merged: Compartment; readonly atMs: number },
): Promise<void> {
  const rows = await transaction.unsafe<{ compartment: number; person: number }[]>(
    'select compartment, person from patient_index.source_patient where compartment in ($1, $2) for update',
    [merge.surviving, merge.merged],
    { prepare: true },
  );
  const surviving = rows.find((row) => row.compartment === merge.surviving);
  const merged = rows.find((row) => row.compartment === merge.merged);
  if (surviving === undefined || merged === undefined) return;
  await transaction.unsafe(
    `update patient_index.source_patient set person = $1, replaced_by = $2
     where compartment = $3 or replaced_by = $3`,
    [surviving.person, merge.surviving, merge.merged],
    { prepare: true },
  );
  await transaction.unsafe(
    `insert into patient_index.link_history (compartment, at_ms, from_person, to_person, decided_by, reason)
     values ($1, $2, $3, $4, 'source', 'merged at the source')`,
    [merge.merged, merge.atMs, merged.person, surviving.person],
    { prepare: true },
  );
}

/** A source changed the identifier by which it knows a patient (A47): the old one leads to the same record. */
export async function addLocalIdentifier(
  transaction: DatabaseTransaction,
  record: Pick<RecordToLink, 'source' | 'compartment'>,
  identifiers: readonly LocalIdentifier[],
): Promise<void> {
  await noteLocalIdentifiers(transaction, record, identifiers);
}
