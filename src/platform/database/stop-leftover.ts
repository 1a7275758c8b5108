/** After `kill -9` of Goldthread its PostgreSQL lives on. It is stopped, in good order, before a new one starts. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import type { Log } from '../log.ts';
import { isAlive, postgresProcessesIn } from './process-table.ts';

/** How long each signal may take: fast shutdown with its checkpoint, immediate shutdown, kill. */
const steps = [
  { signal: 'SIGINT', toAll: false, waitMs: 30_000 },
  { signal: 'SIGQUIT', toAll: true, waitMs: 5_000 },
  { signal: 'SIGKILL', toAll: true, waitMs: 5_000 },
] as const;

function postmasterIn(cluster: string): number | undefined {
  try {
    const first = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(first) && first > 0 ? first : undefined;
  } catch {
    return undefined;
  }
}

function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch {
    // It ended by itself meanwhile.
  }
}

/**
 * Stops what runs in `cluster` (a real path). Only processes that are proven, by their program and working directory,
 * to be the PostgreSQL of this very directory are touched. Call it only while holding the data directory's lock.
 * @returns fault PLATFORM-010 when one does not end, PLATFORM-005 when its owner cannot be proven
 */
export async function stopLeftover(cluster: string, log: Log): Promise<Outcome<void>> {
  const postmaster = postmasterIn(cluster);
  for (const step of steps) {
    const running = postgresProcessesIn(cluster);
    if (running.length === 0) break;
    log.warn('stopping a PostgreSQL left over from an earlier run', { processId: running[0], reason: step.signal });
    const leader = postmaster !== undefined && running.includes(postmaster) ? postmaster : undefined;
    // Without their leader the others end by themselves as soon as they notice.
    const targets = step.toAll ? running : leader === undefined ? [] : [leader];
    for (const processId of targets) signal(processId, step.signal);
    const until = Date.now() + (leader === undefined && !step.toAll ? 3_000 : step.waitMs);
    while (postgresProcessesIn(cluster).length > 0 && Date.now() < until) await pause(20);
  }
  const left = postgresProcessesIn(cluster);
  if (left.length > 0) return failed(platformFault('PLATFORM-010', `process ${left[0]}`));
  if (postmaster !== undefined) {
    // Elsewhere than on Linux the working directory of a process is not to be seen, so a live number is left alone.
    if (process.platform !== 'linux' && isAlive(postmaster)) {
      return failed(platformFault('PLATFORM-005', `process ${postmaster}`));
    }
    // Its number may belong to somebody else by now, and PostgreSQL would then refuse to start.
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
  }
  return ok(undefined);
}
