/**
 * One Goldthread process per data directory. The lock is a file naming its holder; a holder that is dead is replaced.
 * Within one boot and container the process id and its start time decide. A holder in another container or on another
 * machine cannot be looked up: it shows that it lives by touching the file.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { giveToOwnerOf } from './postgres-user.ts';
import { isAlive, processSpace, processStart } from './process-table.ts';

export interface DirectoryLock {
  release(): void;
}

interface Holder {
  readonly processId: number;
  readonly start: string;
  readonly space: string;
  readonly token: string;
}

const beatMs = 2_000;
/** More than three beats. */
const longestSilenceMs = 7_000;

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A lock that we may not read is somebody's; one that is gone, or no lock at all, is nobody's.
    if (code !== undefined && code !== 'ENOENT') throw error;
    return undefined;
  }
}

async function isHeld(file: string, holder: Holder, silenceMs: number): Promise<boolean> {
  if (holder.space === processSpace()) {
    return isAlive(holder.processId) && processStart(holder.processId) === holder.start;
  }
  const lastBeat = beatOf(file);
  for (let waitedMs = 0; waitedMs < silenceMs; waitedMs += 200) {
    await pause(200);
    if (beatOf(file) !== lastBeat) return true;
  }
  return false;
}

function beatOf(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

/** Takes the stale lock out of the way; puts it back when in the meantime it had become somebody else's. */
function removeStale(file: string, token: string | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readHolder(aside)?.token !== token) linkSync(aside, file);
  } catch {
    // Gone or replaced already: the next round sees how things stand.
  }
  rmSync(aside, { force: true });
}

function beatOn(file: string, token: string): DirectoryLock {
  const timer = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // A removed lock does not stop a running region.
    }
  }, beatMs);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      if (readHolder(file)?.token === token) rmSync(file, { force: true });
    },
  };
}

/**
 * Holds `directory` (which exists and is writable) for this process.
 * @param silenceMs how long a holder that cannot be looked up is given to show that it lives
 * @returns fault PLATFORM-005 naming the holder when another process holds it
 */
export async function lockDataDirectory(
  directory: string,
  silenceMs = longestSilenceMs,
): Promise<Outcome<DirectoryLock>> {
  const file = join(directory, 'goldthread.lock');
  const mine: Holder = {
    processId: process.pid,
    start: processStart(process.pid),
    space: processSpace(),
    token: randomUUID(),
  };
  const prepared = `${file}.${mine.token}`;
  // Written whole under another name and then linked: a lock file is never seen half written.
  writeFileSync(prepared, JSON.stringify(mine), { mode: 0o644 });
  giveToOwnerOf(directory, prepared);
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(prepared, file);
        return ok(beatOn(file, mine.token));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readHolder(file);
      if (holder !== undefined && (await isHeld(file, holder, silenceMs))) {
        const where = holder.space === mine.space ? '' : ' on another machine or in another container';
        return failed(platformFault('PLATFORM-005', `process ${holder.processId}${where}`));
      }
      removeStale(file, holder?.token);
    }
    return failed(platformFault('PLATFORM-005', 'several processes that start at the same moment'));
  } finally {
    rmSync(prepared, { force: true });
  }
}
