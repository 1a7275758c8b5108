/**
 * The floors of the product's own requests: the same load client sends the same headers and bodies on as many connections to a
 * bare Fastify, which gives as many bytes with the same status, from rows like those of the product's answers.
 */
import type { Bundle } from 'fhir/r4.js';
import { ownerUrlOf } from '../prove/region-process.ts';
import { type Bench, httpJob, loadMeasured } from './figure.ts';
import type { HttpJob, HttpRequest, LoadResult } from './load-job.ts';
import { type Floor, quantile, rateOf } from './measure.ts';

/** More in a longer run, so that a floor's bounds narrow with those of its figure. */
function floorLoadSeconds(bench: Bench): number {
  return Math.min(8, Math.max(3, bench.seconds / 8));
}

const warmUpSeconds = 1;
const askedMost = 3_000;

const tripsTried = [1, 2, 3, 3, 2, 1] as const;

/**
 * Opens the floor with as many shared statements under way at once as are fastest on this machine, and gives their number: what
 * is called a floor must not be slow by its own making.
 */
export async function openFloor(bench: Bench): Promise<number> {
  const [last] = await bench.behind.sql.unsafe<{ body: string }[]>(
    'select body from audit.entry order by position desc limit 1',
  );
  if (last === undefined) throw new Error('the log has no entry whose size the floors could take');
  const databaseUrl = ownerUrlOf(bench.region.place.dataDirectory);
  const open = (tripsMax: number) => bench.side.openFloorDatabase({ databaseUrl, entry: last.body, tripsMax });
  const requests: HttpRequest[] = [{ method: 'GET', path: '/refused/404/200', headers: bench.tokens.system }];
  const job = { ...httpJob(bench, { requests, connections: 8, seconds: 1 }), port: bench.side.floorPort };
  const answers = new Map<number, number>();
  for (const tripsMax of tripsTried) {
    await open(tripsMax);
    await bench.side.load({ ...job, seconds: 0.5 });
    const { latenciesMs } = await bench.side.load(job);
    answers.set(tripsMax, (answers.get(tripsMax) ?? 0) + latenciesMs.length);
  }
  const [fastest = 1] = [...answers].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  await open(fastest);
  return fastest;
}

