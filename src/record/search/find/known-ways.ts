/**
 * Which way served the hashes of a search last: a hint, and only within this process. How far a walk goes depends on what
 * else is asked (a date, say), so that only what lies beyond the reach of the index is settled.
 */
export type KnownWay =
  | 'hashes first'
  | 'walk first'
  /** The index leads to more rows than are looked at, whatever else is asked. */
  | 'walk';

const keyOf = (hashes: readonly (readonly number[])[]): string => hashes.map(String).join('|');

export class KnownWays {
  readonly #ways = new Map<string, KnownWay>();
  readonly #kept: number;

  constructor(kept = 10_000) {
    this.#kept = kept;
  }

  of(hashes: readonly (readonly number[])[]): KnownWay | undefined {
    return this.#ways.get(keyOf(hashes));
  }

  /** The hashes that were noted longest ago are forgotten first. */
  note(hashes: readonly (readonly number[])[], way: KnownWay): void {
    const key = keyOf(hashes);
    this.#ways.delete(key);
    this.#ways.set(key, way);
    if (this.#ways.size > this.#kept) for (const oldest of this.#ways.keys()) return void this.#ways.delete(oldest);
  }
}
