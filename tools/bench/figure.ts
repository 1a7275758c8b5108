/** One line of the table: a load, what it cost in processor time, and its floors, taken in the same run. */
import type { Database } from '#platform';
import type { DemoTokens } from '../prove/flat-questions.ts';
import { ownerUrlOf, type RegionProcess } from '../prove/region-process.ts';
import type { BenchBundle } from './bundles.ts';
import { type DatabaseFloors, floorRows } from './database-floors.ts';
import type { HttpJob, HttpRequest, LoadJob, LoadResult } from './load-job.ts';
import {
  type ProcessorTime,
  processorBetween,
  processorTime,
  quantile,
  type Rate,
  rateOf,
  type Timings,
} from './measure.ts';
import type { SideProcesses } from './side-processes.ts';

export interface Floor {
  readonly name: string;
  readonly perSecond: number;
}

export interface Figure {
  readonly name: string;
  readonly connections: number;
  /** Answers, or resources where `unit` says so. */
  readonly count: number;
  readonly unit: string;
  readonly perSecond: number;
  readonly plusMinus: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly nodeMicroseconds: number;
  readonly postgresMicroseconds: number;
  readonly answerBytes: number;
  /** Answers that were not what was asked for: a figure with any is no figure. */
  readonly failures: Readonly<Record<string, number>>;
  /** The lowest is the one that counts. */
  readonly floors: readonly Floor[];
  /** What the log gained while the load ran: where each request must have its entry, and a part is refused. */
  readonly log?: LogGain;
}

export interface LogGain {
  readonly entries: number;
  readonly refusals: number;
}

export interface Bench {
  readonly region: RegionProcess;
  readonly postmasterId: number;
  readonly behind: Database;
  readonly databaseFloors: DatabaseFloors;
  readonly side: SideProcesses;
  readonly bundles: readonly BenchBundle[];
  /** How long each load goes on. */
  readonly seconds: number;
  readonly tokens: DemoTokens;
}

export interface FigureSpec {
  readonly name: string;
  readonly connections: number;
  readonly unit?: string;
  /** How many units an answer stands for, once it is known how many answers came. */
  readonly perAnswer?: (answers: number) => number;
  readonly floors: (answerBytes: number) => Promise<readonly Floor[]>;
  /** Refusals that are part of the load, such as 404. */
  readonly expected?: readonly string[];
  /** Each request must leave its entry in the log, and one only: they are counted. */
  readonly isLogged?: boolean;
}

export const floorSeconds = 1.2;
const warmUpSeconds = 1;

const isGood = (answer: string): boolean => /^2\d\d$/.test(answer) || answer === 'AA';

export interface Measured {
  readonly timings: Timings;
  readonly processor: ProcessorTime;
  readonly log?: LogGain;
}

function failuresOf(spec: FigureSpec, { timings, log }: Measured): Record<string, number> {
  const failures = Object.fromEntries(
    Object.entries(timings.answers).filter(([answer]) => !isGood(answer) && spec.expected?.includes(answer) !== true),
  );
  const missing = log === undefined ? 0 : timings.latenciesMs.length - log.entries;
  if (missing === 0) return failures;
  return {
    ...failures,
    [`${missing > 0 ? 'requests without an entry' : 'entries without a request'} in the log`]: Math.abs(missing),
  };
}

export async function makeFigure(spec: FigureSpec, measured: Measured): Promise<Figure> {
  const { timings, processor, log } = measured;
  const answers = timings.latenciesMs.length;
  const perAnswer = spec.perAnswer?.(answers) ?? 1;
  const units = answers * perAnswer;
  const sorted = timings.latenciesMs.toSorted((one, other) => one - other);
  const answerBytes = answers === 0 ? 0 : Math.round(timings.answerBytes / answers);
  const { perSecond, plusMinus }: Rate = rateOf(timings, perAnswer);
  const floors = await spec.floors(answerBytes);
  return {
    name: spec.name,
    connections: spec.connections,
    count: Math.round(units),
    unit: spec.unit ?? 'request',
    perSecond,
    plusMinus,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
    nodeMicroseconds: (processor.nodeMs * 1000) / units,
    postgresMicroseconds: (processor.postgresMs * 1000) / units,
    answerBytes,
    failures: failuresOf(spec, measured),
    floors,
    ...(log === undefined ? {} : { log }),
  };
}

