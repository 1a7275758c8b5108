/**
 * `prove power-cut`: everything stops in the middle of a load, only what has reached the disk remains, and the region
 * starts from that (safety 4.1 and Appendix A). The control runs with fsync off and must lose something, or the disk of
 * the proof keeps what a real one would not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Check, checkAtEnd, checkRegion } from './check-region.ts';
import { describeBreaches, Ledger } from './ledger.ts';
import { type LoopDisk, makeLoopDisk, whyNoLoopDisk } from './loop-disk.ts';
import { signalAll } from './process-tree.ts';
import type { ProofOptions } from './proof-options.ts';
import { type Random, seededRandom } from './random.ts';
import { freePort, type RegionPlace, type RegionProcess, spawnRegion } from './region-process.ts';
import { startSenders } from './retrying-senders.ts';

const startTimeoutMs = 300_000;
const finishTimeoutMs = 180_000;
const senderNames = ['PROVE1', 'PROVE2', 'PROVE3', 'PROVE4'];

interface CutRun {
  readonly disk: LoopDisk;
  readonly place: RegionPlace;
  readonly ledger: Ledger;
  readonly random: Random;
}

type CutOutcome = { readonly isStarted: false; readonly words: string } | { readonly isStarted: true; check: Check };

async function start(place: RegionPlace): Promise<RegionProcess | { readonly words: string }> {
  const region = spawnRegion(place);
  if (await region.untilReady(startTimeoutMs)) return region;
  await region.killAll((all) => all);
  return { words: region.lastLines() };
}

/** Nothing more reaches the page cache from here on; a process that was just being made is caught by the second round. */
function freeze(region: RegionProcess): void {
  for (let round = 0; round < 3; round++) signalAll(region.processIds(), 'SIGSTOP');
}

/** Cuts once and starts again from what was on the disk. */
async function cut(run: CutRun, region: RegionProcess): Promise<[CutOutcome, RegionProcess | undefined]> {
  freeze(region);
  await run.disk.copy();
  await region.killAll((all) => all);
  await run.disk.replaceByCopy();
  const next = await start(run.place);
  if ('words' in next) return [{ isStarted: false, words: next.words }, undefined];
  return [{ isStarted: true, check: await checkRegion(run.place.dataDirectory, run.ledger, false) }, next];
}

async function inLoopDisk<T>(options: ProofOptions, work: (run: CutRun) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'goldthread-power-'));
  const disk = makeLoopDisk(parent);
  try {
    const place: RegionPlace = {
      dataDirectory: join(disk.folder, 'data'),
      logFile: join(parent, 'region.log'),
      httpPort: await freePort(),
      mllpPort: await freePort(),
      demoPeople: 0,
    };
    const ledger = new Ledger(join(parent, 'ledger.txt'));
    return await work({ disk, place, ledger, random: seededRandom(options.seed) });
  } finally {
    await disk.remove();
    if (options.keep) console.log(`kept: ${parent}`);
    else rmSync(parent, { recursive: true, force: true });
  }
}

