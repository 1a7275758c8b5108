import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';
import type { LeafForm, LeafPlace } from '../verify/leaf-form.ts';

export interface DerivedLeaf extends LeafPlace {
  readonly person: PersonNumber;
  readonly form: LeafForm;
  /** Lower-case hex, as is `hash`. */
  readonly salt: string;
  readonly hash: string;
}

export interface Sealing {
  readonly batch: number;
  readonly upToTransactionId: string;
  readonly upToPosition: number;
  readonly entriesSoFar: number;
  readonly atMs: number;
}

/** The leaves of one batch, then the cursor behind them. */
export async function insertLeaves(sql: AnySql, leaves: readonly DerivedLeaf[], sealing: Sealing): Promise<void> {
  await sql`
    INSERT INTO audit.leaf (leaf_index, entry, person, person_sequence, form, salt, hash)
    SELECT leaf_index, entry, person, person_sequence, form, decode(salt, 'hex'), decode(hash, 'hex')
    FROM unnest(
      ${leaves.map((leaf) => String(leaf.leafIndex))}::bigint[],
      ${leaves.map((leaf) => String(leaf.entry))}::bigint[],
      ${leaves.map((leaf) => String(leaf.person))}::bigint[],
      ${leaves.map((leaf) => String(leaf.personSequence))}::bigint[],
      ${leaves.map((leaf) => leaf.form)}::smallint[],
      ${leaves.map((leaf) => leaf.salt)}::text[],
      ${leaves.map((leaf) => leaf.hash)}::text[]
    ) AS leaf (leaf_index, entry, person, person_sequence, form, salt, hash)`;
  await sql`
    INSERT INTO audit.sealing
      (batch, up_to_transaction_id, up_to_position, first_leaf, last_leaf, entries_so_far, at_ms)
    VALUES (${sealing.batch}, ${sealing.upToTransactionId}::xid8, ${sealing.upToPosition},
      ${leaves[0]!.leafIndex}, ${leaves.at(-1)!.leafIndex}, ${sealing.entriesSoFar}, ${sealing.atMs})`;
}
