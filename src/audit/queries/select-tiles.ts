import type { AnySql } from '#platform';

export interface TilePlace {
  readonly level: number;
  readonly number: number;
}

export interface TileRow extends TilePlace {
  readonly hashes: Uint8Array;
}

const width = 256;

/** Tiles of the tree of this size, the last on each level cut where the tree ends. Those without a hash are left out. */
export async function selectTiles(
  sql: AnySql,
  places: readonly TilePlace[],
  size: number,
): Promise<readonly TileRow[]> {
  const leafTiles = places.filter(({ level }) => level === 0).map(({ number }) => String(number));
  const higher = places.filter(({ level }) => level > 0);
  const found: TileRow[] = [];
  const note = (row: Record<string, unknown>): void => {
    found.push({ level: Number(row['level']), number: Number(row['tile']), hashes: row['hashes'] as Uint8Array });
  };
  if (leafTiles.length > 0) {
    const rows = await sql`
      SELECT 0 AS level, asked.tile, string_agg(part.hash, ''::bytea ORDER BY part.leaf_index) AS hashes
      FROM unnest(${leafTiles}::bigint[]) AS asked (tile)
      CROSS JOIN LATERAL (
        SELECT leaf_index, hash FROM audit.leaf
        WHERE leaf_index >= asked.tile * 256 AND leaf_index < least(asked.tile * 256 + 256, ${size}::bigint)
        UNION ALL
        SELECT leaf_index, hash FROM audit.heads
        WHERE leaf_index >= asked.tile * 256 AND leaf_index < least(asked.tile * 256 + 256, ${size}::bigint)
      ) AS part
      GROUP BY asked.tile`;
    rows.forEach(note);
  }
  if (higher.length > 0) {
    const rows = await sql`
      SELECT asked.level, asked.tile, string_agg(subtree.hash, ''::bytea ORDER BY subtree.number) AS hashes
      FROM unnest(
        ${higher.map(({ level }) => level)}::smallint[],
        ${higher.map(({ number }) => String(number))}::bigint[],
        ${higher.map(({ level }) => String(Math.floor(size / width ** level)))}::bigint[]
      ) AS asked (level, tile, ends)
      JOIN audit.subtree ON subtree.level = asked.level AND subtree.number >= asked.tile * 256
        AND subtree.number < least(asked.tile * 256 + 256, asked.ends)
      GROUP BY asked.level, asked.tile`;
    rows.forEach(note);
  }
  return found;
}