export async function loadMeasured(bench: Bench, job: LoadJob): Promise<Measured & { readonly result: LoadResult }> {
  const before = processorTime(bench.region.processId, bench.postmasterId);
  const result = await bench.side.load(job);
  const processor = processorBetween(before, processorTime(bench.region.processId, bench.postmasterId));
  return { timings: result, processor, result };
}

/** Entries and refusals behind a position of the log. */
async function logGain(bench: Bench, after: number): Promise<LogGain> {
  const [row] = await bench.behind.sql.unsafe<{ entries: number; refusals: number }[]>(
    `select count(*)::int as entries, count(*) filter (where kind = 'refusal')::int as refusals
     from audit.entry where position > $1`,
    [after],
  );
  return { entries: row?.entries ?? 0, refusals: row?.refusals ?? 0 };
}

async function lastEntry(bench: Bench): Promise<number> {
  const [row] = await bench.behind.sql.unsafe<{ position: number }[]>(
    'select coalesce(max(position), 0) as position from audit.entry',
  );
  return row?.position ?? 0;
}

export interface HttpLoad {
  readonly requests: readonly HttpRequest[];
  readonly connections: number;
  readonly isOnce?: boolean;
  readonly keepsBodies?: boolean;
  readonly seconds?: number;
}

export function httpJob(bench: Bench, load: HttpLoad): HttpJob {
  return {
    kind: 'http',
    port: bench.region.place.httpPort,
    connections: load.connections,
    requests: load.requests,
    seconds: load.seconds ?? bench.seconds,
    isOnce: load.isOnce ?? false,
    keepsBodies: load.keepsBodies ?? false,
  };
}

/** Warmed up by the same requests, then measured. */
export async function httpFigure(bench: Bench, spec: FigureSpec, load: HttpLoad): Promise<Figure> {
  if (load.isOnce !== true) await bench.side.load(httpJob(bench, { ...load, seconds: warmUpSeconds }));
  if (spec.isLogged !== true) return makeFigure(spec, await loadMeasured(bench, httpJob(bench, load)));
  const last = await lastEntry(bench);
  const measured = await loadMeasured(bench, httpJob(bench, load));
  return makeFigure(spec, { ...measured, log: await logGain(bench, last) });
}

/** The floor of HTTP: a bare Fastify that sends as many bytes to as many connections. */
export async function bareAnswerFloor(bench: Bench, connections: number, bytes: number): Promise<Floor> {
  const request: HttpRequest = { method: 'GET', path: `/${bytes}`, headers: {} };
  const job = httpJob(bench, { requests: [request], connections, seconds: floorSeconds });
  const port = bench.side.floorPort;
  await bench.side.load({ ...job, port, seconds: 0.3 });
  const timings = await bench.side.load({ ...job, port });
  return { name: 'bare Fastify answer', perSecond: rateOf(timings).perSecond };
}

const loggedFloorSeconds = 3;

/**
 * The floor of a logged reading: a bare Fastify that reads one row by its key and commits one row as large as an entry of the
 * log before it answers, requests of one moment sharing statements. It decides nothing, checks no token and has one index.
 * Fill `bench_floor.copied` first.
 */
export async function loggedReadFloor(bench: Bench, connections: number): Promise<Floor> {
  const requests = Array.from(
    { length: 2_000 },
    (_, at): HttpRequest => ({ method: 'GET', path: `/logged/${(at * 7919) % floorRows}`, headers: {} }),
  );
  const [last] = await bench.behind.sql.unsafe<{ body: string }[]>(
    'select body from audit.entry order by position desc limit 1',
  );
  await bench.side.openFloorDatabase({
    databaseUrl: ownerUrlOf(bench.region.place.dataDirectory),
    entry: last?.body ?? '',
  });
  const job = { ...httpJob(bench, { requests, connections, seconds: loggedFloorSeconds }), port: bench.side.floorPort };
  await bench.side.load({ ...job, seconds: 1 });
  const timings = await bench.side.load(job);
  if (Object.keys(timings.answers).some((answer) => answer !== '200'))
    throw new Error(`the floor of a logged reading failed: ${JSON.stringify(timings.answers)}`);
  return { name: 'bare Fastify, one select, one commit', perSecond: rateOf(timings).perSecond };
}
