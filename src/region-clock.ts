/**
 * The clock of a region (decision 100). It goes on from the newest moment that the region recorded, so that a machine that starts
 * with a clock a little behind takes nothing back. A clock far behind is wrong, or was: that an operator says, and no program.
 */
import { selectNewestMoment } from '#audit';
import { selectNewestMessage } from '#intake';
import { type MachineClock, type SteadyClock, steadyClock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import { regionFault } from './faults.ts';

export interface RegionTime {
  readonly clock: SteadyClock;
  /** No number was made for a moment after this one. */
  readonly newestMs: number | undefined;
}

export interface RegionTimeOptions {
  readonly database: Pick<Database, 'sql'>;
  readonly machine?: MachineClock | undefined;
  /** What was recorded up to then has times that were wrong: an operator says so. */
  readonly wasAheadUntilMs: number | undefined;
}

/** Time services correct by less; what goes further may have brought back what had ended. Half of what the log's verifier allows. */
const tolerableMs = 300_000;

/** Faults: START-008. */
export async function openRegionClock(options: RegionTimeOptions): Promise<Outcome<RegionTime>> {
  const { sql } = options.database;
  const [newestEntryMs, newestMessageMs] = await Promise.all([selectNewestMoment(sql), selectNewestMessage(sql)]);
  const known = [newestEntryMs, newestMessageMs].filter((one) => one !== undefined);
  if (known.length === 0) return ok({ clock: steadyClock(options.machine), newestMs: undefined });
  const newestMs = Math.max(...known);
  const shownMs = steadyClock(options.machine).now();
  if (newestMs - shownMs <= tolerableMs) return ok({ clock: steadyClock(options.machine, newestMs), newestMs });
  // After the word the numbers of messages go on from the wrong moment, and so pass it: they count, and tell no time any more.
  if (options.wasAheadUntilMs !== undefined && (newestEntryMs ?? 0) <= options.wasAheadUntilMs)
    return ok({ clock: steadyClock(options.machine), newestMs });
  const said = (ms: number): string => new Date(ms).toISOString();
  const rule = `shows ${said(shownMs)}, and the region has recorded something at ${said(newestMs)}`;
  return failed(regionFault('START-008', [{ place: 'the clock of this machine', rule }]));
}
