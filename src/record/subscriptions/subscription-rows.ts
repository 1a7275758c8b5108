/** The SQL of subscriptions. */
import type { Caller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { AnySql, Database } from '#platform';
import { believedMs } from './outbox.ts';
import type { StoredSubscription, SubscriptionStatus, SubscriptionTerms } from './subscription.ts';

interface Row {
  id: string;
  owner: string;
  caller: Caller;
  scopes: string[];
  topic: string;
  filters: string[];
  types: number[];
  anchor: number | null;
  channel: StoredSubscription['channel'];
  endpoint: string | null;
  headers: string[];
  payload: StoredSubscription['payload'];
  heartbeat_seconds: number | null;
  timeout_seconds: number;
  max_count: number;
  reason: string;
  status: SubscriptionStatus;
  error: string | null;
  created_ms: number;
  end_ms: number | null;
  events: number;
  failures: number;
  failing_since_ms: number | null;
  last_sent_ms: number | null;
}

const columns = `id, owner, caller, scopes, topic, filters, types, anchor, channel, endpoint, headers, payload,
  heartbeat_seconds, timeout_seconds, max_count, reason, status, error, created_ms, end_ms, events, failures,
  failing_since_ms, last_sent_ms`;

function subscriptionOf(row: Row): StoredSubscription {
  return {
    id: row.id,
    owner: row.owner,
    caller: row.caller,
    scopes: row.scopes,
    topic: row.topic,
    filters: row.filters,
    types: row.types,
    anchor: (row.anchor ?? undefined) as Compartment | undefined,
    channel: row.channel,
    endpoint: row.endpoint ?? undefined,
    headers: row.headers,
    payload: row.payload,
    heartbeatSeconds: row.heartbeat_seconds ?? undefined,
    timeoutSeconds: row.timeout_seconds,
    maxCount: row.max_count,
    reason: row.reason,
    status: row.status,
    error: row.error ?? undefined,
    createdMs: row.created_ms,
    endMs: row.end_ms ?? undefined,
    events: row.events,
    failures: row.failures,
    failingSinceMs: row.failing_since_ms ?? undefined,
    lastSentMs: row.last_sent_ms ?? undefined,
  };
}

export interface NewSubscription extends SubscriptionTerms {
  readonly id: string;
  readonly owner: string;
  readonly caller: Caller;
  readonly scopes: readonly string[];
  readonly createdMs: number;
}

/** False when the owner has as many as they may. */
export async function insertSubscription(database: Database, made: NewSubscription, most: number): Promise<boolean> {
  return database.transaction(async (sql) => {
    await sql`select pg_advisory_xact_lock(7004, hashtext(${made.owner}))`;
    const [count] = await sql<{ number: number }[]>`
      select count(*)::int as number from record.subscription where owner = ${made.owner} and status <> 'off'`;
    if ((count?.number ?? 0) >= most) return false;
    await sql`insert into record.subscription ${sql({
      id: made.id,
      owner: made.owner,
      caller: sql.json(made.caller as never) as never,
      scopes: made.scopes as string[],
      topic: made.topic,
      filters: made.filters as string[],
      types: made.types as number[],
      anchor: made.anchor ?? null,
      channel: made.channel,
      endpoint: made.endpoint ?? null,
      headers: made.headers as string[],
      payload: made.payload,
      heartbeat_seconds: made.heartbeatSeconds ?? null,
      timeout_seconds: made.timeoutSeconds,
      max_count: made.maxCount,
      reason: made.reason,
      created_ms: made.createdMs,
      end_ms: made.endMs ?? null,
    })}`;
    return true;
  });
}

export async function selectOwn({ sql }: Database, owner: string, id?: string): Promise<StoredSubscription[]> {
  const rows = await sql.unsafe<Row[]>(
    `select ${columns} from record.subscription where owner = $1 and ($2::text is null or id = $2) order by created_ms, id`,
    [owner, id ?? null],
  );
  return rows.map(subscriptionOf);
}

export async function deleteOwn({ sql }: Database, owner: string, id: string): Promise<boolean> {
  const rows = await sql`delete from record.subscription where owner = ${owner} and id = ${id} returning id`;
  return rows.length > 0;
}

/** Whether every process looks before it writes: somebody was subscribed long enough. */
export async function isEverybodyLooking({ sql }: Pick<Database, 'sql'>): Promise<boolean> {
  const rows = await sql`select 1 from record.subscription
    where status <> 'off' and from_transaction is not null limit 1`;
  return rows.length === 1;
}

/** Those that hear of what changes: from the moment that they are there, told once they are active. */
export async function selectHearing(sql: AnySql): Promise<StoredSubscription[]> {
  const rows = await sql.unsafe<Row[]>(`select ${columns} from record.subscription where status <> 'off'`, [], {
    prepare: true,
  });
  return rows.map(subscriptionOf);
}

export interface DueQuery {
  /** Subscriptions with a websocket here. */
  readonly bound: readonly string[];
  readonly busyOwners: readonly string[];
}

/**
 * Takes the next that is due: for `leaseMs` nobody else does. Due is what is new, has something to tell, or whose
 * heartbeat has come; of websockets only those that are bound here, and nothing of an owner who has enough under way.
 */
export async function takeDue(
  { sql }: Database,
  asked: DueQuery & { readonly nowMs: number; readonly leaseMs: number },
): Promise<StoredSubscription | undefined> {
  const rows = await sql.unsafe<Row[]>(
    `update record.subscription set next_attempt_ms = $1::bigint + $2::bigint where id = (
       select id from record.subscription as one
       where next_attempt_ms <= $1 and owner <> all($4) and ((status = 'requested' and from_transaction is not null
           and from_transaction <= pg_snapshot_xmin(pg_current_snapshot()))
         or (status in ('active', 'error') and (end_ms <= $1
           or (exists (select 1 from record.subscription_event where subscription = one.id and state = 'waiting')
             and (channel <> 'websocket' or id = any($3) or exists (select 1 from record.subscription_event
               where subscription = one.id and state = 'waiting' and event is null)))
           or ((channel <> 'websocket' or id = any($3))
             and coalesce(last_sent_ms, created_ms) + heartbeat_seconds::bigint * 1000 <= $1))))
       order by next_attempt_ms limit 1 for update skip locked)
     returning ${columns}`,
    [asked.nowMs, asked.leaseMs, asked.bound as string[], asked.busyOwners as string[]],
    { prepare: true },
  );
  return rows[0] === undefined ? undefined : subscriptionOf(rows[0]);
}

/** From this transaction on nobody writes without a look at the new row; it may begin when those before have ended. */
export async function markSettled({ sql }: Database, nowMs: number): Promise<void> {
  await sql.unsafe(
    `update record.subscription set from_transaction = pg_current_xact_id()
     where status = 'requested' and from_transaction is null and created_ms <= $1`,
    [nowMs - 2 * believedMs],
    { prepare: true },
  );
}

export async function settleSent({ sql }: Database, id: string, nowMs: number): Promise<void> {
  await sql`update record.subscription set status = 'active', error = null, failures = 0, failing_since_ms = null,
    last_sent_ms = ${nowMs}, next_attempt_ms = 0 where id = ${id} and status <> 'off'`;
}

export async function settleNothing({ sql }: Database, id: string): Promise<void> {
  await sql`update record.subscription set next_attempt_ms = 0 where id = ${id} and status <> 'off'`;
}

export async function settleFailed(
  { sql }: Database,
  id: string,
  failure: { readonly nowMs: number; readonly nextAttemptMs: number; readonly error: string },
): Promise<void> {
  await sql`update record.subscription set status = case when status = 'requested' then status else 'error' end,
    error = ${failure.error}, failures = failures + 1, failing_since_ms = coalesce(failing_since_ms, ${failure.nowMs}),
    next_attempt_ms = ${failure.nextAttemptMs} where id = ${id} and status <> 'off'`;
}

/** Off for good; what it was not told is set aside, where an operator sees it. */
export async function switchOff(database: Database, id: string, error: string): Promise<void> {
  await database.transaction(async (sql) => {
    await sql`update record.subscription set status = 'off', error = ${error} where id = ${id}`;
    await sql`update record.subscription_event set state = 'dead' where subscription = ${id} and state = 'waiting' and event is not null`;
    await sql`delete from record.subscription_event where subscription = ${id} and state = 'waiting'`;
  });
}

/** Events are counted to 10,000. */
export interface SubscriptionFigures {
  readonly active: number;
  readonly failing: number;
  readonly off: number;
  readonly waitingEvents: number;
  readonly deadEvents: number;
  readonly outbox: number;
}

export async function readFigures({ sql }: Pick<Database, 'sql'>): Promise<SubscriptionFigures> {
  const rows = await sql<SubscriptionFigures[]>`select
    (select count(*)::int from record.subscription where status = 'active') as active,
    (select count(*)::int from record.subscription where status = 'error') as failing,
    (select count(*)::int from record.subscription where status = 'off') as off,
    (select count(*)::int from (select from record.subscription_event where state = 'waiting' limit 10000) as one) as "waitingEvents",
    (select count(*)::int from (select from record.subscription_event where state = 'dead' limit 10000) as one) as "deadEvents",
    (select count(*)::int from (select from record.change limit 10000) as one) as outbox`;
  return rows[0]!;
}
