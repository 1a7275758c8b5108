/**
 * Looks through the whole access log once a day, and at once when it no longer continues what was signed. What does not
 * hold is marked by its day, and every privacy officer is alerted (A9).
 */
import type { Clock } from '#kernel/clock.ts';
import { errorFields } from '#platform';
import type { Region } from './region.ts';

/** The log seals itself every half minute; what came of it lies in memory, so asking often costs nothing. */
const everyMs = 2_000;
const dayMs = 86_400_000;
/** A log that stays broken is gone through again this often: more may have been done to it. */
const againMs = 3_600_000;
/** A region that is started anew every night is gone through all the same, once its start is over. */
const afterStartMs = 600_000;

type Watched = Pick<Region, 'audit' | 'directory' | 'privacy'> & { readonly clock: Clock };

/** Gives whether the log is whole, as far as it was looked at. */
export function createLogWatch({ audit, clock, directory, privacy }: Watched): () => Promise<boolean> {
  const earliestMs = clock.now() + afterStartMs;
  let nextMs: number | undefined;
  // A moment to come is none at which anybody looked.
  const firstMs = async (nowMs: number): Promise<number | undefined> => {
    const last = await audit.lastInspection();
    if (!last.ok) return undefined;
    const dueMs = last.value === undefined ? 0 : Math.min(last.value.atMs, nowMs) + dayMs;
    return Math.max(earliestMs, dueMs);
  };
  let brokenNextMs = 0;
  let isTold = false;
  // All of them, not those of this look alone: a region that ended between the mark and its alert tells after its start.
  const tell = async (): Promise<void> => {
    if (isTold) return;
    const organisations = directory.organisations().map(({ code }) => code);
    const marked = await audit.compromisedDays();
    if (!marked.ok) return;
    for (const { day } of marked.value) await privacy.review.noteBrokenLog(organisations, day);
    isTold = true;
  };
  return async () => {
    await tell();
    const nowMs = clock.now();
    const sealed = audit.lastSeal();
    const isSealed = sealed?.ok !== false;
    const isBroken = !isSealed && sealed.fault.code === 'AUDIT-005' && nowMs >= brokenNextMs;
    nextMs ??= await firstMs(nowMs);
    if (!isBroken && (nextMs === undefined || nowMs < nextMs)) return isSealed;
    [nextMs, brokenNextMs] = [nowMs + againMs, nowMs + againMs];
    const inspected = await audit.inspect();
    // A day may be marked by a look that failed afterwards, or by another process of this region.
    isTold &&= inspected.ok && inspected.value.isWhole;
    if (!inspected.ok) return false;
    nextMs = nowMs + dayMs;
    await tell();
    return inspected.value.isWhole;
  };
}

/** Gives the way to stop. */
export function watchLog(region: Region): () => void {
  const watch = createLogWatch(region);
  let isLooking = false;
  const look = async (): Promise<void> => {
    // Going through a long log takes longer than the time between two looks.
    if (isLooking) return;
    isLooking = true;
    try {
      await watch();
    } catch (error) {
      region.log.error('the access log could not be inspected', errorFields(error));
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
