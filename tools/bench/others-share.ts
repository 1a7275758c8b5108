/** How much of the machine others took while something was measured: a busy machine proves nothing out of reach. Linux only. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { processorMs, processTree } from '../prove/process-tree.ts';

export interface MachineTime {
  readonly atMs: number;
  /** All that was used of all cores, and what the host took away. */
  readonly usedMs: number;
  readonly ownMs: number;
}

/** USER_HZ, as for single processes. */
const msPerTick = 10;

/** Fields of the first line of /proc/stat (proc(5)) that are neither idle nor waiting for a disk. */
const used = ['user', 'nice', 'system', undefined, undefined, 'interrupts', 'soft interrupts', 'stolen'] as const;

export function usedTicks(procStat: string): number {
  const fields = (procStat.split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number);
  return used.reduce((sum, name, at) => (name === undefined ? sum : sum + (fields[at] ?? 0)), 0);
}

/** `roots`: processes that are ours, with all below them. */
export function machineTime(roots: readonly number[]): MachineTime {
  const own = new Set(roots.flatMap(processTree));
  return {
    atMs: performance.now(),
    usedMs: usedTicks(readFileSync('/proc/stat', 'utf8')) * msPerTick,
    ownMs:
      [...own].reduce((sum, id) => sum + processorMs(id).own, 0) +
      roots.reduce((sum, id) => sum + processorMs(id).endedChildren, 0),
  };
}

/** From 0, nobody, to 1, all of every core. */
export function othersShare(before: MachineTime, after: MachineTime, cores = cpus().length): number {
  const others = after.usedMs - before.usedMs - (after.ownMs - before.ownMs);
  return Math.min(1, Math.max(0, others / ((after.atMs - before.atMs) * cores)));
}
