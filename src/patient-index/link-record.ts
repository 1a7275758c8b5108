/** Puts a source-patient record into the index and links it to a person, in the contributor's transaction. */
import type { PersonNumber, SourceNumber } from '#disclosure';
import { hashNumber } from '#kernel/hash-number.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import type { Demographics } from './demographics.ts';
import { partRestrictions, takeBackRestriction } from './keep-restriction.ts';
import { addLocalIdentifiers } from './local-records.ts';
import { type CandidateRecord, type MatchDecision, matchPerson } from './match-person.ts';

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
  /** Whoever looks at one of these other records has news: this one lies beside them now, or they lost or got back their place. */
  readonly othersWithNews: readonly Compartment[];
  /** Persons whose choices this record goes on under: of whom it was taken to be, or who differ from it by a family name alone. */
  readonly cameFrom: readonly PersonNumber[];
  /** This record, and what its source had merged into it where that came along to another person. */
  readonly compartments: readonly Compartment[];
  /** Records that are without a place from now on for what another says. */
  readonly newlyWithoutPlace: readonly Compartment[];
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

/** Gives those that were not there yet. */
async function raiseReviews(
  transaction: DatabaseTransaction,
  record: RecordToLink,
  reviews: MatchDecision['reviews'],
): Promise<MatchDecision['reviews']> {
  const raised: MatchDecision['reviews'][number][] = [];
  for (const review of reviews) {
    const [first, second] = [record.compartment, review.compartment].sort((left, right) => left - right);
    const rows = await transaction.unsafe(
      `insert into patient_index.review (first_compartment, second_compartment, reason, raised_at_ms)
       values ($1, $2, $3, $4) on conflict do nothing returning 1`,
      [first!, second!, review.reason, record.atMs],
      { prepare: true },
    );
    if (rows.length > 0) raised.push(review);
  }
  return raised;
}

