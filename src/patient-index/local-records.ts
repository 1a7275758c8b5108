/** Records as their own source knows them: by its identifiers, and by what it merged. */
import type { PersonNumber, SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import type { LocalIdentifier } from './demographics.ts';
import { partRestrictions, restrictSurvivor } from './keep-restriction.ts';

interface OwnRecord {
  readonly source: SourceNumber;
  readonly compartment: Compartment;
}

/** Of a record that is filed, and when a source changed the identifier by which it knows a patient (A47): the old one leads to it too. */
export async function addLocalIdentifiers(
  transaction: DatabaseTransaction,
  record: OwnRecord,
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

/** Records that are another person's from now on. */
export interface RecordsRelinked {
  readonly from: PersonNumber;
  readonly to: PersonNumber;
  readonly compartments: readonly Compartment[];
}

interface Merge {
  readonly surviving: Compartment;
  readonly merged: Compartment;
  readonly atMs: number;
}

export interface RecordsMerged {
  /** Undefined where they were one person already. */
  readonly relinked: RecordsRelinked | undefined;
  /** Records that are without a place from now on for what another says. */
  readonly newlyWithoutPlace: readonly Compartment[];
}

/** A source says that one of its records is another's duplicate (A40): both show as one person; nothing moves. */
export async function mergeRecords(transaction: DatabaseTransaction, merge: Merge): Promise<RecordsMerged> {
  const relinked = await relinkMerged(transaction, merge);
  const parted =
    relinked === undefined
      ? []
      : await partRestrictions(transaction, { ...relinked, person: relinked.from, atMs: merge.atMs });
  const silenced = await restrictSurvivor(transaction, merge);
  return { relinked, newlyWithoutPlace: [...parted, ...silenced] };
}

async function relinkMerged(transaction: DatabaseTransaction, merge: Merge): Promise<RecordsRelinked | undefined> {
  const rows = await transaction.unsafe<{ compartment: number; person: number }[]>(
    'select compartment, person from patient_index.source_patient where compartment in ($1, $2) for update',
    [merge.surviving, merge.merged],
    { prepare: true },
  );
  const surviving = rows.find((row) => row.compartment === merge.surviving);
  const merged = rows.find((row) => row.compartment === merge.merged);
  if (surviving === undefined || merged === undefined) return undefined;
  const relinked = await transaction.unsafe<{ compartment: number }[]>(
    `update patient_index.source_patient set person = $1, replaced_by = $2
     where compartment = $3 or replaced_by = $3 returning compartment`,
    [surviving.person, merge.surviving, merge.merged],
    { prepare: true },
  );
  await transaction.unsafe(
    `insert into patient_index.link_history (compartment, at_ms, from_person, to_person, decided_by, reason)
     values ($1, $2, $3, $4, 'source', 'merged at the source')`,
    [merge.merged, merge.atMs, merged.person, surviving.person],
    { prepare: true },
  );
  if (merged.person === surviving.person) return undefined;
  return {
    from: merged.person as PersonNumber,
    to: surviving.person as PersonNumber,
    compartments: relinked.map((row) => row.compartment as Compartment),
  };
}
