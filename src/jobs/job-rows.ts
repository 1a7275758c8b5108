/** The SQL of jobs: each act one statement, so that two processes never both take one. */
import type { Fault } from '#kernel/fault.ts';
import type { AnySql, Database } from '#platform';
import type { Job, JobData, JobPart, JobState, NewJob } from './job.ts';

interface Row {
  id: string;
  kind: string;
  owner: string;
  request: JobData;
  state: JobState;
  progress: string | null;
  checkpoint: JobData | null;
  result: JobData | null;
  fault: Fault | null;
  created_ms: number;
  finished_ms: number | null;
  expires_ms: number | null;
  attempts: number;
}

export interface TakenJob {
  readonly job: Job;
  readonly checkpoint: JobData | undefined;
  readonly attempts: number;
}

const columns =
  'id, kind, owner, request, state, progress, checkpoint, result, fault, created_ms, finished_ms, expires_ms, attempts';

function jobOf(row: Row): Job {
  return {
    id: row.id,
    kind: row.kind,
    owner: row.owner,
    request: row.request,
    state: row.state,
    progress: row.progress ?? undefined,
    result: row.result ?? undefined,
    fault: row.fault ?? undefined,
    createdAtMs: row.created_ms,
    finishedAtMs: row.finished_ms ?? undefined,
    expiresAtMs: row.expires_ms ?? undefined,
  };
}

function json(sql: AnySql, data: JobData | Fault | undefined) {
  return data === undefined ? null : sql.json(data as never);
}

/** False when the owner has as many under way as they may. */
export async function insertJob(
  database: Database,
  given: NewJob & {
    readonly id: string;
    readonly nowMs: number;
    readonly keepMs: number;
    readonly state: 'preparing' | 'waiting';
  },
  unfinishedMax: number,
): Promise<boolean> {
  return database.transaction(async (sql) => {
    // Two requests of one owner at once must not both be the last that is allowed.
    await sql`select pg_advisory_xact_lock(7003, hashtext(${given.owner}))`;
    const [count] = await sql<{ number: number }[]>`
      select count(*)::int as number from jobs.job where owner = ${given.owner} and state in ('preparing', 'waiting', 'running')`;
    if ((count?.number ?? 0) >= unfinishedMax) return false;
    // What is never commenced is forgotten.
    const expiresMs = given.state === 'preparing' ? given.nowMs + given.keepMs : null;
    await sql`insert into jobs.job (id, kind, owner, request, state, created_ms, keep_ms, expires_ms)
      values (${given.id}, ${given.kind}, ${given.owner}, ${json(sql, given.request)}, ${given.state}, ${given.nowMs},
        ${given.keepMs}, ${expiresMs})`;
    for (const part of given.parts ?? []) await upsertPart(sql, given.id, part);
    return true;
  });
}

export async function selectJob({ sql }: Database, id: string, owner: string, nowMs: number): Promise<Job | undefined> {
  const rows = await sql.unsafe<Row[]>(
    `select ${columns} from jobs.job where id = $1 and owner = $2 and (expires_ms is null or expires_ms > $3)`,
    [id, owner, nowMs],
  );
  return rows[0] === undefined ? undefined : jobOf(rows[0]);
}

export async function deleteJob({ sql }: Database, id: string, owner: string): Promise<boolean> {
  const rows = await sql`delete from jobs.job where id = ${id} and owner = ${owner} returning id`;
  return rows.length > 0;
}

export async function commenceJob({ sql }: Database, id: string): Promise<void> {
  await sql`update jobs.job set state = 'waiting', expires_ms = null where id = ${id} and state = 'preparing'`;
}

/**
 * The oldest that waits, or whose runner has let its lease run out; of these kinds. One of an owner at a time, so that nobody's five
 * keep everybody else's from beginning.
 */
