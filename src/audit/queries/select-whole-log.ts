import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';
import type { LeafForm } from '../verify/leaf-form.ts';

/** One leaf with all that it was made from; what is not there any more is undefined. */
export interface WholeLeaf {
  readonly leafIndex: number;
  readonly entry: number;
  readonly person: PersonNumber;
  readonly personSequence: number;
  readonly form: LeafForm;
  /** Hashes and salt in lower-case hex. */
  readonly salt: string;
  readonly hash: string;
  readonly previous: string | undefined;
  readonly source:
    | {
        readonly transactionId: bigint;
        readonly atMs: number;
        readonly persons: readonly PersonNumber[];
        readonly body: string;
      }
    | undefined;
}

export interface WholeHeads {
  readonly leafIndex: number;
  readonly number: number;
  readonly persons: number;
  readonly headsRoot: string;
  readonly atMs: number;
  readonly hash: string;
}

export interface NoteRow {
  readonly size: number;
  readonly note: string;
}

export interface LogPart {
  readonly leaves: readonly WholeLeaf[];
  readonly heads: readonly WholeHeads[];
  /** Of the trees that end in this part. */
  readonly checkpoints: readonly NoteRow[];
}

/** All that concerns the leaves from this one to that, which is not in it. */
export async function selectLogPart(sql: AnySql, from: number, to: number): Promise<LogPart> {
  const leaves = sql`
    SELECT leaf.leaf_index, leaf.entry, leaf.person, leaf.person_sequence, leaf.form, encode(leaf.salt, 'hex') AS salt,
      encode(leaf.hash, 'hex') AS hash, encode(before.hash, 'hex') AS previous,
      entry.transaction_id::text AS transaction_id, entry.at_ms, entry.persons::text AS persons, entry.body
    FROM audit.leaf
    LEFT JOIN audit.leaf AS before
      ON before.person = leaf.person AND before.person_sequence = leaf.person_sequence - 1
    LEFT JOIN audit.entry ON entry.position = leaf.entry
    WHERE leaf.leaf_index >= ${from}::bigint AND leaf.leaf_index < ${to}::bigint
    ORDER BY leaf.leaf_index`;
  const heads = sql`
    SELECT leaf_index, number, persons, encode(root, 'hex') AS heads_root, at_ms, encode(hash, 'hex') AS hash
    FROM audit.heads WHERE leaf_index >= ${from}::bigint AND leaf_index < ${to}::bigint ORDER BY leaf_index`;
  const checkpoints = sql`
    SELECT size, note FROM audit.checkpoint WHERE size > ${from}::bigint AND size <= ${to}::bigint ORDER BY size`;
  const [leafRows, headsRows, checkpointRows] = [await leaves, await heads, await checkpoints];
  return {
    leaves: leafRows.map((row) => wholeLeaf(row)),
    heads: headsRows.map((row) => ({
      leafIndex: Number(row['leaf_index']),
      number: Number(row['number']),
      persons: Number(row['persons']),
      headsRoot: String(row['heads_root']),
      atMs: Number(row['at_ms']),
      hash: String(row['hash']),
    })),
    checkpoints: checkpointRows.map((row) => ({ size: Number(row['size']), note: String(row['note']) })),
  };
}

function wholeLeaf(row: Record<string, unknown>): WholeLeaf {
  const isThere = row['body'] !== null;
  return {
    leafIndex: Number(row['leaf_index']),
    entry: Number(row['entry']),
    person: Number(row['person']) as PersonNumber,
    personSequence: Number(row['person_sequence']),
    form: Number(row['form']) as LeafForm,
    salt: String(row['salt']),
    hash: String(row['hash']),
    previous: row['previous'] === null ? undefined : String(row['previous']),
    source: isThere
      ? {
          transactionId: BigInt(String(row['transaction_id'])),
          atMs: Number(row['at_ms']),
          persons: JSON.parse(String(row['persons']).replace('{', '[').replace('}', ']')) as PersonNumber[],
          body: String(row['body']),
        }
      : undefined,
  };
}

export interface LogExtent {
  /** One more than the last leaf of any kind. */
  readonly size: number;
  /** Entries up to the last that has leaves. */
  readonly entries: number;
  /** Persons who have a first leaf, below the last heads. */
  readonly persons: number;
  readonly newestCheckpoint: number;
}

/** Counted apart from what is read leaf by leaf. */
export async function selectLogExtent(sql: AnySql): Promise<LogExtent> {
  const [row] = await sql`
    WITH last AS (
      SELECT entry.transaction_id, entry.position FROM audit.leaf JOIN audit.entry ON entry.position = leaf.entry
      ORDER BY leaf.leaf_index DESC LIMIT 1
    )
    SELECT
      greatest((SELECT max(leaf_index) FROM audit.leaf), (SELECT max(leaf_index) FROM audit.heads), -1) + 1 AS size,
      (SELECT count(*) FROM audit.entry WHERE (transaction_id, position) <=
        ((SELECT transaction_id FROM last), (SELECT position FROM last))) AS entries,
      (SELECT count(*) FROM audit.leaf
        WHERE person_sequence = 1 AND leaf_index < (SELECT max(leaf_index) FROM audit.heads)) AS persons,
      coalesce((SELECT max(size) FROM audit.checkpoint), 0) AS newest_checkpoint`;
  return {
    size: Number(row!['size']),
    entries: Number(row!['entries']),
    persons: Number(row!['persons']),
    newestCheckpoint: Number(row!['newest_checkpoint']),
  };
}
