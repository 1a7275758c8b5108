/** Conservation: what came in is filed, set aside, discarded or pending (safety I10). */
import type { IntakeDependencies } from '../intake-dependencies.ts';
import type { MessageState } from './kept-message.ts';

export interface IntakeFigures {
  readonly received: number;
  readonly filed: number;
  readonly quarantined: number;
  readonly unsupported: number;
  readonly discarded: number;
  readonly pending: number;
  readonly oldestPendingMs: number | undefined;
  readonly senders: readonly { readonly source: string; readonly lastHeardMs: number | undefined }[];
}

export async function readFigures(deps: Pick<IntakeDependencies, 'database' | 'directory'>): Promise<IntakeFigures> {
  const rows = await deps.database.sql<{ state: MessageState; count: number; oldest_ms: number }[]>`
    select state, count(*) as count, min(received_ms) as oldest_ms from intake.message group by state`;
  const count = (state: MessageState): number => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    received: rows.reduce((sum, row) => sum + row.count, 0),
    filed: count('filed'),
    quarantined: count('quarantined'),
    unsupported: count('unsupported'),
    discarded: count('discarded'),
    pending: count('received'),
    oldestPendingMs: rows.find((row) => row.state === 'received')?.oldest_ms,
    senders: deps.directory
      .sources()
      .filter((source) => source.feed === 'hl7v2')
      .map((source) => ({ source: source.code, lastHeardMs: source.lastReceivedMs })),
  };
}

/** Each is counted to 10,000. */
export interface IntakeBacklog {
  readonly pending: number;
  readonly oldestPendingMs: number | undefined;
  /** Waits for a person. */
  readonly quarantined: number;
  readonly oldestQuarantinedMs: number | undefined;
  /** Waits for a release that knows the kind: for years, so that its age says nothing. */
  readonly unsupported: number;
}

/** What waits, by index alone: as quick in a region of many years. */
export async function readBacklog({ sql }: Pick<IntakeDependencies['database'], 'sql'>): Promise<IntakeBacklog> {
  const [row] = await sql<
    {
      pending: number;
      oldest_pending_ms: number | null;
      quarantined: number;
      oldest_quarantined_ms: number | null;
      unsupported: number;
    }[]
  >`
    with pending as materialized (
      select received_ms from intake.message where state = 'received' order by number limit 10000
    ), quarantined as materialized (
      select received_ms from intake.message where state = 'quarantined' order by received_ms limit 10000
    )
    select (select count(*) from pending) as pending, (select min(received_ms) from pending) as oldest_pending_ms,
      (select count(*) from quarantined) as quarantined, (select min(received_ms) from quarantined) as oldest_quarantined_ms,
      (select count(*) from (select from intake.message where state = 'unsupported' limit 10000) as one) as unsupported`;
  return {
    pending: row!.pending,
    oldestPendingMs: row!.oldest_pending_ms ?? undefined,
    quarantined: row!.quarantined,
    oldestQuarantinedMs: row!.oldest_quarantined_ms ?? undefined,
    unsupported: row!.unsupported,
  };
}
