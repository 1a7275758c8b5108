/**
 * Two regions that differ only in what a caller may not see: every generated request of every kind of caller gives the same
 * answer in both, byte for byte; and five routes take the same time (`twin-timing.ts`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { startTestServer } from '#platform';
import { answerOf, differenceOf, requestsFor } from '../../tests/twin-worlds/ask-both.ts';
import { type TwinWorlds, twinsForPeople, twinsForStaff } from '../../tests/twin-worlds/file-worlds.ts';
import type { ProofOptions } from './proof-options.ts';
import { proveTimes } from './twin-timing.ts';

const requestsUnlessTold = 10_000;

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
  const server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-twins-'));
  const alike = (name: string) => (twins: TwinWorlds) => proveAlike(name, twins, Math.ceil(count / 2), options.seed);
  try {
    const held: boolean[] = [];
    if (!options.timing) {
      held.push(await inTwins(twinsForPeople(keys), alike('people')));
      held.push(await inTwins(twinsForStaff(keys), alike('staff and systems')));
    }
    held.push(await proveTimes(keys, { samples: count, seed: options.seed }));
    return held.every((isSo) => isSo);
  } finally {
    await server.stop();
    await rm(keys, { recursive: true, force: true });
  }
}
