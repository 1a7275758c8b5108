import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';
import type { SealingCursor } from './lock-sealing.ts';

export interface UnderivedEntry {
  readonly position: number;
  readonly transactionId: string;
  readonly atMs: number;
  readonly persons: readonly PersonNumber[];
  readonly body: string;
}

const batchEntries = 500;
const batchLeaves = 5_000;
const batchBytes = 8_000_000;

export interface UnderivedBatch {
  readonly entries: readonly UnderivedEntry[];
  /** No other entry could be derived at this moment. */
  readonly isAll: boolean;
}

/**
 * The next entries behind the cursor, in order, as many as fit one batch and at least one. Only those whose transaction
 * is below every running one: nothing can appear before them any more.
 */
export async function selectUnderived(sql: AnySql, cursor: SealingCursor): Promise<UnderivedBatch> {
  const rows = await sql`
    SELECT position, transaction_id::text, at_ms, persons::text, body, fetched
    FROM (
      SELECT *,
        count(*) OVER () AS fetched,
        row_number() OVER so_far AS number,
        sum(greatest(1, cardinality(persons))) OVER so_far AS leaves,
        sum(octet_length(body)) OVER so_far AS bytes
      FROM (
        SELECT * FROM audit.entry
        WHERE (transaction_id, position) > (${cursor.transactionId}::xid8, ${cursor.position}::bigint)
          AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY transaction_id, position
        LIMIT ${batchEntries}
      ) AS next
      WINDOW so_far AS (ORDER BY transaction_id, position)
    ) AS measured
    WHERE number = 1 OR (leaves <= ${batchLeaves} AND bytes <= ${batchBytes})
    ORDER BY number`.values();
  const fetched = Number(rows[0]?.[5] ?? 0);
  return { entries: rows.map(underivedEntry), isAll: fetched < batchEntries && rows.length === fetched };
}

function underivedEntry([position, transactionId, atMs, persons, body]: readonly unknown[]): UnderivedEntry {
  return {
    position: Number(position),
    transactionId: String(transactionId),
    atMs: Number(atMs),
    persons: personsIn(String(persons)),
    body: String(body),
  };
}

/** PostgreSQL's own text of a list of numbers: the driver's reader goes through it letter by letter. */
export function personsIn(list: string): readonly PersonNumber[] {
  return list === '{}'
    ? []
    : list
        .slice(1, -1)
        .split(',')
        .map((number) => Number(number) as PersonNumber);
}
