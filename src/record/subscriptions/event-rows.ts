/** The SQL of events: from the outbox to each subscriber's own queue, in the order of the changes. */
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import { numberTimeMs } from '#kernel/identity-number.ts';
import type { Database, DatabaseTransaction } from '#platform';
import type { SubscriptionEvent } from './subscription.ts';

interface Row {
  position: number;
  compartment: number;
  number: number;
  type: number;
  version: number;
  source: number;
  event: number | null;
}

const columns = 'position, compartment, number, type, version, source';

function eventOf(row: Omit<Row, 'event'> & { readonly event?: number | null }): SubscriptionEvent {
  return {
    position: row.position,
    compartment: row.compartment as Compartment,
    number: row.number as ResourceNumber,
    type: row.type,
    version: row.version as VersionNumber,
    source: row.source,
    atMs: numberTimeMs(row.version),
    event: row.event ?? undefined,
  };
}

const changesAtOnce = 2_000;
/** Longer than a change stays here: no transaction that holds it back lives so long. */
const newMs = 300_000;

export interface TakenChange {
  readonly event: SubscriptionEvent;
  /** Subscriptions that were made when it had happened already. */
  readonly before: readonly string[];
}

/**
 * Takes what changed off the outbox. Only of transactions that no running one is older than: then nothing can still come
 * in before. Positions rise with the locks of rows, so two changes of one resource keep their order.
 */
export async function takeChanges(transaction: DatabaseTransaction, nowMs: number): Promise<TakenChange[]> {
  const rows = await transaction.unsafe<(Omit<Row, 'event'> & { before: string[] })[]>(
    `delete from record.change where (compartment, position) in (
       select compartment, position from record.change
       where transaction_id < pg_snapshot_xmin(pg_current_snapshot()) order by position limit ${changesAtOnce})
     returning ${columns}, array(select id from record.subscription
       where created_ms > $1 and pg_visible_in_snapshot(change.transaction_id, created_in)) as before`,
    [nowMs - newMs],
    { prepare: true },
  );
  return rows
    .map(({ before, ...row }) => ({ event: eventOf(row), before }))
    .sort((one, other) => one.event.position - other.event.position);
}

/** One process at a time, so that what is taken later also stands later. */
export async function lockOutbox(transaction: DatabaseTransaction): Promise<boolean> {
  const rows = await transaction.unsafe<{ mine: boolean }[]>('select pg_try_advisory_xact_lock(7005) as mine', [], {
    prepare: true,
  });
  return rows[0]?.mine === true;
}

export async function queueEvents(
  transaction: DatabaseTransaction,
  queued: readonly { readonly subscription: string; readonly event: SubscriptionEvent }[],
): Promise<void> {
  if (queued.length === 0) return;
  await transaction`insert into record.subscription_event ${transaction(
    queued.map(({ subscription, event }) => ({
      subscription,
      position: event.position,
      compartment: event.compartment,
      number: event.number,
      type: event.type,
      version: event.version,
      source: event.source,
      at_ms: event.atMs,
    })),
  )} on conflict do nothing`;
}

export async function selectUnjudged(
  { sql }: Database,
  subscription: string,
  limit: number,
): Promise<SubscriptionEvent[]> {
  const rows = await sql<Row[]>`
    select ${sql.unsafe(columns)}, event from record.subscription_event
    where subscription = ${subscription} and state = 'waiting' and event is null order by position limit ${limit}`;
  return rows.map(eventOf);
}

export async function selectUnsent(
  { sql }: Database,
  subscription: string,
  limit: number,
): Promise<SubscriptionEvent[]> {
  const rows = await sql<Row[]>`
    select ${sql.unsafe(columns)}, event from record.subscription_event
    where subscription = ${subscription} and state = 'waiting' and event is not null order by event limit ${limit}`;
  return rows.map(eventOf);
}

export async function selectNumbered(
  { sql }: Database,
  subscription: string,
  range: { readonly from: number; readonly until: number; readonly limit: number },
): Promise<SubscriptionEvent[]> {
  const rows = await sql<Row[]>`
    select ${sql.unsafe(columns)}, event from record.subscription_event
    where subscription = ${subscription} and event between ${range.from} and ${range.until} order by event limit ${range.limit}`;
  return rows.map(eventOf);
}

/** Numbers those that are for this subscriber, in their order, and forgets the others: they were never an event. */
export async function numberEvents(
  database: Database,
  subscription: string,
  judged: { readonly mine: readonly number[]; readonly others: readonly number[] },
): Promise<void> {
  await database.transaction(async (sql) => {
    await sql`delete from record.subscription_event
      where subscription = ${subscription} and position = any(${judged.others as number[]})`;
    if (judged.mine.length === 0) return;
    const [row] = await sql<{ events: number }[]>`
      update record.subscription set events = events + ${judged.mine.length} where id = ${subscription} returning events`;
    if (row === undefined) return;
    const first = row.events - judged.mine.length;
    await sql`update record.subscription_event as one set event = ${first} + row.place
      from unnest(${judged.mine as number[]}::bigint[]) with ordinality as row (position, place)
      where one.subscription = ${subscription} and one.position = row.position`;
  });
}

export async function markSent({ sql }: Database, subscription: string, events: readonly number[]): Promise<void> {
  if (events.length === 0) return;
  await sql`update record.subscription_event set state = 'sent'
    where subscription = ${subscription} and event = any(${events as number[]}) and state = 'waiting'`;
}

export async function forgetEvents({ sql }: Database, beforeMs: number): Promise<void> {
  await sql`delete from record.subscription_event where at_ms < ${beforeMs} and state <> 'dead'`;
}
