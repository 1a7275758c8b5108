/** Reads the inbox. */
import type { SourceNumber } from '#disclosure';
import type { AnySql } from '#platform';
import { type KeptMessage, type MessageIdentity, type MessageState, reasonOf } from './kept-message.ts';

interface Row {
  number: number;
  source: number;
  sender: string;
  control_id: string;
  state: MessageState;
  trigger: string;
  received_ms: number;
  attempts: number;
  reason_code: string | null;
  reason_flaws: string | null;
}

export interface StoredMessage extends KeptMessage {
  /** `ADT^A01`; empty where it could not be read. */
  readonly trigger: string;
}

const columns = 'number, source, sender, control_id, state, trigger, received_ms, attempts, reason_code, reason_flaws';

function stored(row: Row): StoredMessage {
  return {
    number: row.number,
    source: row.source as SourceNumber,
    sender: row.sender,
    controlId: row.control_id,
    state: row.state,
    trigger: row.trigger,
    receivedMs: row.received_ms,
    attempts: row.attempts,
    reason: reasonOf(row.reason_code, row.reason_flaws),
  };
}

export async function findByIdentity(sql: AnySql, identity: MessageIdentity): Promise<StoredMessage | undefined> {
  const rows = await sql.unsafe<Row[]>(
    `select ${columns} from intake.message where key_hash = $1 and content_hash = $2`,
    [identity.keyHash, identity.contentHash],
    { prepare: true },
  );
  return rows[0] && stored(rows[0]);
}

export async function findByNumber(
  sql: AnySql,
  number: number,
): Promise<(StoredMessage & { raw: Uint8Array }) | undefined> {
  const rows = await sql.unsafe<(Row & { raw: Uint8Array })[]>(
    `select ${columns}, raw from intake.message where number = $1`,
    [number],
    { prepare: true },
  );
  return rows[0] && { ...stored(rows[0]), raw: rows[0].raw };
}

/** Messages that were kept and never filed, oldest first: of one sender, or of all. Few at a time (safety I8). */
export async function findReceived(
  sql: AnySql,
  wanted: { readonly after: number; readonly before?: number; readonly sender?: string; readonly limit: number },
): Promise<(StoredMessage & { raw: Uint8Array })[]> {
  const rows = await sql.unsafe<(Row & { raw: Uint8Array })[]>(
    `select ${columns}, raw from intake.message where state = 'received' and number > $1
     and ($2::bigint is null or number < $2) and ($3::text is null or sender = $3) order by number limit $4`,
    [wanted.after, wanted.before ?? null, wanted.sender ?? null, wanted.limit],
    { prepare: true },
  );
  return rows.map((row) => ({ ...stored(row), raw: row.raw }));
}

/** What was set aside, newest first. */
export async function listAside(
  sql: AnySql,
  wanted: { readonly before?: number; readonly limit: number },
): Promise<StoredMessage[]> {
  const rows = await sql.unsafe<Row[]>(
    `select ${columns} from intake.message where state in ('quarantined', 'unsupported')
     and ($1::bigint is null or number < $1) order by number desc limit $2`,
    [wanted.before ?? null, wanted.limit],
    { prepare: true },
  );
  return rows.map(stored);
}
