/**
 * `prove standby`: a region writes to a primary whose commits wait for a standby; the primary is killed, the standby promoted, the
 * region started on it. What was acknowledged is there, each look has its entry, and the log continues what was signed (HZ3, HZ6).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkoutRoot, runProgram } from '../run-program.ts';
import { checkDatabase } from './check-region.ts';
import { describeBreaches, Ledger } from './ledger.ts';
import { type Pair, startPair } from './postgres-pair.ts';
import type { ProofOptions } from './proof-options.ts';
import {
  environmentOf,
  freePort,
  openServer,
  type RegionPlace,
  type RegionProcess,
  spawnRegion,
} from './region-process.ts';
import { startSenders } from './retrying-senders.ts';

const startTimeoutMs = 120_000;
const finishTimeoutMs = 60_000;
const loadMs = 5_000;
/** The control: how long the primary goes on after the standby has gone. */
const aloneMs = 2_000;

async function started(place: RegionPlace): Promise<RegionProcess> {
  const region = spawnRegion(place);
  if (await region.untilReady(startTimeoutMs)) return region;
  const words = region.lastLines();
  await region.killAll((all) => all);
  throw new Error(`the region did not start: ${words}`);
}

/** As an operator types it. */
function command(place: RegionPlace, ...given: readonly string[]) {
  const environment = Object.entries(environmentOf(place)).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  return runProgram({
    program: process.execPath,
    arguments: [join(checkoutRoot, 'bin/goldthread.mjs'), ...given],
    environment: Object.fromEntries(environment),
    timeoutMs: 60_000,
  });
}

interface Looks {
  /** Ids of the requests that were answered with what they asked for. */
  readonly answered: readonly string[];
  stop(): Promise<void>;
}

function startLooks(port: number, token: string): Looks {
  const answered: string[] = [];
  let isStopping = false;
  const run = (async () => {
    while (!isStopping) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/fhir/Patient?_count=1`, {
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(5_000),
        });
        await response.arrayBuffer();
        if (response.status === 200) answered.push(response.headers.get('x-request-id') ?? '');
      } catch {
        // Nobody is there, or nobody knows: neither is an answer.
      }
      await pause(10);
    }
  })();
  return {
    answered,
    async stop() {
      isStopping = true;
      await run;
    },
  };
}

async function entriesMissing(databaseUrl: string, requestIds: readonly string[]): Promise<number> {
  const database = openServer(databaseUrl);
  try {
    const rows =
      await database.sql`select distinct request_id from audit.entry where request_id = any(${requestIds as string[]})`;
    return requestIds.length - rows.length;
  } finally {
    await database.close();
  }
}

/** Kills the primary under load and goes on with the standby; what there is to say of it. */
async function failOver(pair: Pair, place: RegionPlace, isControl: boolean) {
  const ledger = new Ledger();
  let region = await started(place);
  const token = await command(place, 'token', '--client', 'demo-system');
  const looks = startLooks(place.httpPort, token.output.trim());
  const load = startSenders({ port: place.mllpPort, names: ['STANDBY1', 'STANDBY2', 'STANDBY3'], ledger });
  await pause(loadMs);
  if (isControl) {
    await pair.standby.kill();
    await pause(aloneMs);
  }
  await pair.primary.kill();
  const acknowledged = ledger.entries();
  const looksBefore = looks.answered.length;
  await region.killAll((all) => all);
  if (isControl) await pair.startStandby();
  const beganMs = performance.now();
  await pair.promote();
  const promotedUrl = pair.standby.ownerUrl;
  const database = openServer(promotedUrl);
  const atPromotion = await checkDatabase(database, ledger, false);
  region = await started({ ...place, databaseUrl: promotedUrl });
  const awayMs = performance.now() - beganMs;
  const hasFinished = await load.finish(finishTimeoutMs);
  await pause(1_000);
  await looks.stop();
  const atEnd = await checkDatabase(database, ledger, true);
  await database.close();
  const lostLooks = await entriesMissing(promotedUrl, looks.answered);
  const verified = await command({ ...place, databaseUrl: promotedUrl }, 'verify-log', '--region');
  await region.stop();
  return {
    acknowledged,
    looksBefore,
    looks: looks.answered.length,
    lostLooks,
    atPromotion,
    atEnd,
    awayMs,
    hasFinished,
    verified,
  };
}

async function runOnce(options: ProofOptions, isControl: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-standby-'));
  const pair = await startPair(folder, !isControl);
  try {
    await pair.startStandby();
    if (!(await pair.isSynchronous())) throw new Error('the standby does not stream as it should');
    const place: RegionPlace = {
      dataDirectory: join(folder, 'data'),
      logFile: join(folder, 'region.log'),
      httpPort: await freePort(),
      mllpPort: await freePort(),
      demoPeople: 0,
      databaseUrl: pair.primary.ownerUrl,
    };
    return await failOver(pair, place, isControl);
  } finally {
    await pair.stop();
    if (options.keep) console.log(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** True when nothing was lost, and the control, whose commits wait for nobody, lost something. */
export async function proveStandby(options: ProofOptions): Promise<boolean> {
  const run = await runOnce(options, false);
  const breaches = [...run.atPromotion.breaches, ...run.atEnd.breaches];
  const isLogWhole = run.verified.exitCode === 0;
  console.log(`messages acknowledged before the primary was killed   ${run.acknowledged.filter(({ answers }) => answers.length > 0).length}
messages acknowledged in all                          ${run.atEnd.acknowledged}
looks answered, before and in all                     ${run.looksBefore}, ${run.looks}
looks without an entry in the log                     ${run.lostLooks}
from the promotion to a region that is ready          ${(run.awayMs / 1000).toFixed(1)} s
breaches                                              ${breaches.length}
the log of the region                                 ${isLogWhole ? 'is whole' : 'does not verify'}`);
  for (const line of describeBreaches(breaches)) console.log(`  ${line}`);
  if (!isLogWhole) console.log(run.verified.output);
  if (!run.hasFinished) console.log('  a sender could not end its last message in a minute');
  console.log('\nControl: commits do not wait for the standby, which is gone for two seconds before the primary is.');
  const control = await runOnce(options, true);
  const lost = control.atPromotion.breaches.filter(({ kind }) => kind === 'acknowledged, not stored').length;
  const isNoticed = control.verified.exitCode !== 0;
  console.log(
    `The control lost ${lost} acknowledged messages and ${control.lostLooks} entries of the log${isNoticed ? ', and the log does not verify' : ''}.`,
  );
  const isTried = run.looksBefore > 0 && run.acknowledged.length > 0 && run.looks > run.looksBefore;
  return (
    isTried &&
    breaches.length === 0 &&
    run.lostLooks === 0 &&
    isLogWhole &&
    run.hasFinished &&
    lost > 0 &&
    control.lostLooks > 0
  );
}
