/**
 * `prove soak`: half an hour of mixed load. Memory stays flat, nothing fails, every acknowledged write can be read at the
 * end. `--count` is the number of minutes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkAtEnd } from './check-region.ts';
import { demoTokens } from './flat-questions.ts';
import { describeBreaches, Ledger } from './ledger.ts';
import type { ProofOptions } from './proof-options.ts';
import { freePort, type RegionProcess, spawnRegion } from './region-process.ts';
import { startSenders } from './retrying-senders.ts';
import { readBack, SoakLoad } from './soak-load.ts';

const minutesByDefault = 30;
const sampleEveryMs = 5_000;
/** The ledger knows of every message: the demo sends none here. */
const demoPeople = 0;
const startTimeoutMs = 300_000;
const finishTimeoutMs = 60_000;
/** Of the time, before memory is looked at: caches and compiled code grow first. */
const warmUpShare = 0.25;
const growthMax = 1.15;
/** What a collector may leave lying about between two samples. */
const slackBytes = 48 * 1024 * 1024;

interface Sample {
  readonly nodeBytes: number;
  readonly postgresBytes: number;
}

/** Memory that is the process's own: pages of PostgreSQL's shared cache fill up to their limit by design. */
function anonymousBytes(processId: number): number {
  try {
    const line = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function sampleOf(region: RegionProcess): Sample {
  const others = region.processIds().filter((id) => id !== region.processId);
  return {
    nodeBytes: anonymousBytes(region.processId),
    postgresBytes: others.reduce((sum, id) => sum + anonymousBytes(id), 0),
  };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

/** The last third against the first third of what comes after the warm-up. */
function isFlat(name: string, bytes: readonly number[]): boolean {
  const counted = bytes.slice(Math.floor(bytes.length * warmUpShare));
  const third = Math.max(1, Math.floor(counted.length / 3));
  const [first, last] = [mean(counted.slice(0, third)), mean(counted.slice(-third))];
  const flat = last <= first * growthMax + slackBytes;
  console.log(
    `memory of ${name.padEnd(11)} ${mebibytes(first)} in the first third, ${mebibytes(last)} in the last, ${mebibytes(Math.max(...bytes))} at most: ${flat ? 'flat' : 'GROWS'}`,
  );
  return flat;
}

async function soak(region: RegionProcess, minutes: number): Promise<boolean> {
  const tokens = await demoTokens(region);
  const ledger = new Ledger();
  const { httpPort, mllpPort, dataDirectory } = region.place;
  const load = new SoakLoad({ port: httpPort, ...tokens });
  const senders = startSenders({ port: mllpPort, names: ['SOAK1', 'SOAK2'], ledger });
  const samples: Sample[] = [];
  const workers = load.start();
  for (const until = Date.now() + minutes * 60_000; Date.now() < until; await pause(sampleEveryMs)) {
    samples.push(sampleOf(region));
    process.stderr.write(
      `\r${load.describe()}, Node ${mebibytes(samples.at(-1)?.nodeBytes ?? 0)}, ${Math.round((until - Date.now()) / 1000)} s left   `,
    );
  }
  process.stderr.write('\n');
  load.finish();
  await workers;
  const areSendersDone = await senders.finish(finishTimeoutMs);
  console.log(load.describe());
  const check = await checkAtEnd(dataDirectory, ledger, finishTimeoutMs);
  for (const line of describeBreaches(check.breaches)) console.log(line);
  const unread = await readBack(httpPort, tokens.system, load.acknowledged());
  console.log(`${load.acknowledged().size} acknowledged FHIR writes read back, ${unread.length} not as acknowledged`);
  for (const one of unread.slice(0, 10)) console.log(`  ${one}`);
  const node = isFlat(
    'Node',
    samples.map((sample) => sample.nodeBytes),
  );
  const postgres = isFlat(
    'PostgreSQL',
    samples.map((sample) => sample.postgresBytes),
  );
  for (const [what, count] of load.failures()) console.log(`failed: ${what} (${count} times)`);
  return (
    node &&
    postgres &&
    areSendersDone &&
    load.failures().size === 0 &&
    check.breaches.length === 0 &&
    unread.length === 0
  );
}

export async function proveSoak({ count = minutesByDefault, keep }: ProofOptions): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-soak-'));
  const region = spawnRegion({
    dataDirectory: join(folder, 'data'),
    logFile: join(folder, 'region.log'),
    httpPort: await freePort(),
    mllpPort: await freePort(),
    demoPeople,
  });
  try {
    if (!(await region.untilReady(startTimeoutMs))) throw new Error(`the region did not start:\n${region.lastLines()}`);
    return await soak(region, count);
  } finally {
    await region.stop();
    if (keep) console.log(`kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}
