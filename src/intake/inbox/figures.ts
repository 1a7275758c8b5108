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

export interface IntakeBacklog {
  readonly pending: number;
  readonly oldestPendingMs: number | undefined;
  /** Kept aside: they wait for somebody. */
  readonly quarantined: number;
  readonly unsupported: number;
  readonly oldestKeptAsideMs: number | undefined;
}

/** What waits, and nothing of what is done: as quick in a region of many years. */
export async function readBacklog({ sql }: IntakeDependencies['database']): Promise<IntakeBacklog> {
  const rows = await sql<{ state: MessageState; count: number; oldest_ms: number }[]>`
    select state, count(*) as count, min(received_ms) as oldest_ms from intake.message where state = 'received' group by state
    union all
    select state, count(*), min(received_ms) from intake.message where state in ('quarantined', 'unsupported') group by state`;
  const of = (state: MessageState) => rows.find((row) => row.state === state);
  return {
    pending: of('received')?.count ?? 0,
    oldestPendingMs: of('received')?.oldest_ms,
    quarantined: of('quarantined')?.count ?? 0,
    unsupported: of('unsupported')?.count ?? 0,
    oldestKeptAsideMs: rows.reduce<number | undefined>(
      (oldest, { state, oldest_ms: ms }) => (state === 'received' || (oldest ?? ms) < ms ? oldest : ms),
      undefined,
    ),
  };
}
