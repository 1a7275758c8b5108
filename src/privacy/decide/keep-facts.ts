/**
 * Facts of decisions, kept for as long as nothing that they were read from has changed. Whoever locates a person reads how often it
 * had (`AsOf`), in the database and for each request anew: an equal count is the same facts, and anything else asks again. Beginnings
 * and ends change nothing in the database, so facts say until when they hold. Decisions are never kept: each is made from the facts.
 */
import type { AsOf } from '#patient-index';

export interface DatedFacts<Facts> {
  readonly facts: Facts;
  /** As `changesText` counts, in the same moment as the facts. */
  readonly changes: number;
  /** The next moment in which something begins or ends; undefined where nothing does. */
  readonly untilMs: number | undefined;
}

export interface FactsToKeep<Wanted, Facts> {
  readonly read: (wanted: Wanted) => Promise<DatedFacts<Facts> | undefined>;
  /** Everything that the facts depend on but the moment. Undefined: they are read each time. */
  readonly keyOf: (wanted: Wanted) => string | undefined;
  readonly asOf: (wanted: Wanted) => AsOf | undefined;
  readonly atMs: (wanted: Wanted) => number;
}

interface KeptFacts<Facts> extends DatedFacts<Facts> {
  readonly fromMs: number;
}

/** Of some hundred bytes to some kilobytes each. The one that was asked for longest ago goes first. */
const keptMost = 5_000;
/** Whoever located the person longer ago has to ask: a decision rests on nothing older. */
const locatedMostMs = 1_000;

function isFresh({ askedAtMs }: AsOf): boolean {
  const ageMs = performance.now() - askedAtMs;
  return ageMs >= 0 && ageMs <= locatedMostMs;
}

export function keepFacts<Wanted, Facts>(
  facts: FactsToKeep<Wanted, Facts>,
): (wanted: Wanted) => Promise<Facts | undefined> {
  const kept = new Map<string, KeptFacts<Facts>>();

  const keep = (key: string, one: KeptFacts<Facts>): void => {
    kept.delete(key);
    kept.set(key, one);
    if (kept.size > keptMost) for (const oldest of kept.keys()) return void kept.delete(oldest);
  };
  const standing = (key: string, asOf: AsOf, atMs: number): KeptFacts<Facts> | undefined => {
    const found = kept.get(key);
    return found !== undefined &&
      found.changes === asOf.changes &&
      atMs >= found.fromMs &&
      (found.untilMs === undefined || atMs < found.untilMs)
      ? found
      : undefined;
  };

  return async (wanted) => {
    const asOf = facts.asOf(wanted);
    const key = facts.keyOf(wanted);
    if (key === undefined || asOf === undefined || !isFresh(asOf)) return (await facts.read(wanted))?.facts;
    const atMs = facts.atMs(wanted);
    const found = standing(key, asOf, atMs);
    if (found !== undefined) {
      keep(key, found);
      return found.facts;
    }
    const read = await facts.read(wanted);
    if (read !== undefined) keep(key, { ...read, fromMs: atMs });
    return read?.facts;
  };
}
