import type { Sql } from '#platform';

/** An entry has the time of its request, and stands where it was committed: the newest time may stand a little before the last. */
const lastEntries = 1_000;

/** The newest time in the log, of an entry or of a seal; undefined in an empty one. A few index look-ups. */
export async function selectNewestMoment(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ newest_ms: number | null }[]>`
    SELECT greatest(
      (SELECT max(at_ms) FROM (SELECT at_ms FROM audit.entry ORDER BY position DESC LIMIT ${lastEntries}) AS last_entry),
      (SELECT at_ms FROM audit.heads ORDER BY leaf_index DESC LIMIT 1)) AS newest_ms`;
  return row?.newest_ms === null || row === undefined ? undefined : Number(row.newest_ms);
}
