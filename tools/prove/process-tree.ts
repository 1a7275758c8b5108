/** What /proc says of a process and of those that it started. Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

interface ProcessRow {
  readonly processId: number;
  readonly parentId: number;
  readonly state: string;
  /** In user and system mode; `ofChildren` are those that ended and were waited for. */
  readonly ticks: number;
  readonly ticksOfChildren: number;
}

/** USER_HZ: what /proc counts in, on every Linux of today. */
const ticksPerSecond = 100;

function readRow(processId: number): ProcessRow | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold spaces.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (at: number): number => Number(fields[at]);
    return {
      processId,
      parentId: number(1),
      state: fields[0] ?? '',
      ticks: number(11) + number(12),
      ticksOfChildren: number(13) + number(14),
    };
  } catch {
    return undefined;
  }
}

/** 0 when it is not there. */
export function parentOf(processId: number): number {
  return readRow(processId)?.parentId ?? 0;
}

function allRows(): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readRow(Number(name)) ?? []);
}

/** The process and everything below it, itself first. */
export function processTree(root: number): number[] {
  const rows = allRows();
  const found = [root];
  for (let at = 0; at < found.length; at++)
    found.push(...rows.filter((row) => row.parentId === found[at]).map((row) => row.processId));
  return found;
}

/** Those that work in `directory` (a real path): PostgreSQL always works in its own. */
export function processesIn(directory: string): number[] {
  return allRows()
    .filter((row) => row.state !== 'Z')
    .map((row) => row.processId)
    .filter((processId) => {
      try {
        return readlinkSync(`/proc/${processId}/cwd`) === directory;
      } catch {
        return false;
      }
    });
}

function isRunning(processId: number): boolean {
  const row = readRow(processId);
  return row !== undefined && row.state !== 'Z' && row.state !== 'X';
}

/** One that ended meanwhile is no error. */
export function signalAll(processIds: readonly number[], signal: NodeJS.Signals): void {
  for (const processId of processIds) {
    try {
      process.kill(processId, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Comes back when none of them runs any more. */
export async function untilEnded(processIds: readonly number[], timeoutMs: number): Promise<boolean> {
  for (const until = Date.now() + timeoutMs; Date.now() < until; await pause(5))
    if (!processIds.some(isRunning)) return true;
  return false;
}

/** Processor time in milliseconds since it started, and of its children that have ended; 0 when it is gone. */
export function processorMs(processId: number): { readonly own: number; readonly endedChildren: number } {
  const row = readRow(processId);
  const inMs = (ticks: number): number => (ticks * 1000) / ticksPerSecond;
  return { own: inMs(row?.ticks ?? 0), endedChildren: inMs(row?.ticksOfChildren ?? 0) };
}

/** Memory that is this process's alone (or its share of what is shared), in bytes. */
export function proportionalMemoryBytes(processId: number): number {
  try {
    const line = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/smaps_rollup`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
