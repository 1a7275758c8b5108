import type { AnySql } from '#platform';
import { tileWidth } from '../tree/tile.ts';

export interface TilePlace {
  readonly level: number;
  readonly number: number;
}

export interface TileRow extends TilePlace {
  readonly hashes: Uint8Array;
}

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
      SELECT 0 AS level, asked.tile, part.hashes
      FROM (SELECT tile, tile * ${tileWidth}::bigint AS first FROM unnest(${leafTiles}::bigint[]) AS tile) AS asked
      CROSS JOIN LATERAL (
        SELECT string_agg(hash, ''::bytea ORDER BY leaf_index) AS hashes FROM (
          SELECT leaf_index, hash FROM audit.leaf
          WHERE leaf_index >= asked.first AND leaf_index < least(asked.first + ${tileWidth}::bigint, ${size}::bigint)
          UNION ALL
          SELECT leaf_index, hash FROM audit.heads
          WHERE leaf_index >= asked.first AND leaf_index < least(asked.first + ${tileWidth}::bigint, ${size}::bigint)
        ) AS leaves
      ) AS part
      WHERE part.hashes IS NOT NULL`;
    rows.forEach(note);
  }
  if (higher.length > 0) {
    // Asked for tile by tile: as one join, the planner would hash all rows of a level for a few of them.
    const rows = await sql`
      SELECT asked.level, asked.tile, part.hashes
      FROM unnest(
        ${higher.map(({ level }) => level)}::smallint[],
        ${higher.map(({ number }) => String(number))}::bigint[],
        ${higher.map(({ level }) => String(Math.floor(size / tileWidth ** level)))}::bigint[]
      ) AS asked (level, tile, ends)
      CROSS JOIN LATERAL (
        SELECT string_agg(hash, ''::bytea ORDER BY number) AS hashes FROM audit.subtree
        WHERE subtree.level = asked.level AND subtree.number >= asked.tile * ${tileWidth}::bigint
          AND subtree.number < least((asked.tile + 1) * ${tileWidth}::bigint, asked.ends)
      ) AS part
      WHERE part.hashes IS NOT NULL`;
    rows.forEach(note);
  }
  return found;
}
