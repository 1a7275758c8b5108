/**
 * Two regions that differ only in what a caller may not see: every generated request of every kind of caller gives the same
 * answer in both, byte for byte; and five routes take the same time, by an interleaved Welch test (|t| below 4.5).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Asked, answerOf, differenceOf, requestsFor } from '../../tests/twin-worlds/ask-both.ts';
import { type TwinWorlds, twinsForPeople, twinsForStaff } from '../../tests/twin-worlds/file-worlds.ts';
import type { ProofOptions } from './proof-options.ts';

const requestsUnlessTold = 10_000;
const tMost = 4.5;

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

async function timed(twins: TwinWorlds, world: 'plain' | 'full', asked: Asked): Promise<number> {
  const startedMs = performance.now();
  await answerOf(twins[world], asked);
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
    get('gp', `/fhir/${twins.hidden[0]}`),
  ];
}

export async function proveTwinWorlds(options: ProofOptions): Promise<boolean> {
  const count = options.count ?? requestsUnlessTold;
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-twins-'));
  let isAlike = true;
  try {
    for (const [name, build] of [
      ['people', twinsForPeople],
      ['staff and systems', twinsForStaff],
    ] as const) {
      const twins = await build(keys);
      isAlike = (await proveAlike(name, twins, Math.ceil(count / 2), options.seed)) && isAlike;
      if (name === 'staff and systems') {
        console.log('timing, without and with what is hidden:');
        for (const asked of timedRoutes(twins)) isAlike = (await proveTiming(twins, asked, count)) && isAlike;
      }
      await twins.close();
    }
  } finally {
    await rm(keys, { recursive: true, force: true });
  }
  return isAlike;
}
