import { type AnySql, numberArray, strictCommitSql } from '#platform';
import type { EntryDraft } from '../log-body.ts';

/**
 * The server counts its transactions from below where the log has come, as after a restore from a dump into a new
 * cluster. An entry written now would stand behind the cursor and never get a leaf, so none is written.
 */
export class CounterBehindLog extends Error {
  override readonly name = 'CounterBehindLog';
}

/** What JSON text and our own names never hold unescaped (RFC 8259 section 7): nothing is quoted twice. */
const separator = '\u001e';

const insertText = `
  INSERT INTO audit.entry (at_ms, request_id, kind, persons, body)
  SELECT draft.at_ms, draft.request_id, draft.kind, draft.persons::bigint[], draft.body
  FROM (
    SELECT ${strictCommitSql} AS commits,
      pg_current_xact_id() > coalesce(
        (SELECT up_to_transaction_id FROM audit.sealing ORDER BY batch DESC LIMIT 1), '0'::xid8) AS is_ahead
  ) AS condition,
    ROWS FROM (
      unnest(($1::text)::bigint[]), string_to_table($2, '${separator}'), string_to_table($3, '${separator}'),
      string_to_table($4, '${separator}'), string_to_table($5, '${separator}')
    ) AS draft (at_ms, request_id, kind, persons, body)
  WHERE condition.commits <> 'off' AND condition.is_ahead
  RETURNING position, request_id, current_setting('synchronous_commit') AS commits`;

/**
 * Inserts the entries in one statement, which is one transaction unless the caller's is going on, and gives their
 * positions in the same order. The
 * statement itself turns synchronous_commit on: a receipt must not rest on how a role or a pool was set up. Throws when
 * nothing was committed, or when the answer did not come within `timeoutMs`.
 */
export async function insertEntries(
  sql: AnySql,
  drafts: readonly EntryDraft[],
  timeoutMs: number,
): Promise<readonly number[]> {
  const joined = (textOf: (draft: EntryDraft) => string): string => drafts.map(textOf).join(separator);
  const insert = sql.unsafe<{ position: number; request_id: string; commits: string }[]>(
    insertText,
    [
      numberArray(drafts.map((draft) => draft.atMs)),
      joined((draft) => draft.requestId),
      joined((draft) => draft.kind),
      joined((draft) => numberArray(draft.persons)),
      joined((draft) => draft.body),
    ],
    { prepare: true },
  );
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    // Not cancelled: the driver's cancel would throw out of reach when the server is gone.
    timer = setTimeout(() => reject(new Error('the log did not answer in time')), timeoutMs);
  });
  try {
    const rows = await Promise.race([insert, expiry]);
    if (rows.length === 0) throw new CounterBehindLog();
    return drafts.map((draft, index) => {
      const row = rows[index];
      if (row === undefined || row['request_id'] !== draft.requestId || row['commits'] === 'off') {
        throw new Error('the log answered for other entries than were sent');
      }
      return Number(row['position']);
    });
  } finally {
    clearTimeout(timer);
  }
}
