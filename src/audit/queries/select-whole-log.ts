/** The whole log, read once: leaves and entries come apart, each in its own order, and are joined by who reads them. */
import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';
import { tileWidth } from '../tree/tile.ts';
import type { LeafForm } from '../verify/leaf-form.ts';
import { personsIn } from './select-underived.ts';
import { topLevel } from './subtrees.ts';

export interface WholeLeaf {
  readonly leafIndex: number;
  readonly entry: number;
  readonly person: PersonNumber;
  readonly personSequence: number;
  readonly form: LeafForm;
  /** Lower-case hex, as is `hash`. */
  readonly salt: string;
  readonly hash: string;
}

export interface WholeEntry {
  readonly position: number;
  readonly transactionId: bigint;
  readonly atMs: number;
  readonly persons: readonly PersonNumber[];
  readonly body: string;
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
  /** Those that became full in this part, by the key of `subtreeKey`. */
  readonly subtrees: ReadonlyMap<string, Uint8Array>;
}

export function subtreeKey(level: number, number: number): string {
  return `${level}/${number}`;
}

/** The leaves from this one to that, which is not in it, with the heads and checkpoints among them. */
export async function selectLogPart(sql: AnySql, from: number, to: number): Promise<LogPart> {
  const leaves = sql`
    SELECT leaf_index, entry, person, person_sequence, form, encode(salt, 'hex'), encode(hash, 'hex')
    FROM audit.leaf WHERE leaf_index >= ${from}::bigint AND leaf_index < ${to}::bigint ORDER BY leaf_index`.values();
  const heads = sql`
    SELECT leaf_index, number, persons, encode(root, 'hex') AS heads_root, at_ms, encode(hash, 'hex') AS hash
    FROM audit.heads WHERE leaf_index >= ${from}::bigint AND leaf_index < ${to}::bigint ORDER BY leaf_index`;
  const checkpoints = sql`
    SELECT size, note FROM audit.checkpoint WHERE size > ${from}::bigint AND size <= ${to}::bigint ORDER BY size`;
  const subtrees = sql`
    SELECT asked.level, part.number, part.hash
    FROM (SELECT level, power(${tileWidth}::integer, level)::bigint AS width
      FROM generate_series(1, ${topLevel}::integer) AS level) AS asked
    CROSS JOIN LATERAL (
      SELECT number, hash FROM audit.subtree
      WHERE subtree.level = asked.level
        AND number >= ${from}::bigint / asked.width AND number < ${to}::bigint / asked.width OFFSET 0
    ) AS part`;
  const [leafRows, headsRows, checkpointRows] = [await leaves, await heads, await checkpoints];
  const subtreeRows = await subtrees;
  return {
    leaves: leafRows.map(wholeLeaf),
    heads: headsRows.map((row) => ({
      leafIndex: Number(row['leaf_index']),
      number: Number(row['number']),
      persons: Number(row['persons']),
      headsRoot: String(row['heads_root']),
      atMs: Number(row['at_ms']),
      hash: String(row['hash']),
    })),
    checkpoints: checkpointRows.map((row) => ({ size: Number(row['size']), note: String(row['note']) })),
    subtrees: new Map(
      subtreeRows.map((row) => [subtreeKey(Number(row['level']), Number(row['number'])), row['hash'] as Uint8Array]),
    ),
  };
}

function wholeLeaf([leafIndex, entry, person, personSequence, form, salt, hash]: readonly unknown[]): WholeLeaf {
  return {
    leafIndex: Number(leafIndex),
    entry: Number(entry),
    person: Number(person) as PersonNumber,
    personSequence: Number(personSequence),
    form: Number(form) as LeafForm,
    salt: String(salt),
    hash: String(hash),
  };
}

export type EntryPlace = Pick<WholeEntry, 'transactionId' | 'position'>;

/**
 * The next entries behind this place, in the order in which leaves are made of them: by the column, since the name alone
 * would order by the text that is given back.
 */
export async function selectEntriesAfter(
  sql: AnySql,
  place: EntryPlace | undefined,
  limit: number,
): Promise<readonly WholeEntry[]> {
  const behind =
    place === undefined
      ? sql``
      : sql`WHERE (transaction_id, position) > (${String(place.transactionId)}::xid8, ${place.position}::bigint)`;
  const rows = await sql`
    SELECT position, transaction_id::text, at_ms, persons::text, body FROM audit.entry ${behind}
    ORDER BY entry.transaction_id, position LIMIT ${limit}`.values();
  return rows.map(wholeEntry);
}

/** Those of these that are there. */
export async function selectEntriesAt(sql: AnySql, positions: readonly number[]): Promise<readonly WholeEntry[]> {
  const rows = await sql`
    SELECT position, transaction_id::text, at_ms, persons::text, body
    FROM audit.entry WHERE position = ANY (${positions.map(String)}::bigint[])`.values();
  return rows.map(wholeEntry);
}

function wholeEntry([position, transactionId, atMs, persons, body]: readonly unknown[]): WholeEntry {
  return {
    position: Number(position),
    transactionId: BigInt(String(transactionId)),
    atMs: Number(atMs),
    persons: personsIn(String(persons)),
    body: String(body),
  };
}

export interface LogExtent {
  /** One more than the last leaf of any kind. */
  readonly size: number;
  readonly newestCheckpoint: number;
  /** Leaf of the newest heads; -1 where there are none. */
  readonly newestHeads: number;
}

export async function selectLogExtent(sql: AnySql): Promise<LogExtent> {
  const [row] = await sql`
    SELECT
      greatest((SELECT max(leaf_index) FROM audit.leaf), (SELECT max(leaf_index) FROM audit.heads), -1) + 1 AS size,
      coalesce((SELECT max(leaf_index) FROM audit.heads), -1) AS newest_heads,
      coalesce((SELECT max(size) FROM audit.checkpoint), 0) AS newest_checkpoint`;
  return {
    size: Number(row!['size']),
    newestCheckpoint: Number(row!['newest_checkpoint']),
    newestHeads: Number(row!['newest_heads']),
  };
}