const upsertText = `insert into patient_index.source_patient (compartment, source, person, nhs_number, nhs_number_status,
  nhs_number_flaw, birth_date, gender, deceased_ms, is_deceased, is_restricted, says_restricted, display_family, display_given,
  display_title, family_names, given_names, postcode, version)
  values ($1, $2, $3, $4, $5, $6, $7::text::date, $8, $9, $10, $11, $11, $12, $13, $14, ($15::text)::text[], ($16::text)::text[], $17, $18)
  on conflict (compartment) do update set person = excluded.person, nhs_number = excluded.nhs_number,
  nhs_number_status = excluded.nhs_number_status, nhs_number_flaw = excluded.nhs_number_flaw,
  birth_date = excluded.birth_date, gender = excluded.gender, deceased_ms = excluded.deceased_ms,
  is_deceased = excluded.is_deceased, is_restricted = excluded.says_restricted or exists (
    select from patient_index.kept_restriction as kept where kept.compartment = excluded.compartment and kept.ends_ms is null),
  says_restricted = excluded.says_restricted, display_family = excluded.display_family,
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

interface Present {
  readonly person: PersonNumber;
  readonly says_restricted: boolean;
}

/**
 * Inserts or updates the record and decides its person anew. A record whose new details no longer agree with the
 * person it was linked to leaves that person; nothing of it stays behind, since records never move.
 */
export async function linkRecord(transaction: DatabaseTransaction, record: RecordToLink): Promise<LinkResult> {
  // Statements of one transaction are sent together and run in order: the lock is held before anybody is looked for.
  const [, [present], candidates] = await Promise.all([
    lockNhsNumber(transaction, record.demographics.nhsNumber),
    transaction.unsafe<Present[]>(
      'select person, says_restricted from patient_index.source_patient where compartment = $1',
      [record.compartment],
      { prepare: true },
    ),
    candidatesFor(transaction, record),
  ]);
  const decision = matchPerson(record.demographics, candidates);
  const before = present?.person;
  const person = decision.person ?? (await personOfItsOwn(transaction, record, before));
  const isJoined = decision.person !== undefined;
  const [raised] = await Promise.all([
    raiseReviews(transaction, record, decision.reviews),
    upsert(transaction, record, person),
    addLocalIdentifiers(transaction, record, record.demographics.localIdentifiers),
    before === person ? undefined : keepLink(transaction, record, { before, person, isJoined }),
  ]);
  const along = before === undefined || before === person ? [] : await takeAlong(transaction, record, before, person);
  const compartments = [record.compartment, ...along];
  const newlyBeside = before === person || !isJoined ? [] : await besides(transaction, record, person);
  const alike = namesakesOf(decision.reviews, candidates).filter((one) => one !== person);
  const cameFrom = whereFrom({ before, person, newlyAlike: namesakesOf(raised, candidates) });
  const places = await followRestrictions(transaction, record, { present, compartments, cameFrom, alike });
  return {
    person,
    joined: isJoined,
    reviews: decision.reviews.length,
    othersWithNews: [...newlyBeside, ...places.gotBack, ...places.lost],
    cameFrom,
    compartments,
    newlyWithoutPlace: places.lost,
  };
}

/**
 * A namesake counts once, when the two are first found alike, be it long after the record was made: what an officer has ended since,
 * or a person taken back, would come again by each later update.
 */
function whereFrom(link: {
  readonly before: PersonNumber | undefined;
  readonly person: PersonNumber;
  readonly newlyAlike: readonly PersonNumber[];
}): PersonNumber[] {
  const all = new Set([...(link.before === undefined ? [] : [link.before]), ...link.newlyAlike]);
  all.delete(link.person);
  return [...all];
}

/** Whoever says for the first time that whereabouts are protected says it of those too who may be the same person. */
async function followRestrictions(
  transaction: DatabaseTransaction,
  { compartment, demographics: { isRestricted }, atMs }: RecordToLink,
  link: Pick<LinkResult, 'compartments' | 'cameFrom'> & {
    readonly present: Present | undefined;
    readonly alike: readonly PersonNumber[];
  },
): Promise<{ readonly lost: readonly Compartment[]; readonly gotBack: readonly Compartment[] }> {
  const { present, compartments, cameFrom, alike } = link;
  const isTakenBack = present?.says_restricted === true && !isRestricted;
  const gotBack = isTakenBack ? await takeBackRestriction(transaction, { compartment, atMs }) : [];
  const isNews = isRestricted && present?.says_restricted !== true;
  const lost: Compartment[] = [];
  for (const person of new Set([...cameFrom, ...(isNews ? alike : [])]))
    lost.push(...(await partRestrictions(transaction, { person, compartments, atMs })));
  return { lost, gotBack };
}

/** What its source merged into a record shows as one person with it, whoever that is found to be. */
async function takeAlong(
  transaction: DatabaseTransaction,
  { compartment, atMs }: RecordToLink,
  from: PersonNumber,
  to: PersonNumber,
): Promise<Compartment[]> {
  const rows = await transaction.unsafe<{ compartment: Compartment }[]>(
    `with moved as (
       update patient_index.source_patient set person = $2 where replaced_by = $3 and person = $1 returning compartment)
     insert into patient_index.link_history (compartment, at_ms, from_person, to_person, decided_by, reason)
     select compartment, $4::bigint, $1, $2, 'source', 'merged at the source' from moved returning compartment`,
    [from, to, compartment, atMs],
    { prepare: true },
  );
  return rows.map((row) => row.compartment);
}

/** With the same NHS number, date of birth and given name: somebody whose name has changed, until a human says otherwise. */
function namesakesOf(reviews: MatchDecision['reviews'], candidates: readonly CandidateRecord[]): PersonNumber[] {
  const alike = new Set(
    reviews
      .filter(({ reason }) => reason === 'same NHS number, different family name')
      .map(({ compartment }) => compartment),
  );
  return [...new Set(candidates.filter((one) => alike.has(one.compartment)).map((one) => one.person))];
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
