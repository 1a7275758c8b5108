/**
 * The entries in the order in which leaves were made of them, each read once and handed to its leaf. In a whole log the
 * next leaf is of the next entry; only where something is wrong is an entry looked up by its position.
 */
import type { AnySql } from '#platform';
import { type EntryPlace, selectEntriesAfter, selectEntriesAt, type WholeEntry } from '../queries/select-whole-log.ts';

const entriesAtOnce = 4_000;

export function isAfter(one: EntryPlace, other: EntryPlace): boolean {
  if (one.transactionId !== other.transactionId) return one.transactionId > other.transactionId;
  return one.position > other.position;
}

export class EntryStream {
  readonly #sql: AnySql;
  /** Read and not taken yet, in their order. */
  readonly #waiting = new Map<number, WholeEntry>();
  /** Taken before the stream came to them. */
  readonly #ahead = new Set<number>();
  #next: Promise<readonly WholeEntry[]>;
  #isAtEnd = false;
  #last: WholeEntry | undefined;
  /** Waiting entries that the leaves have passed by. */
  #passed = 0;

  constructor(sql: AnySql) {
    this.#sql = sql;
    this.#next = this.#read(undefined);
  }

  #read(place: EntryPlace | undefined): Promise<readonly WholeEntry[]> {
    const read = selectEntriesAfter(this.#sql, place, entriesAtOnce);
    // Whoever awaits it hears of its failure; nobody may come to that.
    read.catch(() => undefined);
    return read;
  }

  async #readOn(): Promise<void> {
    const entries = await this.#next;
    const last = entries.at(-1);
    this.#isAtEnd = last === undefined;
    // The database reads on while this process hashes.
    if (last !== undefined) this.#next = this.#read(last);
    for (const entry of entries) if (!this.#ahead.delete(entry.position)) this.#waiting.set(entry.position, entry);
  }

  /** Has these entries at hand, as far as they are there. */
  async reach(positions: readonly number[]): Promise<void> {
    while (!this.#isAtEnd && this.#waiting.size - this.#passed < positions.length) await this.#readOn();
    const isMissing = (position: number): boolean => !this.#waiting.has(position);
    if (!this.#isAtEnd && positions.some(isMissing)) await this.#readOn();
    const missing = positions.filter(isMissing);
    if (missing.length === 0) return;
    for (const entry of await selectEntriesAt(this.#sql, missing)) {
      this.#waiting.set(entry.position, entry);
      this.#ahead.add(entry.position);
    }
  }

  /** Undefined when it is not there, or was taken before. */
  take(position: number): WholeEntry | undefined {
    const entry = this.#waiting.get(position);
    this.#waiting.delete(position);
    if (entry !== undefined && (this.#last === undefined || isAfter(entry, this.#last))) this.#last = entry;
    return entry;
  }

  /** Entries that stand before the last that was taken, and that no leaf asked for. */
  passed(): readonly number[] {
    const passed: number[] = [];
    for (const entry of this.#waiting.values()) {
      if (this.#last === undefined || isAfter(entry, this.#last)) break;
      passed.push(entry.position);
    }
    this.#passed = passed.length;
    return passed;
  }
}
