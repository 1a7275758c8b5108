import type { Sql } from '#platform';
import type { LogFigures } from '../log-event.ts';

interface FigureRow {
  readonly entries: number;
  readonly leaves: number;
  readonly underived: number;
  readonly oldest_at_ms: number | null;
  readonly durable: boolean;
}

/** A few index look-ups, however long the log is. */
export async function selectFigures(sql: Sql, nowMs: number): Promise<LogFigures> {
  const [row] = await sql<FigureRow[]>`
    WITH cursor AS MATERIALIZED (
      SELECT up_to_transaction_id, up_to_position, entries_so_far, last_leaf
      FROM audit.sealing ORDER BY batch DESC LIMIT 1
    ), underived AS MATERIALIZED (
      SELECT at_ms FROM audit.entry
      WHERE (transaction_id, position) > (
        coalesce((SELECT up_to_transaction_id FROM cursor), '0'::xid8),
        coalesce((SELECT up_to_position FROM cursor), 0))
      ORDER BY transaction_id, position LIMIT 10000
    )
    SELECT coalesce((SELECT entries_so_far FROM cursor), 0) AS entries,
      coalesce((SELECT last_leaf FROM cursor), -1) + 1 - coalesce((
        SELECT number FROM audit.heads
        WHERE leaf_index <= (SELECT last_leaf FROM cursor) ORDER BY leaf_index DESC LIMIT 1), 0) AS leaves,
      (SELECT count(*) FROM underived) AS underived,
      (SELECT min(at_ms) FROM underived) AS oldest_at_ms,
      current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS durable`;
  const { entries, leaves, underived, oldest_at_ms: oldestAtMs, durable } = row!;
  return {
    entries: Number(entries),
    leaves: Number(leaves),
    underived: Number(underived),
    oldestUnderivedMs: oldestAtMs === null ? 0 : Math.max(0, nowMs - Number(oldestAtMs)),
    durable,
  };
}
