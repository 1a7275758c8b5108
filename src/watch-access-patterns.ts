/** Every quarter of an hour: patterns in the log of the last day, and stated reasons of a week ago that no contact followed. */
import { errorFields } from '#platform';
import type { Region } from './region.ts';

const everyMs = 15 * 60_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** Gives the way to stop. An alert that is raised twice is one. */
export function watchAccessPatterns({ clock, log, record }: Region): () => void {
  const watch = async (): Promise<void> => {
    const nowMs = clock.now();
    for (const untilMs of [nowMs, nowMs - weekMs])
      await record.review.watchPatterns({ fromMs: untilMs - dayMs, untilMs });
  };
  const timer = setInterval(() => {
    watch().catch((error: unknown) => log.error('the access log could not be watched', errorFields(error)));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
