import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';
import type { BranchHash } from '../tree/heads-crown.ts';

export interface HeadsRow {
  readonly number: number;
  readonly leafIndex: number;
  readonly persons: number;
  readonly root: Uint8Array;
  readonly atMs: number;
  readonly hash: Uint8Array;
}

/** The newest heads of a tree of this size; undefined where there is none yet. */
export async function selectHeadsBefore(sql: AnySql, size: number): Promise<HeadsRow | undefined> {
  const [row] = await sql`
    SELECT number, leaf_index, persons, root, at_ms, hash FROM audit.heads
    WHERE leaf_index < ${size}::bigint ORDER BY leaf_index DESC LIMIT 1`;
  if (row === undefined) return undefined;
  return {
    number: Number(row['number']),
    leafIndex: Number(row['leaf_index']),
    persons: Number(row['persons']),
    root: row['root'] as Uint8Array,
    atMs: Number(row['at_ms']),
    hash: row['hash'] as Uint8Array,
  };
}

/** Gives every person whose first leaf is at or after this one a place in the map; how many there were. */
export async function insertHeadPlaces(sql: AnySql, fromLeaf: number): Promise<number> {
  const [row] = await sql`
    WITH placed AS (
      INSERT INTO audit.head_place (bucket, person)
      SELECT get_byte(key, 0) * 256 + get_byte(key, 1), person
      FROM (
        SELECT person, sha256(convert_to('goldthread person ' || person, 'UTF8')) AS key
        FROM audit.leaf WHERE leaf_index >= ${fromLeaf}::bigint AND person_sequence = 1
      ) AS newcomer
      ON CONFLICT DO NOTHING
      RETURNING 1
    )
    SELECT count(*) AS count FROM placed`;
  return Number(row?.['count'] ?? 0);
}

/** The branches of everybody who has a leaf at or after this one. */
export async function selectChangedBranches(sql: AnySql, fromLeaf: number): Promise<readonly number[]> {
  const rows = await sql`
    SELECT DISTINCT get_byte(key, 0) * 256 + get_byte(key, 1) AS bucket
    FROM (
      SELECT sha256(convert_to('goldthread person ' || person, 'UTF8')) AS key
      FROM (SELECT DISTINCT person FROM audit.leaf WHERE leaf_index >= ${fromLeaf}::bigint) AS changed
    ) AS keyed
    ORDER BY bucket`;
  return rows.map((row) => Number(row['bucket']));
}

export interface HeadRow {
  readonly bucket: number;
  readonly person: PersonNumber;
  readonly count: number;
  /** Lower-case hex. */
  readonly hash: string;
}

/** The heads of everybody on these branches, as they were before this leaf. */
export async function selectHeadsOfBranches(
  sql: AnySql,
  buckets: readonly number[],
  beforeLeaf: number,
): Promise<readonly HeadRow[]> {
  const rows = await sql`
    SELECT head_place.bucket, head_place.person, head.person_sequence, encode(head.hash, 'hex') AS hash
    FROM audit.head_place
    CROSS JOIN LATERAL (
      SELECT person_sequence, hash FROM audit.leaf
      WHERE leaf.person = head_place.person AND leaf_index < ${beforeLeaf}::bigint
      ORDER BY leaf_index DESC LIMIT 1
    ) AS head
    WHERE head_place.bucket = ANY (${[...buckets]}::integer[])`;
  return rows.map((row) => ({
    bucket: Number(row['bucket']),
    person: Number(row['person']) as PersonNumber,
    count: Number(row['person_sequence']),
    hash: String(row['hash']),
  }));
}

/** What changed on the branches after these heads, up to those; oldest first. */
export async function selectBranchesSince(sql: AnySql, after: number, upTo: number): Promise<readonly BranchHash[]> {
  const rows =
    after === 0
      ? // From one branch to the next along the primary key. Asked for by their numbers instead, 61 branches of 4,643 rows
        // were looked for 65,536 times by the other index: a minute of processor time in which the log got no leaves.
        await sql`
          WITH RECURSIVE newest AS (
            (SELECT bucket, hash FROM audit.head_bucket
             WHERE heads <= ${upTo}::bigint ORDER BY bucket DESC, heads DESC LIMIT 1)
            UNION ALL
            SELECT next.bucket, next.hash FROM newest CROSS JOIN LATERAL (
              SELECT bucket, hash FROM audit.head_bucket
              WHERE head_bucket.bucket < newest.bucket AND heads <= ${upTo}::bigint
              ORDER BY bucket DESC, heads DESC LIMIT 1
            ) AS next
          )
          SELECT bucket, hash FROM newest`
      : await sql`
          SELECT bucket, hash FROM audit.head_bucket
          WHERE heads > ${after}::bigint AND heads <= ${upTo}::bigint ORDER BY heads`;
  return rows.map((row) => ({ bucket: Number(row['bucket']), hash: row['hash'] as Uint8Array }));
}

export async function insertBranches(sql: AnySql, heads: number, branches: readonly BranchHash[]): Promise<void> {
  await sql`
    INSERT INTO audit.head_bucket (bucket, heads, hash)
    SELECT bucket, ${heads}::bigint, decode(hash, 'hex') FROM unnest(
      ${branches.map(({ bucket }) => bucket)}::integer[],
      ${branches.map(({ hash }) => Buffer.from(hash).toString('hex'))}::text[]
    ) AS branch (bucket, hash)`;
}

export async function insertHeads(sql: AnySql, heads: HeadsRow): Promise<void> {
  await sql`
    INSERT INTO audit.heads (number, leaf_index, persons, root, at_ms, hash)
    VALUES (${heads.number}, ${heads.leafIndex}, ${heads.persons}, ${heads.root}, ${heads.atMs}, ${heads.hash})`;
}
