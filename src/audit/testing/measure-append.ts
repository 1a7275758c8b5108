/**
 * What an entry costs, on a PostgreSQL that flushes (the log is never measured with fsync off): entries per second, time
 * to the receipt, and this process's own processor time per entry.
 */
import type { Audit } from '../create-audit.ts';
import { aRequest, aSealedValue } from './a-sealed-value.ts';

export interface AppendFigures {
  readonly callers: number;
  readonly entries: number;
  readonly entriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the Node process, user and system, microseconds per entry. */
  readonly processorMicroseconds: number;
}

export interface AppendLoad {
  readonly callers: number;
  readonly entries: number;
  readonly itemCount: number;
}

/** Throws when an entry is refused: a figure over failures means nothing. */
export async function measureAppend(audit: Audit, load: AppendLoad): Promise<AppendFigures> {
  const durationsMs: number[] = [];
  let left = load.entries;
  const call = async () => {
    while (left-- > 0) {
      const request = aRequest();
      const sealed = [aSealedValue(request, 'x', { persons: [1 + (left % 5000)], itemCount: load.itemCount })];
      const beganMs = performance.now();
      const outcome = await audit.recordDisclosure(request, sealed);
      durationsMs.push(performance.now() - beganMs);
      if (!outcome.ok) throw new Error(outcome.fault.code);
    }
  };
  const processor = process.cpuUsage();
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: load.callers }, call));
  const seconds = (performance.now() - beganMs) / 1000;
  const { user, system } = process.cpuUsage(processor);
  durationsMs.sort((one, other) => one - other);
  const quantile = (share: number) => durationsMs[Math.floor(share * (durationsMs.length - 1))] ?? 0;
  return {
    callers: load.callers,
    entries: durationsMs.length,
    entriesPerSecond: durationsMs.length / seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    processorMicroseconds: (user + system) / durationsMs.length,
  };
}
