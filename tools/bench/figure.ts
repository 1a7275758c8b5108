/** One line of the table: a load, what it cost in processor time, and its floors, taken in the same run. */
import type { Database } from '#platform';
import type { DemoTokens } from '../prove/flat-questions.ts';
import type { RegionProcess } from '../prove/region-process.ts';
import type { BenchBundle } from './bundles.ts';
import type { DatabaseFloors } from './database-floors.ts';
import type { HttpJob, HttpRequest, LoadJob, LoadResult } from './load-job.ts';
import {
  type Floor,
  type ProcessorTime,
  processorBetween,
  processorTime,
  quantile,
  type Rate,
  rateOf,
  type Timings,
} from './measure.ts';
import { machineTime, othersShare } from './others-share.ts';
import type { SideProcesses } from './side-processes.ts';

export interface Figure {
  readonly name: string;
  readonly connections: number;
  /** Answers, or resources where `unit` says so. */
  readonly count: number;
  readonly unit: string;
  readonly perSecond: number;
  readonly plusMinus: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly nodeMicroseconds: number;
  readonly postgresMicroseconds: number;
  /** Of the load client, which runs on the same cores. */
  readonly clientMicroseconds: number;
  /** Of the machine, while the load ran. */
  readonly othersShare: number;
  readonly answerBytes: number;
  /** Answers that were not what was asked for: a figure with any is no figure. */
  readonly failures: Readonly<Record<string, number>>;
  /** The lowest is the one that counts. */
  readonly floors: readonly Floor[];
  /** What the log gained while the load ran: where each request must have its entry, and a part is refused. */
  readonly log?: LogGain;
  /** What no column says. */
  readonly note?: string;
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
  readonly floors: (answerBytes: number) => Promise<readonly Floor[]>;
  readonly note?: string;
  /** Refusals that are part of the load, such as 404. */
  readonly expected?: readonly string[];
  /** Each request must leave its entry in the log, and one only: they are counted. */
  readonly isLogged?: boolean;
}

/** Of the floors that the database alone has. */
export const floorSeconds = 1.2;

/** The contract's figure is of 60 seconds after a warm-up: figures without an aim need not go on for so long. */
export function lesserSeconds(bench: Pick<Bench, 'seconds'>): number {
  return Math.min(bench.seconds, 10);
}

function warmUpSeconds(seconds: number): number {
  return Math.min(5, Math.max(1, seconds / 10));
}

const isGood = (answer: string): boolean => /^2\d\d$/.test(answer) || answer === 'AA';

export interface Measured {
  readonly timings: Timings;
  readonly processor: ProcessorTime;
  readonly clientMs?: number;
  readonly othersShare?: number;
  /** What the answers stand for, where that is not one each. */
  readonly units?: number;
  readonly log?: LogGain;
}

function failuresOf(spec: FigureSpec, { timings, log }: Measured): Record<string, number> {
  const failures = Object.fromEntries(
    Object.entries(timings.answers).filter(([answer]) => !isGood(answer) && spec.expected?.includes(answer) !== true),
  );
  const missing = log === undefined ? 0 : timings.latenciesMs.length - log.entries;
  // An export is asked for, polled and logged by slabs: more entries than files, never fewer.
  if (missing === 0 || (spec.isLogged !== true && missing < 0)) return failures;
  return {
    ...failures,
    [`${missing > 0 ? 'requests without an entry' : 'entries without a request'} in the log`]: Math.abs(missing),
  };
}

export async function makeFigure(spec: FigureSpec, measured: Measured): Promise<Figure> {
  const { timings, processor, clientMs = Number.NaN, log } = measured;
  const answers = timings.latenciesMs.length;
  const units = measured.units ?? answers;
  const sorted = timings.latenciesMs.toSorted((one, other) => one - other);
  const answerBytes = answers === 0 ? 0 : Math.round(timings.answerBytes / answers);
  const { perSecond, plusMinus }: Rate = rateOf(timings, units / Math.max(1, answers));
  const floors = await spec.floors(answerBytes);
  return {
    name: spec.name,
    connections: spec.connections,
    count: Math.round(units),
    unit: spec.unit ?? 'request',
    perSecond,
    plusMinus,
    seconds: timings.tookMs / 1000,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
    nodeMicroseconds: (processor.nodeMs * 1000) / units,
    postgresMicroseconds: (processor.postgresMs * 1000) / units,
    clientMicroseconds: (clientMs * 1000) / units,
    othersShare: measured.othersShare ?? Number.NaN,
    answerBytes,
    failures: failuresOf(spec, measured),
    floors,
    ...(log === undefined ? {} : { log }),
    ...(spec.note === undefined ? {} : { note: spec.note }),
  };
}

/** `nodeId`: the process that answers; the region's when left out. */
export async function loadMeasured(
  bench: Bench,
  job: LoadJob,
  nodeId = bench.region.processId,
): Promise<Measured & { readonly result: LoadResult; readonly othersShare: number }> {
  const roots = [process.pid, bench.postmasterId];
  const [before, machineBefore] = [processorTime(nodeId, bench.postmasterId), machineTime(roots)];
  const result = await bench.side.load(job);
  const processor = processorBetween(before, processorTime(nodeId, bench.postmasterId));
  const share = othersShare(machineBefore, machineTime(roots));
  return { timings: result, processor, clientMs: result.clientMs, othersShare: share, result };
}

/** Entries and refusals behind a position of the log. */
export async function logGain(bench: Bench, after: number): Promise<LogGain> {
  const [row] = await bench.behind.sql.unsafe<{ entries: number; refusals: number }[]>(
    `select count(*)::int as entries, count(*) filter (where kind = 'refusal')::int as refusals
     from audit.entry where position > $1`,
    [after],
  );
  return { entries: row?.entries ?? 0, refusals: row?.refusals ?? 0 };
}

export async function lastEntry(bench: Bench): Promise<number> {
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
  readonly firstNumber?: number;
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
    ...(load.firstNumber === undefined ? {} : { firstNumber: load.firstNumber }),
  };
}

/** Warmed up by the same requests, then measured. */
export async function httpFigure(bench: Bench, spec: FigureSpec, load: HttpLoad): Promise<Figure> {
  const job = httpJob(bench, load);
  const warmed =
    load.isOnce === true ? undefined : await bench.side.load({ ...job, seconds: warmUpSeconds(job.seconds) });
  const fresh =
    load.firstNumber === undefined
      ? job
      : { ...job, firstNumber: load.firstNumber + (warmed?.latenciesMs.length ?? 0) };
  const last = spec.isLogged === true ? await lastEntry(bench) : undefined;
  const { result, ...measured } = await loadMeasured(bench, fresh);
  return makeFigure(spec, {
    ...measured,
    ...(spec.unit === undefined ? {} : { units: result.units }),
    ...(last === undefined ? {} : { log: await logGain(bench, last) }),
  });
}
