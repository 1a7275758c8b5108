import type { AnySql } from '#platform';

export interface CompromisedDay {
  /** YYYY-MM-DD, in London. */
  readonly day: string;
  readonly foundMs: number;
  /** What was found first; it names places in the log, never a person. */
  readonly says: string;
}

export async function selectCompromisedDays(sql: AnySql): Promise<readonly CompromisedDay[]> {
  const rows = await sql`SELECT day::text, found_ms, says FROM audit.compromised_day ORDER BY day`;
  return rows.map((row) => ({
    day: String(row['day']),
    foundMs: Number(row['found_ms']),
    says: String(row['says']),
  }));
}

/** The days on which the entries of these leaves were made, and the leaf before and after them: those that stand still. */
export async function selectDaysOfLeaves(sql: AnySql, first: number, last: number): Promise<readonly string[]> {
  const rows = await sql`
    WITH moment AS (
      SELECT min(entry.at_ms) AS from_ms, max(entry.at_ms) AS until_ms FROM audit.leaf JOIN audit.entry ON position = entry
      WHERE leaf_index BETWEEN
        coalesce((SELECT max(leaf_index) FROM audit.leaf WHERE leaf_index <= ${String(first)}::bigint), 0) AND
        coalesce((SELECT min(leaf_index) FROM audit.leaf WHERE leaf_index >= ${String(last)}::bigint),
          (SELECT max(leaf_index) FROM audit.leaf))
    )
    SELECT day::date::text AS day FROM moment CROSS JOIN LATERAL generate_series(
      date_trunc('day', to_timestamp(from_ms / 1000.0) AT TIME ZONE 'Europe/London'),
      to_timestamp(until_ms / 1000.0) AT TIME ZONE 'Europe/London', interval '1 day') AS day`;
  return rows.map((row) => String(row['day']));
}

/** Gives those that were not known. */
export async function insertCompromisedDays(sql: AnySql, days: readonly CompromisedDay[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { day, foundMs, says } of days) {
    const rows = await sql`INSERT INTO audit.compromised_day (day, found_ms, says)
      VALUES (${day}, ${foundMs}, ${says}) ON CONFLICT DO NOTHING RETURNING day`;
    if (rows.length > 0) found.push(day);
  }
  return found;
}
