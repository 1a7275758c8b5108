import type { AnySql } from '#platform';

export interface SubtreeRow {
  readonly level: number;
  readonly number: number;
  readonly hash: Uint8Array;
}

/** Subtrees of 16^12 leaves. */
export const topLevel = 12;

/** How many full subtrees each level has. */
export async function selectSubtreeCounts(sql: AnySql): Promise<ReadonlyMap<number, number>> {
  const rows = await sql`
    SELECT level, (SELECT max(number) FROM audit.subtree WHERE subtree.level = asked.level) + 1 AS count
    FROM generate_series(1, ${topLevel}::integer) AS asked (level)`;
  return new Map(rows.map((row) => [Number(row['level']), Number(row['count'] ?? 0)]));
}

export async function insertSubtrees(sql: AnySql, rows: readonly SubtreeRow[]): Promise<void> {
  await sql`
    INSERT INTO audit.subtree (level, number, hash)
    SELECT level, number, decode(hash, 'hex') FROM unnest(
      ${rows.map(({ level }) => level)}::smallint[],
      ${rows.map(({ number }) => String(number))}::bigint[],
      ${rows.map(({ hash }) => Buffer.from(hash).toString('hex'))}::text[]
    ) AS made (level, number, hash)`;
}
