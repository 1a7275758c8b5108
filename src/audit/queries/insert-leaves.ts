import type { PersonNumber } from '#disclosure';
import { type AnySql, numberArray } from '#platform';
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

/** One text for each column and the bytes of all rows in one piece: lists that the driver quotes item by item cost more than the rows. */
const insertText = `
  WITH bytes AS MATERIALIZED (SELECT decode($2, 'hex') AS salts, decode($3, 'hex') AS hashes)
  INSERT INTO audit.leaf (leaf_index, entry, person, person_sequence, form, salt, hash)
  SELECT $1::bigint + leaf.number - 1, leaf.entry, leaf.person, leaf.person_sequence, leaf.form,
    substring(bytes.salts FROM (leaf.number * 32 - 31)::integer FOR 32),
    substring(bytes.hashes FROM (leaf.number * 32 - 31)::integer FOR 32)
  FROM bytes, ROWS FROM (
    unnest(($4::text)::bigint[]), unnest(($5::text)::bigint[]), unnest(($6::text)::bigint[]), unnest(($7::text)::smallint[])
  ) WITH ORDINALITY AS leaf (entry, person, person_sequence, form, number)`;

/** The leaves of one batch, whose indexes follow each other, then the cursor behind them. */
export async function insertLeaves(sql: AnySql, leaves: readonly DerivedLeaf[], sealing: Sealing): Promise<void> {
  const first = leaves[0]!.leafIndex;
  if (leaves.some(({ leafIndex }, at) => leafIndex !== first + at)) throw new Error('leaves of a batch have a gap');
  const list = (numberOf: (leaf: DerivedLeaf) => number): string => numberArray(leaves.map(numberOf));
  const inserted = await sql.unsafe(
    insertText,
    [
      first,
      leaves.map(({ salt }) => salt).join(''),
      leaves.map(({ hash }) => hash).join(''),
      list(({ entry }) => entry),
      list(({ person }) => person),
      list(({ personSequence }) => personSequence),
      list(({ form }) => form),
    ],
    { prepare: true },
  );
  if (inserted.count !== leaves.length) throw new Error('other leaves were written than were made');
  await sql`
    INSERT INTO audit.sealing
      (batch, up_to_transaction_id, up_to_position, first_leaf, last_leaf, entries_so_far, at_ms)
    VALUES (${sealing.batch}, ${sealing.upToTransactionId}::xid8, ${sealing.upToPosition},
      ${first}, ${leaves.at(-1)!.leafIndex}, ${sealing.entriesSoFar}, ${sealing.atMs})`;
}