export async function takeJob(
  { sql }: Database,
  runner: {
    readonly name: string;
    readonly kinds: readonly string[];
    readonly nowMs: number;
    readonly untilMs: number;
  },
): Promise<TakenJob | undefined> {
  const rows = await sql.unsafe<Row[]>(
    `update jobs.job set state = 'running', lease_by = $1, lease_ms = $4, attempts = attempts + 1
     where id = (select id from jobs.job
       where (state = 'waiting' or (state = 'running' and lease_ms < $3)) and kind = any($2)
         and not exists (select 1 from jobs.job as other
           where other.owner = job.owner and other.state = 'running' and other.lease_ms >= $3)
       order by created_ms limit 1 for update skip locked)
     returning ${columns}`,
    [runner.name, runner.kinds as string[], runner.nowMs, runner.untilMs],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return { job: jobOf(row), checkpoint: row.checkpoint ?? undefined, attempts: row.attempts };
}

/** Renews the lease and keeps how far it is; false when the job is not this runner's any more. */
export async function renewJob(
  { sql }: Database,
  held: { readonly id: string; readonly name: string; readonly untilMs: number },
  report: { readonly progress?: string; readonly checkpoint?: JobData } = {},
): Promise<boolean> {
  const rows = await sql`update jobs.job set lease_ms = ${held.untilMs},
      progress = coalesce(${report.progress ?? null}, progress),
      checkpoint = coalesce(${json(sql, report.checkpoint)}, checkpoint)
    where id = ${held.id} and state = 'running' and lease_by = ${held.name} returning id`;
  return rows.length > 0;
}

/** Put down unfinished, without counting the attempt: this process stops, another goes on. */
export async function releaseJob({ sql }: Database, id: string, name: string): Promise<void> {
  await sql`update jobs.job set state = 'waiting', lease_ms = null, lease_by = null, attempts = attempts - 1
    where id = ${id} and state = 'running' and lease_by = ${name}`;
}

export async function finishJob(
  { sql }: Database,
  held: { readonly id: string; readonly name: string; readonly nowMs: number },
  end: { readonly result: JobData } | { readonly fault: Fault },
): Promise<void> {
  const isDone = 'result' in end;
  await sql`update jobs.job set state = ${isDone ? 'done' : 'failed'}, finished_ms = ${held.nowMs},
      expires_ms = ${held.nowMs} + keep_ms, lease_ms = null, lease_by = null, checkpoint = null,
      result = ${isDone ? json(sql, end.result) : null}, fault = ${isDone ? null : json(sql, end.fault)}
    where id = ${held.id} and state = 'running' and lease_by = ${held.name}`;
}

export async function countUnfinished({ sql }: Database): Promise<Readonly<Record<'waiting' | 'running', number>>> {
  const rows = await sql<{ state: string; count: number }[]>`
    select state, count(*)::int as count from jobs.job where state in ('waiting', 'running') group by state`;
  const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  return { waiting: of('waiting'), running: of('running') };
}

export async function forgetExpired({ sql }: Database, nowMs: number): Promise<void> {
  await sql`delete from jobs.job where expires_ms <= ${nowMs}`;
}

/** Nothing is written when the job has gone meanwhile. */
export async function upsertPart(sql: AnySql, job: string, part: JobPart): Promise<void> {
  await sql`insert into jobs.part (job, number, content_type, body)
    select ${job}, ${part.number}, ${part.contentType}, ${Buffer.from(part.body)}
    where exists (select 1 from jobs.job where id = ${job})
    on conflict (job, number) do update set content_type = excluded.content_type, body = excluded.body`;
}

export async function selectPart({ sql }: Database, job: string, number: number): Promise<JobPart | undefined> {
  const rows = await sql<{ content_type: string; body: Uint8Array }[]>`
    select content_type, body from jobs.part where job = ${job} and number = ${number}`;
  return rows[0] === undefined ? undefined : { number, contentType: rows[0].content_type, body: rows[0].body };
}
