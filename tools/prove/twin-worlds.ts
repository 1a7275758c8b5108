/**
 * Two regions that differ only in what a caller may not see: every generated request of every kind of caller gives the same
 * answer in both, byte for byte; and five routes take the same time, by an interleaved Welch test (|t| below 4.5). Two worlds
 * that do not differ at all are timed first: what is told apart there, the harness tells apart.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Asked, answerOf, askWorld, differenceOf, requestsFor } from '../../tests/twin-worlds/ask-both.ts';
import { type TwinWorlds, twinsAlike, twinsForPeople, twinsForStaff } from '../../tests/twin-worlds/file-worlds.ts';
import type { ProofOptions } from './proof-options.ts';

const requestsUnlessTold = 10_000;
const tMost = 4.5;
/** Nobody's, in either world. */
const nowhere = 'Condition/06y0000000z06y0000000y';

async function proveAlike(name: string, twins: TwinWorlds, count: number, seed: number): Promise<boolean> {
  const byCaller = new Map<string, number>();
  const byStatus = new Map<string, number>();
  const outcome = await fc.check(
    fc.asyncProperty(requestsFor(twins), async (asked) => {
      const difference = await differenceOf(twins, asked);
      byCaller.set(asked.caller, (byCaller.get(asked.caller) ?? 0) + 1);
      if (difference !== undefined) throw new Error(`\n  without: ${difference[0]}\n  with:    ${difference[1]}`);
      const status = /^\[(\d+)/.exec(await answerOf(twins.plain, asked))?.[1] ?? 'none';
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    }),
    { numRuns: count, seed },
  );
  console.log(`${name}: ${count} requests, seed ${seed}: ${outcome.failed ? 'A DIFFERENCE' : '0 differences'}`);
  console.log(`  by caller: ${[...byCaller].map(([caller, n]) => `${caller} ${n}`).join(', ')}`);
  console.log(`  by status: ${[...byStatus].map(([status, n]) => `${status} ${n}`).join(', ')}`);
  if (outcome.failed) console.log(fc.defaultReportMessage(outcome));
  return !outcome.failed;
}

/** Running mean and variance (Welford), so that no sample has to be kept. */
class Samples {
  count = 0;
  mean = 0;
  #squares = 0;
  add(value: number): void {
    this.count += 1;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#squares += delta * (value - this.mean);
  }
  get variance(): number {
    return this.#squares / (this.count - 1);
  }
}

function welchT(one: Samples, other: Samples): number {
  return (one.mean - other.mean) / Math.sqrt(one.variance / one.count + other.variance / other.count);
}

/** The answer alone: how it is compared is no part of it. */
async function timed(twins: TwinWorlds, world: 'plain' | 'full', asked: Asked): Promise<number> {
  const startedMs = performance.now();
  await askWorld(twins[world], asked);
  return performance.now() - startedMs;
}

/** A B B A, so that what drifts drifts for both; the slowest of the machine's pauses are cropped from both alike. */
async function proveTiming(twins: TwinWorlds, asked: Asked, samples: number): Promise<boolean> {
  const without = new Samples();
  const withHidden = new Samples();
  const warm: number[] = [];
  for (let turn = 0; turn < 50; turn++) warm.push(await timed(twins, turn % 2 === 0 ? 'plain' : 'full', asked));
  const cropMs = warm.sort((one, other) => one - other)[Math.floor(warm.length * 0.9)]! * 3;
  for (let turn = 0; turn < samples; turn += 2)
    for (const world of ['plain', 'full', 'full', 'plain'] as const) {
      const tookMs = await timed(twins, world, asked);
      if (tookMs <= cropMs) (world === 'plain' ? without : withHidden).add(tookMs);
    }
  const t = welchT(without, withHidden);
  const isEven = Math.abs(t) < tMost;
  const means = `${without.mean.toFixed(3)} and ${withHidden.mean.toFixed(3)} ms`;
  console.log(
    `  ${asked.caller} ${asked.question.url}: ${means}, ${without.count} samples, t ${t.toFixed(2)} ${isEven ? '' : 'UNEVEN'}`,
  );
  return isEven;
}

function timedRoutes(twins: TwinWorlds): Asked[] {
  const patient = twins.shared.find((address) => address.startsWith('Patient/'))!;
  const condition = twins.shared.find((address) => address.startsWith('Condition/'))!;
  const get = (caller: Asked['caller'], url: string): Asked => ({ caller, question: { method: 'GET', url } });
  return [
    get('gp', `/fhir/${condition}`),
    get('gp', `/fhir/Observation?patient=${patient}`),
    get('gp', `/fhir/${patient}/$everything`),
    get('nurse', `/staff/people/${patient.split('/')[1]}`),
    get('gp', `/fhir/${twins.hidden[0] ?? nowhere}`),
  ];
}

async function proveTimes(name: string, twins: TwinWorlds, samples: number): Promise<boolean> {
  console.log(`timing, ${name}:`);
  let isEven = true;
  for (const asked of timedRoutes(twins)) isEven = (await proveTiming(twins, asked, samples)) && isEven;
  return isEven;
}

async function inTwins(build: Promise<TwinWorlds>, prove: (twins: TwinWorlds) => Promise<boolean>): Promise<boolean> {
  const twins = await build;
  try {
    return await prove(twins);
  } finally {
    await twins.close();
  }
}

export async function proveTwinWorlds(options: ProofOptions): Promise<boolean> {
  const count = options.count ?? requestsUnlessTold;
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-twins-'));
  const alike = (name: string) => (twins: TwinWorlds) => proveAlike(name, twins, Math.ceil(count / 2), options.seed);
  const times = (name: string) => (twins: TwinWorlds) => proveTimes(name, twins, count);
  try {
    const held: boolean[] = [];
    if (!options.timing) {
      held.push(await inTwins(twinsForPeople(keys), alike('people')));
      held.push(await inTwins(twinsForStaff(keys), alike('staff and systems')));
    }
    held.push(await inTwins(twinsAlike(keys), times('the control, two worlds alike')));
    held.push(await inTwins(twinsForStaff(keys), times('without and with what is hidden')));
    return held.every((isSo) => isSo);
  } finally {
    await rm(keys, { recursive: true, force: true });
  }
}