async function cutWithFsync(run: CutRun, cuts: number): Promise<boolean> {
  let region: RegionProcess | { readonly words: string } | undefined = await start(run.place);
  if ('words' in region) {
    console.log(`The region did not start:\n${region.words}`);
    return false;
  }
  const load = startSenders({ port: run.place.mllpPort, names: senderNames, ledger: run.ledger });
  let isKept = true;
  let madeCuts = 0;
  for (; madeCuts < cuts && region !== undefined; madeCuts++) {
    await pause(run.random.between(1_000, 3_500));
    const [outcome, next]: [CutOutcome, RegionProcess | undefined] = await cut(run, region as RegionProcess);
    region = next;
    if (!outcome.isStarted) {
      console.log(`cut ${madeCuts + 1}: the region did not start again:\n${outcome.words}`);
      isKept = false;
      break;
    }
    const { check } = outcome;
    const found = describeBreaches(check.breaches);
    isKept &&= check.breaches.length === 0 && check.isFsyncOn;
    console.log(
      `cut ${String(madeCuts + 1).padStart(2)}  acknowledged ${check.acknowledged}  stored ${check.stored}  fsync ${check.isFsyncOn ? 'on' : 'OFF'}  ${found.join('; ')}`,
    );
  }
  const hasFinished = await load.finish(region === undefined ? 0 : finishTimeoutMs);
  if (region === undefined) return false;
  const end = await checkAtEnd(run.place.dataDirectory, run.ledger, 30_000);
  await (region as RegionProcess).stop();
  const lost = end.breaches.filter((breach) => breach.kind === 'acknowledged, not stored').length;
  console.log(`
power cuts                    ${madeCuts}
messages sent                 ${end.sent}, ${load.repeats()} of them once more on purpose
acknowledged                  ${end.acknowledged}
in the inbox                  ${end.stored}
acknowledged and lost         ${lost}
other breaches at the end     ${end.breaches.length - lost}`);
  for (const line of describeBreaches(end.breaches)) console.log(`  ${line}`);
  return isKept && hasFinished && end.breaches.length === 0;
}

/** PostgreSQL's own override file: the product has no switch for this. */
function turnFsyncOff(place: RegionPlace): void {
  writeFileSync(join(place.dataDirectory, 'postgresql/postgresql.auto.conf'), 'fsync = off\n');
}

/** True when the cut lost something. */
async function cutWithoutFsync(run: CutRun): Promise<boolean> {
  const first = await start(run.place);
  if ('words' in first) throw new Error(`the control did not start:\n${first.words}`);
  await first.stop();
  turnFsyncOff(run.place);
  const region = await start(run.place);
  if ('words' in region) throw new Error(`the control did not start:\n${region.words}`);
  const before = await checkRegion(run.place.dataDirectory, run.ledger, false);
  if (before.isFsyncOn) throw new Error('fsync could not be turned off for the control');
  run.disk.sync();
  const load = startSenders({ port: run.place.mllpPort, names: senderNames, ledger: run.ledger });
  await pause(3_500);
  const [outcome, next] = await cut(run, region);
  const acknowledged = run.ledger.entries().filter((entry) => entry.answers.includes('AA')).length;
  await load.finish(0);
  if (next !== undefined) await next.killAll((all) => all);
  if (!outcome.isStarted) {
    console.log(`acknowledged ${acknowledged}; the region did not start from what was left:\n${outcome.words}`);
    // Only a database that is beyond repair is a loss; a region that fails for another reason shows nothing.
    return acknowledged > 0 && outcome.words.includes('PLATFORM-008');
  }
  const lost = outcome.check.breaches.filter((breach) => breach.kind === 'acknowledged, not stored').length;
  console.log(`acknowledged ${outcome.check.acknowledged}, of which lost: ${lost}`);
  return lost > 0;
}

/** True when nothing acknowledged was lost, and the control lost something. */
export async function provePowerCut(options: ProofOptions): Promise<boolean> {
  const probe = mkdtempSync(join(tmpdir(), 'goldthread-power-'));
  const problem = whyNoLoopDisk(probe);
  rmSync(probe, { recursive: true, force: true });
  if (problem !== undefined) {
    console.log(`This proof cannot run here: ${problem}. Nothing was proven.`);
    return false;
  }
  const cuts = options.count ?? 10;
  console.log(`${cuts} power cuts, seed ${options.seed}`);
  const isKept = await inLoopDisk(options, (run) => cutWithFsync(run, cuts));
  console.log('\nControl: one cut with fsync off. It must lose messages.');
  const isControlRed = await inLoopDisk(options, cutWithoutFsync);
  console.log(
    isControlRed
      ? 'The control lost what was acknowledged, as it must.'
      : 'The control lost nothing: this proof proves nothing.',
  );
  return isKept && isControlRed;
}
