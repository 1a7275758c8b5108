/**
 * How often each caller may do something: so many at once, and as many an hour after (a token bucket). Kept in memory, for
 * so many callers at most. A caller is known by a keyed hash that no other process could make: nobody's number, name or
 * address stands here.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';

export interface RateLimit {
  /** 0 where there is no limit. */
  readonly perHour: number;
  /** Counts one; the seconds to wait where there was none left, undefined where there was. */
  take(caller: string): number | undefined;
  /** The same without counting. */
  look(caller: string): number | undefined;
}

export interface RateLimitOptions {
  /** 0 takes the limit away. */
  readonly perHour: number;
  readonly clock: Clock;
  /** Beyond them, who was seen least lately begins anew. */
  readonly mostCallers?: number;
}

const hourMs = 3_600_000;
/** About four megabytes. */
const mostCallersUnlessTold = 20_000;

export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { perHour, clock, mostCallers = mostCallersUnlessTold } = options;
  const secret = randomBytes(32);
  const left = new Map<string, { count: number; atMs: number }>();
  const keyOf = (caller: string): string => createHmac('sha256', secret).update(caller).digest('base64');

  const leftOf = (key: string): number => {
    const known = left.get(key);
    if (known === undefined) return perHour;
    return Math.min(perHour, known.count + (Math.max(0, clock.now() - known.atMs) * perHour) / hourMs);
  };
  const isOne = (count: number): boolean => count > 1 - 1e-9;
  const waitFor = (count: number): number | undefined =>
    isOne(count) ? undefined : Math.ceil(Math.round(((1 - count) * hourMs) / perHour) / 1000);

  return {
    perHour,
    take(caller) {
      if (perHour === 0) return undefined;
      const key = keyOf(caller);
      const count = leftOf(key);
      // Set anew, so that the first of the map is always who was seen least lately.
      left.delete(key);
      left.set(key, { count: isOne(count) ? Math.max(0, count - 1) : count, atMs: clock.now() });
      for (const oldest of left.keys()) {
        if (left.size <= mostCallers) break;
        left.delete(oldest);
      }
      return waitFor(count);
    },
    look: (caller) => (perHour === 0 ? undefined : waitFor(leftOf(keyOf(caller)))),
  };
}

/** For whoever builds a part of a region on its own. */
export const noRateLimit: RateLimit = { perHour: 0, take: () => undefined, look: () => undefined };
