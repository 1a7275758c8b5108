/**
 * `prove flat`: what concerns one person costs the same in a region of 300 and in one of 30,000 (ratio 1.5 at most), in
 * processor time and in p50. Both regions stand side by side and are asked by turns, A B B A, so that both meet the same
 * noise.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpRequest } from '../bench/load-job.ts';
import { processorBetween, processorTime, quantile, ratioOf, sum } from '../bench/measure.ts';
import { type SideProcesses, startSideProcesses } from '../bench/side-processes.ts';
import { askPerson, demoTokens, type PersonToAsk, questionsAbout } from './flat-questions.ts';
import { bundleOfPeople, resourcesOfOne } from './many-people.ts';
import type { ProofOptions } from './proof-options.ts';
import { freePort, openBehind, type RegionProcess, spawnRegion } from './region-process.ts';

const sizes = { small: 300, large: 30_000 } as const;
const peoplePerBundle = 12;
const writers = 4;
const sample = 40;
const requestsPerTurn = 80;
const ratioMax = 1.5;
const startTimeoutMs = 120_000;

interface Side {
  readonly name: keyof typeof sizes;
  readonly region: RegionProcess;
  readonly postmasterId: number;
  readonly questions: Readonly<Record<string, readonly HttpRequest[]>>;
}

async function started(folder: string, name: keyof typeof sizes): Promise<RegionProcess> {
  const region = spawnRegion({
    dataDirectory: join(folder, name),
    logFile: join(folder, `${name}.log`),
    httpPort: await freePort(),
    mllpPort: await freePort(),
    demoPeople: 0,
  });
  if (!(await region.untilReady(startTimeoutMs))) throw new Error(`a region did not start:\n${region.lastLines()}`);
  return region;
}

/** Files everybody through the API; gives the ids of the people asked about later, who lie all over the region. */
async function fill(region: RegionProcess, side: SideProcesses, people: number): Promise<PersonToAsk[]> {
  const { system } = await demoTokens(region);
  const headers = { ...system, 'content-type': 'application/fhir+json' };
  const every = Math.max(1, Math.floor(people / sample));
  const asked: PersonToAsk[] = [];
  const firsts = Array.from({ length: Math.ceil(people / peoplePerBundle) }, (_, at) => at * peoplePerBundle);
  for (let at = 0; at < firsts.length; at += 200) {
    const part = firsts.slice(at, at + 200);
    const requests = part.map((first): HttpRequest => {
      const body = bundleOfPeople(first, Math.min(peoplePerBundle, people - first));
      return { method: 'POST', path: '/fhir', headers, body };
    });
    const job = { kind: 'http', port: region.place.httpPort, connections: writers, requests, isOnce: true } as const;
    const result = await side.load({ ...job, keepsBodies: false, seconds: 600 });
    if (result.answers['200'] !== requests.length)
      throw new Error(`Bundles refused: ${JSON.stringify(result.answers)}`);
    process.stderr.write(`\r${region.place.dataDirectory.split('/').at(-1)}: ${part.at(-1)} of ${people} people filed`);
  }
  process.stderr.write('\n');
  for (let ordinal = 0; ordinal < people && asked.length < sample; ordinal += every)
    asked.push(await askPerson(region, ordinal));
  return asked;
}

async function settled(region: RegionProcess): Promise<number> {
  const behind = openBehind(region.place.dataDirectory);
  // A region that has run for a while has been vacuumed; a proof cannot wait for it.
  await behind.sql.unsafe('vacuum analyze');
  await behind.sql.unsafe('checkpoint');
  const [row] = await behind.sql.unsafe<{ id: number }[]>('select pg_backend_pid() as id');
  await behind.close();
  if (row === undefined) throw new Error('the database did not answer');
  return region.processIds().find((id) => id !== region.processId) ?? 0;
}

interface Turn {
  readonly p50Ms: number;
  readonly processorMs: number;
}

async function oneTurn(side: Side, client: SideProcesses, question: string): Promise<Turn> {
  const requests = side.questions[question] ?? [];
  const turn = Array.from({ length: requestsPerTurn }, (_, at) => requests[at % requests.length]!);
  const before = processorTime(side.region.processId, side.postmasterId);
  const job = { kind: 'http', port: side.region.place.httpPort, connections: 1, requests: turn, isOnce: true } as const;
  const result = await client.load({ ...job, keepsBodies: false, seconds: 120 });
  const bad = Object.entries(result.answers).filter(([status]) => !/^2/.test(status));
  if (bad.length > 0) throw new Error(`${question} (${side.name}): ${JSON.stringify(bad)}`);
  const spent = processorBetween(before, processorTime(side.region.processId, side.postmasterId));
  const sorted = result.latenciesMs.toSorted((one, other) => one - other);
  return { p50Ms: quantile(sorted, 0.5), processorMs: (spent.nodeMs + spent.postgresMs) / turn.length };
}

async function compare(small: Side, large: Side, client: SideProcesses, pairs: number): Promise<boolean> {
  let holds = true;
  console.log(
    'everything about one person             p50 ms 300  30,000  ratio        processor ms 300  30,000  ratio',
  );
  for (const question of Object.keys(small.questions)) {
    const turns = { small: [] as Turn[], large: [] as Turn[] };
    for (const side of [small, large]) await oneTurn(side, client, question);
    for (let pair = 0; pair < pairs; pair++)
      for (const side of pair % 2 === 0 ? [small, large] : [large, small])
        turns[side.name].push(await oneTurn(side, client, question));
    const of = (key: keyof Turn) => ({ small: turns.small.map((t) => t[key]), large: turns.large.map((t) => t[key]) });
    const [time, processor] = [of('p50Ms'), of('processorMs')];
    const [timeRatio, processorRatio] = [ratioOf(time.small, time.large), ratioOf(processor.small, processor.large)];
    const mean = (numbers: readonly number[]): string => (sum(numbers) / numbers.length).toFixed(2).padStart(7);
    const said = ({ ratio, plusMinus }: { ratio: number; plusMinus: number }): string =>
      `${ratio.toFixed(2)} ± ${plusMinus.toFixed(2)}`;
    console.log(
      `${question.padEnd(40)}${mean(time.small)} ${mean(time.large)}  ${said(timeRatio)}       ${mean(processor.small)} ${mean(processor.large)}  ${said(processorRatio)}`,
    );
    if (timeRatio.ratio > ratioMax || processorRatio.ratio > ratioMax) holds = false;
  }
  return holds;
}

/** `--count` is the number of pairs for each question; 20 by default. */
export async function proveFlat({ count = 20, keep }: ProofOptions): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-flat-'));
  const client = await startSideProcesses();
  const regions: RegionProcess[] = [];
  try {
    const sides: Side[] = [];
    for (const name of ['small', 'large'] as const) {
      const region = await started(folder, name);
      regions.push(region);
      const people = await fill(region, client, sizes[name]);
      const postmasterId = await settled(region);
      sides.push({ name, region, postmasterId, questions: await questionsAbout(region, people) });
    }
    const [small, large] = sides;
    if (small === undefined || large === undefined) return false;
    console.log(
      `${sizes.small} and ${sizes.large} people, ${resourcesOfOne} resources each; ${count} pairs of ${requestsPerTurn} requests`,
    );
    return await compare(small, large, client, count);
  } finally {
    client.stop();
    for (const region of regions) await region.stop();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
}
