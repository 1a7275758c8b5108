/** Writes the roots of the subtrees that have become full: one row for 16 leaves, then one for 16 such rows, and so on. */
import type { AnySql } from '#platform';
import { insertSubtrees, type SubtreeRow, selectSubtreeCounts, topLevel } from '../queries/subtrees.ts';
import { tileHeight, tileWidth } from './tile.ts';
import { TreeReader } from './tree-reader.ts';

/** 16,384 leaves: half a megabyte. */
const tilesAtOnce = 1_024;

/** Within the transaction that holds the lock of the log. Bounded memory, whatever is to be caught up. */
export async function extendSubtrees(sql: AnySql, size: number): Promise<void> {
  const counts = await selectSubtreeCounts(sql);
  for (let level = 1; level <= topLevel; level++) {
    const ends = Math.floor(size / tileWidth ** level);
    for (let from = counts.get(level) ?? 0; from < ends; from += tilesAtOnce) {
      const reader = new TreeReader(sql, size);
      const numbers = Array.from({ length: Math.min(tilesAtOnce, ends - from) }, (_, index) => from + index);
      await reader.loadTiles(numbers.map((number) => ({ level: level - 1, number })));
      const rows: SubtreeRow[] = [];
      for (const number of numbers) {
        const hash = (await reader.tile({ level: level - 1, number }))?.hashAt(tileHeight, 0);
        if (hash === undefined) throw new Error('leaves of the log are missing');
        rows.push({ level, number, hash });
      }
      await insertSubtrees(sql, rows);
    }
  }
}
