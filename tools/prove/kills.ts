/**
 * `prove kills`: the whole process tree is killed with SIGKILL at random moments while HL7 v2 comes in, fifty times. What
 * was acknowledged is there exactly once, filed once, with one effect (safety I1, I2; F1 to F4).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkAtEnd, checkRegion } from './check-region.ts';
import { type EarlyAcknowledger, startEarlyAcknowledger } from './early-acknowledger.ts';
import { type Breach, describeBreaches, Ledger } from './ledger.ts';
import type { ProofOptions } from './proof-options.ts';
import { type Random, seededRandom } from './random.ts';
import { freePort, type RegionPlace, type RegionProcess, spawnRegion } from './region-process.ts';
import { startSenders } from './retrying-senders.ts';

const startTimeoutMs = 300_000;
const finishTimeoutMs = 180_000;
/** One in this many kills falls into a start: recovery is killed too. */
const killStartEvery = 5;

interface KillRun {
  readonly place: RegionPlace;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly kills: number;
  /** The control: answers come from a relay that does not wait. */
  readonly relay: EarlyAcknowledger | undefined;
}

interface KillResult {
  readonly kills: number;
  readonly killsInStart: number;
  readonly breaches: readonly Breach[];
  readonly startMs: readonly number[];
  readonly hasFailedToStart: boolean;
}

async function startOnce(run: KillRun): Promise<{ region: RegionProcess; tookMs: number; isReady: boolean }> {
  const startedMs = performance.now();
  const region = spawnRegion(run.place);
  const isReady = await region.untilReady(startTimeoutMs);
  if (!isReady) console.log(`The region did not start:\n${region.lastLines()}`);
  return { region, tookMs: performance.now() - startedMs, isReady };
}

async function killDuringStart(run: KillRun): Promise<void> {
  const region = spawnRegion(run.place);
  await pause(run.random.between(50, 1_500));
  await region.killAll(run.random.shuffle);
}

/** Kills and starts again, `kills` times; what it gives back runs. */
async function killOverAndOver(
  run: KillRun,
  first: RegionProcess,
): Promise<KillResult & { readonly region: RegionProcess }> {
  const breaches: Breach[] = [];
  const startMs: number[] = [];
  let killsInStart = 0;
  let region = first;
  for (let kill = 1; kill <= run.kills; kill++) {
    await pause(run.random.between(200, 2_000));
    run.relay?.die();
    await region.killAll(run.random.shuffle);
    if (kill % killStartEvery === 0 && kill < run.kills) {
      await killDuringStart(run);
      killsInStart++;
      kill++;
    }
    const next = await startOnce(run);
    region = next.region;
    startMs.push(next.tookMs);
    run.relay?.revive();
    if (!next.isReady) return { kills: kill, killsInStart, breaches, startMs, hasFailedToStart: true, region };
    const check = await checkRegion(run.place.dataDirectory, run.ledger, false);
    breaches.push(...check.breaches);
    const found = check.breaches.length === 0 ? '' : `  ${describeBreaches(check.breaches).join('; ')}`;
    console.log(
      `kill ${String(kill).padStart(3)}  start ${(next.tookMs / 1000).toFixed(1)} s  sent ${check.sent}  acknowledged ${check.acknowledged}  stored ${check.stored}${found}`,
    );
  }
  return { kills: run.kills, killsInStart, breaches, startMs, hasFailedToStart: false, region };
}

interface RunOutcome {
  readonly isKept: boolean;
  /** Acknowledged and not stored, at the end; undefined where the region did not start, so that nothing was tried. */
  readonly lost: number | undefined;
}

async function runKills(run: KillRun, senders: number): Promise<RunOutcome> {
  const first = await startOnce(run);
  if (!first.isReady) {
    await first.region.killAll((all) => all);
    return { isKept: false, lost: undefined };
  }
  const names = Array.from({ length: senders }, (_, at) => `PROVE${at + 1}`);
  const load = startSenders({ port: run.relay?.port ?? run.place.mllpPort, names, ledger: run.ledger });
  const result = await killOverAndOver(run, first.region);
  await pause(result.hasFailedToStart ? 0 : 500);
  const hasFinished = await load.finish(result.hasFailedToStart ? 0 : finishTimeoutMs);
  // What the relay still holds has had no kill: it is passed on before the end is judged.
  if (run.relay !== undefined) await pause(3_000);
  const end = result.hasFailedToStart ? undefined : await checkAtEnd(run.place.dataDirectory, run.ledger, 30_000);
  const hasStopped = await result.region.stop();
  if (end === undefined) return { isKept: false, lost: undefined };
  const breaches = end.breaches;
  const slowest = Math.max(...result.startMs) / 1000;
  console.log(`
kills of the whole tree       ${result.kills} (${result.killsInStart} of them while it started)
messages sent                 ${end.sent}, by ${senders} senders, ${load.repeats()} of them once more on purpose
acknowledged                  ${end.acknowledged}
sendings without an answer    ${run.ledger.entries().reduce((sum, entry) => sum + entry.unknown, 0)}, all sent again
never acknowledged            ${end.unknown}
in the inbox                  ${end.stored}
slowest start after a kill    ${slowest.toFixed(1)} s
breaches after a restart      ${result.breaches.length}
breaches at the end           ${breaches.length}`);
  for (const line of describeBreaches([...result.breaches, ...breaches])) console.log(`  ${line}`);
  if (!hasFinished) console.log('  a sender could not end its last message in three minutes');
  if (!hasStopped) console.log('  the region did not stop when told to');
  return {
    isKept: result.breaches.length === 0 && breaches.length === 0 && hasFinished && hasStopped,
    lost: breaches.filter((breach) => breach.kind === 'acknowledged, not stored').length,
  };
}

async function inPassingFolder<T>(keep: boolean, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-kills-'));
  try {
    return await work(folder);
  } finally {
    if (keep) console.log(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

async function placeIn(folder: string): Promise<RegionPlace> {
  return {
    dataDirectory: join(folder, 'data'),
    logFile: join(folder, 'region.log'),
    httpPort: await freePort(),
    mllpPort: await freePort(),
    demoPeople: 0,
  };
}

async function control(options: ProofOptions): Promise<boolean> {
  console.log('\nControl: the same with a relay that acknowledges before anything is kept. It must lose messages.');
  return inPassingFolder(options.keep, async (folder) => {
    const place = await placeIn(folder);
    const relay = await startEarlyAcknowledger(place.mllpPort);
    const ledger = new Ledger(join(folder, 'ledger.txt'));
    const { lost } = await runKills({ place, ledger, random: seededRandom(options.seed), kills: 3, relay }, 2);
    await relay.close();
    if (lost === undefined) console.log('The control could not be tried: this proof proves nothing.');
    else if (lost === 0) console.log('The control lost nothing: this proof proves nothing.');
    else console.log(`The control lost ${lost} acknowledged messages, as it must.`);
    return lost !== undefined && lost > 0;
  });
}

/** True when every promise was kept, and the control broke one. */
export async function proveKills(options: ProofOptions): Promise<boolean> {
  const kills = options.count ?? 50;
  console.log(`${kills} kills, seed ${options.seed}`);
  const { isKept } = await inPassingFolder(options.keep, async (folder) => {
    const place = await placeIn(folder);
    const ledger = new Ledger(join(folder, 'ledger.txt'));
    return runKills({ place, ledger, random: seededRandom(options.seed), kills, relay: undefined }, 4);
  });
  const isControlRed = await control(options);
  return isKept && isControlRed;
}
