/** Holds a running region against the ledger. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#platform';
import { judge, type Ledger, type Verdict } from './ledger.ts';
import { openBehind } from './region-process.ts';
import { isFsyncOn, readStored } from './stored-messages.ts';

export interface Check extends Verdict {
  readonly isFsyncOn: boolean;
}

/** While the load goes on, or at the end, when nothing may be waiting any more. */
export async function checkRegion(dataDirectory: string, ledger: Ledger, isEnd: boolean): Promise<Check> {
  const database = openBehind(dataDirectory);
  try {
    return await checkDatabase(database, ledger, isEnd);
  } finally {
    await database.close();
  }
}

export async function checkDatabase(database: Database, ledger: Ledger, isEnd: boolean): Promise<Check> {
  const before = ledger.entries();
  const stored = await readStored(database);
  const verdict = judge({ before, after: ledger.entries(), stored, isEnd });
  return { ...verdict, isFsyncOn: await isFsyncOn(database) };
}

/** The end: what was received without an answer may still be filed within the time. */
export async function checkAtEnd(dataDirectory: string, ledger: Ledger, timeoutMs: number): Promise<Check> {
  for (const until = Date.now() + timeoutMs; ; await pause(500)) {
    const check = await checkRegion(dataDirectory, ledger, true);
    const isWaiting = check.breaches.some((breach) => breach.kind === 'pending at the end');
    if (!isWaiting || Date.now() > until) return check;
  }
}
