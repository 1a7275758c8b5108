import type { AnySql } from '#platform';

/** How far the leaves have come. */
export interface SealingCursor {
  readonly batch: number;
  /** A 64-bit transaction id, as text. */
  readonly transactionId: string;
  readonly position: number;
  /** Of the whole log: a person's, or the heads behind them. */
  readonly lastLeaf: number;
  readonly entriesSoFar: number;
}

const start: SealingCursor = { batch: 0, transactionId: '0', position: 0, lastLeaf: -1, entriesSoFar: 0 };

/** Any number, as long as nothing else takes it: the letters "audit" in ASCII. */
const advisoryLock = 0x6175646974;

/**
 * Lets one deriver in until its transaction ends, then reads the cursor with a snapshot taken after the wait. The leaves
 * are flushed before anybody sees them, because their salts cannot be made again.
 */
export async function lockSealing(sql: AnySql): Promise<SealingCursor> {
  await sql`SELECT pg_advisory_xact_lock(${advisoryLock}), set_config('synchronous_commit', 'on', true)`;
  const [row] = await sql`
    SELECT batch, up_to_transaction_id::text AS transaction_id, up_to_position, entries_so_far,
      greatest(last_leaf, (SELECT max(leaf_index) FROM audit.heads)) AS last_leaf
    FROM audit.sealing ORDER BY batch DESC LIMIT 1`;
  if (row === undefined) return start;
  return {
    batch: Number(row['batch']),
    transactionId: String(row['transaction_id']),
    position: Number(row['up_to_position']),
    lastLeaf: Number(row['last_leaf']),
    entriesSoFar: Number(row['entries_so_far']),
  };
}
