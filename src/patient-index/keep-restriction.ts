/**
 * Whose whereabouts are protected is said by one record of theirs. When the index finds that records are of two persons which it took
 * for one, or may be of one, each side stays without a place for what the other says (decision 88): a wrong guess hides an address,
 * the other wrong guess shows it.
 */
import type { PersonNumber, SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { type AnySql, type DatabaseTransaction, numberArray } from '#platform';

/** Records that parted from a person, or that may be theirs and did not join. */
export interface Parting {
  readonly person: PersonNumber;
  readonly compartments: readonly Compartment[];
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

const partText = `with side as (
    select compartment, says_restricted, compartment = any(($2::text)::bigint[]) as has_parted
    from patient_index.source_patient where person = $1 or compartment = any(($2::text)::bigint[])
  ), speaker as (
    select compartment as said_by, has_parted from side where says_restricted
    union
    select kept.said_by, has_parted from side join patient_index.kept_restriction as kept using (compartment)
    where kept.ends_ms is null
  ), kept as (
    insert into patient_index.kept_restriction (compartment, said_by, starts_ms)
    select side.compartment, speaker.said_by, $3::bigint from side join speaker on speaker.has_parted <> side.has_parted
    where side.compartment <> speaker.said_by and not exists (select from patient_index.kept_restriction as standing
      where standing.compartment = side.compartment and standing.said_by = speaker.said_by and standing.ends_ms is null)
    on conflict (compartment, said_by, starts_ms) do update set ends_ms = null
    returning compartment
  )
  update patient_index.source_patient set is_restricted = true where compartment in (select compartment from kept)
  returning compartment`;

/** Gives the records that are without a place from now on for what another says. */
export async function partRestrictions(transaction: DatabaseTransaction, parting: Parting): Promise<Compartment[]> {
  const rows = await transaction.unsafe<{ compartment: Compartment }[]>(
    partText,
    [parting.person, numberArray(parting.compartments), parting.atMs],
    { prepare: true },
  );
  return rows.map(({ compartment }) => compartment);
}

/** After what stands for these records has changed. */
async function weighAnew(transaction: DatabaseTransaction, compartments: readonly Compartment[]): Promise<void> {
  await transaction.unsafe(
    `update patient_index.source_patient as record set is_restricted = says_restricted or exists (
       select from patient_index.kept_restriction as kept where kept.compartment = record.compartment and kept.ends_ms is null)
     where compartment = any(($1::text)::bigint[])`,
    [numberArray(compartments)],
    { prepare: true },
  );
}

/** The record that said so says that it no longer holds, also for those that its source merged into it. Gives whom it held for. */
export async function takeBackRestriction(
  transaction: DatabaseTransaction,
  taken: { readonly compartment: Compartment; readonly atMs: number },
): Promise<Compartment[]> {
  const rows = await transaction.unsafe<{ compartment: Compartment }[]>(
    `update patient_index.kept_restriction set ends_ms = $2, ended_by_kind = 'source' where ends_ms is null and said_by in (
       select compartment from patient_index.source_patient where compartment = $1 or replaced_by = $1) returning compartment`,
    [taken.compartment, taken.atMs],
    { prepare: true },
  );
  const held = [...new Set(rows.map(({ compartment }) => compartment))];
  await weighAnew(transaction, held);
  return held;
}

/**
 * A record that its source merged away says nothing any more: its word is kept for the surviving one, and ends as what another
 * record said does. Gives the surviving one where it was so.
 */
export async function restrictSurvivor(
  transaction: DatabaseTransaction,
  merge: { readonly surviving: Compartment; readonly merged: Compartment; readonly atMs: number },
): Promise<Compartment[]> {
  const rows = await transaction.unsafe<{ compartment: Compartment }[]>(
    `with silent as (
       update patient_index.source_patient set says_restricted = false
       where compartment = $2 and says_restricted returning compartment)
     insert into patient_index.kept_restriction (compartment, said_by, starts_ms)
     select $1, compartment, $3::bigint from silent
     on conflict (compartment, said_by, starts_ms) do update set ends_ms = null returning compartment`,
    [merge.surviving, merge.merged, merge.atMs],
    { prepare: true },
  );
  if (rows.length > 0) await weighAnew(transaction, [merge.surviving, merge.merged]);
  return rows.map(({ compartment }) => compartment);
}

/** Which of these records are without a place for what another said, and since when for the latest that did (milliseconds since 1970). */
export async function keptRestricted(
  sql: AnySql,
  compartments: readonly Compartment[],
): Promise<Map<Compartment, number>> {
  const rows = await sql.unsafe<{ compartment: Compartment; since: number }[]>(
    `select compartment, max(starts_ms) as since from patient_index.kept_restriction
     where compartment = any(($1::text)::bigint[]) and ends_ms is null group by compartment`,
    [numberArray(compartments)],
    { prepare: true },
  );
  return new Map(rows.map(({ compartment, since }) => [compartment, since]));
}

/** Records that are without a place since the migrations of decision 88, which say of what they kept that it began at no time. */
export async function keptByUpgrade(sql: AnySql): Promise<Compartment[]> {
  const rows = await sql<{ compartment: Compartment }[]>`select distinct compartment from patient_index.kept_restriction
    where starts_ms = 0 and ends_ms is null`;
  return rows.map(({ compartment }) => compartment);
}

/** Records of these feeds of somebody. */
export interface RecordsOfFeeds {
  readonly person: PersonNumber;
  readonly sources: readonly SourceNumber[];
}

const ofFeedsText = `compartment in (select compartment from patient_index.source_patient
  where person = $1 and source = any(($2::text)::integer[])) and ends_ms is null`;

/** Whether one of them is without a place for what another said. */
export async function isPlaceKept(sql: AnySql, { person, sources }: RecordsOfFeeds): Promise<boolean> {
  const rows = await sql.unsafe(
    `select 1 from patient_index.kept_restriction where ${ofFeedsText} limit 1`,
    [person, numberArray(sources)],
    { prepare: true },
  );
  return rows.length > 0;
}

export interface RestrictionsToEnd extends RecordsOfFeeds {
  readonly by: {
    readonly issuer: string;
    readonly staffId: string;
    readonly name: string;
    readonly organisation: string;
  };
  readonly evidence: string;
  readonly atMs: number;
}

/** Whoever may has found out that what another record said does not hold for these. Gives whether there was something to end. */
export async function endKeptRestrictions(
  transaction: DatabaseTransaction,
  { person, sources, by, evidence, atMs }: RestrictionsToEnd,
): Promise<boolean> {
  const rows = await transaction.unsafe<{ compartment: Compartment }[]>(
    `update patient_index.kept_restriction set ends_ms = $3, ended_by_kind = 'staff', ended_by_issuer = $4, ended_by_id = $5,
       ended_by_name = $6, ended_by_organisation = $7, ended_evidence = $8 where ${ofFeedsText} returning compartment`,
    [person, numberArray(sources), atMs, by.issuer, by.staffId, by.name, by.organisation, evidence],
    { prepare: true },
  );
  await weighAnew(transaction, [...new Set(rows.map(({ compartment }) => compartment))]);
  return rows.length > 0;
}