function floorOf(name: string, leavesOut: string, result: LoadResult): Floor {
  const sorted = result.latenciesMs.toSorted((one, other) => one - other);
  return {
    name,
    leavesOut,
    ...rateOf(result),
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}

interface Logged {
  readonly entries: number;
  readonly leaves: number;
}

async function loggedBy({ databaseFloors }: Bench): Promise<Logged> {
  return { entries: await databaseFloors.loggedRows(), leaves: await databaseFloors.leaves() };
}

async function loadFloor(
  bench: Bench,
  named: { readonly name: string; readonly leavesOut: string },
  load: { readonly requests: readonly HttpRequest[]; readonly connections: number; readonly firstNumber?: number },
): Promise<{ readonly floor: Floor; readonly result: LoadResult; readonly logged: Logged }> {
  const seconds = floorLoadSeconds(bench);
  const job: HttpJob = { ...httpJob(bench, { ...load, seconds }), port: bench.side.floorPort };
  const warmed = await bench.side.load({ ...job, seconds: warmUpSeconds });
  const before = await loggedBy(bench);
  const firstNumber = (load.firstNumber ?? 0) + warmed.latenciesMs.length;
  const { result, processor, othersShare } = await loadMeasured(
    bench,
    load.firstNumber === undefined ? job : { ...job, firstNumber },
    bench.side.floorProcessId,
  );
  const after = await loggedBy(bench);
  const logged = { entries: after.entries - before.entries, leaves: after.leaves - before.leaves };
  const answers = Math.max(1, result.latenciesMs.length);
  const microseconds = {
    client: (result.clientMs * 1000) / answers,
    node: (processor.nodeMs * 1000) / answers,
    postgres: (processor.postgresMs * 1000) / answers,
  };
  return { floor: { ...floorOf(named.name, named.leavesOut, result), othersShare, microseconds }, result, logged };
}

/** The floor of HTTP: a bare Fastify that sends as many bytes to as many connections. */
export async function bareAnswerFloor(bench: Bench, connections: number, bytes: number): Promise<Floor> {
  const request: HttpRequest = { method: 'GET', path: `/bare/${bytes}`, headers: {} };
  const job = { ...httpJob(bench, { requests: [request], connections, seconds: 1.2 }), port: bench.side.floorPort };
  await bench.side.load({ ...job, seconds: 0.3 });
  const { result, othersShare } = await loadMeasured(bench, job, bench.side.floorProcessId);
  return { ...floorOf('bare Fastify answer', 'everything but HTTP: no row, no log, no commit', result), othersShare };
}

interface Known {
  readonly status: string;
  readonly bytes: number;
  readonly rows: readonly string[];
}

const keyOf = ({ path, headers }: HttpRequest): string => `${headers['authorization'] ?? ''} ${path}`;

function rowsIn(text: string): string[] {
  const read = JSON.parse(text) as Bundle;
  if (read.resourceType !== 'Bundle') return [text];
  return (read.entry ?? []).map(({ resource }) => JSON.stringify(resource));
}

/** Each different request once, so that the floor knows how many rows and bytes its answer has, or how it is refused. */
async function askEachOnce(bench: Bench, requests: readonly HttpRequest[]): Promise<Map<string, Known>> {
  const different = [...new Map(requests.map((request) => [keyOf(request), request])).values()].slice(0, askedMost);
  const job = httpJob(bench, { requests: different, connections: 4, isOnce: true, keepsBodies: true, seconds: 120 });
  const { bodies, statuses } = await bench.side.load(job);
  return new Map(
    different.map((request, at): [string, Known] => {
      const status = statuses[at] ?? '';
      const text = bodies[at] ?? '';
      return [keyOf(request), { status, bytes: Buffer.byteLength(text), rows: status === '200' ? rowsIn(text) : [] }];
    }),
  );
}

function floorRequest(request: HttpRequest, known: Known, key: number): HttpRequest {
  if (known.status !== '200') return { ...request, path: `/refused/${known.status}/${known.bytes}` };
  const ofRows = known.rows.reduce((sum, row) => sum + Buffer.byteLength(row), 0);
  return { ...request, path: `/answer/${key}/${Math.max(0, known.bytes - ofRows)}` };
}

/** A floor that did less than it says is no floor. */
function assertFloor(result: LoadResult, logged: Logged, isExpected: (status: string) => boolean): void {
  const { entries, leaves } = logged;
  // The leaves of the last moments are made after it.
  if (!Object.keys(result.answers).every(isExpected) || entries < result.latenciesMs.length || leaves < entries * 0.8)
    throw new Error(`a floor failed: ${JSON.stringify(result.answers)}, ${entries} rows of its log, ${leaves} leaves`);
}

const readingFloor = {
  name: 'bare Fastify, its rows, one commit, its leaf',
  leavesOut:
    'the token, the decision, what is hidden, the search itself (rows lie ready under one number, in one index, with no other row ' +
    'between), the making of the Bundle, the indexes of the log, and of its leaves the chain of each person and the tree; it keeps the rows ' +
    'as stored bytes, the number of bytes sent, the refusals, and one row as large as an entry of the log, committed before the ' +
    'answer, all in one statement that requests of one moment share, and afterwards nine SHA-256 and a row for each entry',
} as const;

/** The floor of a logged reading or search. */
export async function answerFloor(bench: Bench, connections: number, requests: readonly HttpRequest[]): Promise<Floor> {
  const knownByKey = await askEachOnce(bench, requests);
  const numberByKey = new Map([...knownByKey.keys()].map((key, at) => [key, at]));
  await bench.databaseFloors.fillAnswers([...knownByKey.values()].map(({ rows }) => rows));
  const asked = requests.filter((request) => knownByKey.has(keyOf(request)));
  const known = asked.map((request) => knownByKey.get(keyOf(request))!);
  const mirrored = asked.map((request, at) => floorRequest(request, known[at]!, numberByKey.get(keyOf(request))!));
  const { floor, result, logged } = await loadFloor(bench, readingFloor, { requests: mirrored, connections });
  const statuses = new Set([...knownByKey.values()].map(({ status }) => status));
  const sizes = known.map(({ bytes }) => bytes);
  const bytes = result.latenciesMs.reduce((sum, _, at) => sum + sizes[at % sizes.length]!, 0);
  assertFloor(result, logged, (status) => statuses.has(status));
  if (result.answerBytes !== bytes) throw new Error(`a floor sent ${result.answerBytes} bytes and not ${bytes}`);
  return floor;
}

const writingFloor = {
  name: 'bare Fastify, one row, one commit, its leaf',
  leavesOut:
    'the token, the decision, validation, all search values but one (two index entries, three where an identifier is the ' +
    'condition), the id and version in the stored text, identity, provenance, subscriptions, the indexes of the log, and of its ' +
    'leaves the chain of each person and the tree; it keeps the JSON parsed once, the row with the bytes that were sent (and the version before an update), and one ' +
    'row as large as an entry of the log, committed before the answer, all in one statement that requests of one moment share, and ' +
    'afterwards nine SHA-256 and a row for each entry',
} as const;

/** The floor of a write: `mayWrite` says whose request is not refused. */
export async function writeFloor(
  bench: Bench,
  write: {
    readonly path: '/create' | '/create-unless-there' | '/update-what-is-there';
    readonly connections: number;
    readonly requests: readonly HttpRequest[];
    readonly firstNumber?: number;
    readonly mayWrite: (request: HttpRequest) => boolean;
    /** What the floor answers when it did what is measured. */
    readonly answers: readonly string[];
  },
): Promise<Floor> {
  const requests = write.requests.map((request) => ({
    ...request,
    path: write.mayWrite(request) ? write.path : '/refused/403/200',
  }));
  const { connections, firstNumber } = write;
  const numbers = firstNumber === undefined ? {} : { firstNumber };
  const { floor, result, logged } = await loadFloor(bench, writingFloor, { requests, connections, ...numbers });
  assertFloor(result, logged, (status) => status === '403' || write.answers.includes(status));
  return floor;
}

/** COPY of `rows` documents of the region out to a socket, three times. */
export async function copyOutFloor(bench: Bench, rows: number): Promise<Floor> {
  const requests = Array.from(
    { length: 3 },
    (): HttpRequest => ({
      method: 'GET',
      path: `/copied-out/${rows}`,
      headers: bench.tokens.system,
    }),
  );
  const load = httpJob(bench, { requests, connections: 1, isOnce: true, seconds: 300 });
  const job: HttpJob = { ...load, port: bench.side.floorPort, countsLines: true };
  const { result, othersShare } = await loadMeasured(bench, job, bench.side.floorProcessId);
  const wanted = rows * requests.length;
  if (result.units !== wanted)
    throw new Error(`COPY gave ${result.units} rows and not ${wanted}: ${JSON.stringify(result.answers)}`);
  const megabytes = (result.answerBytes / result.tookMs / 1000).toFixed(1);
  return {
    name: 'COPY out to a socket',
    leavesOut:
      'the token, the decision, what is hidden, the log, and the choice of records and types: documents as they lie, on one connection',
    detail: `${megabytes} MB a second`,
    perSecond: (result.units * 1000) / result.tookMs,
    plusMinus: Number.NaN,
    othersShare,
  };
}
