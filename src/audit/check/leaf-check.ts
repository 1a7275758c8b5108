/** Holds every leaf against the entry that it was made from, and the leaves against each other. */
import type { PersonNumber } from '#disclosure';
import { type LeafContent, leafContents, leafHash, leafPreimage } from '../leaf.ts';
import type { WholeHeads, WholeLeaf } from '../queries/select-whole-log.ts';
import { hashOfLeaf } from '../tree/tile.ts';
import { headsLeafText } from '../verify/leaf-form.ts';

const oldestStartMs = 3_600_000;
const clockToleranceMs = 600_000;

interface EntrySeen {
  readonly entry: number;
  readonly transactionId: bigint;
  readonly contents: ReadonlyMap<PersonNumber, LeafContent>;
  leaves: number;
}

/** Sentences that name places in the log, never a person. */
export class LeafCheck {
  readonly #note: (says: string, ...leaves: readonly number[]) => void;
  #seen: EntrySeen | undefined;
  #headsAtMs: number | undefined;
  #newestAtMs = Number.NEGATIVE_INFINITY;
  entries = 0;

  constructor(note: (says: string, ...leaves: readonly number[]) => void) {
    this.#note = note;
  }

  leaf(leaf: WholeLeaf): void {
    const seen = this.#entryOf(leaf);
    const at = `leaf ${leaf.leafIndex}`;
    if (seen === undefined || leaf.source === undefined) {
      this.#note(`The entry of ${at} is gone.`, leaf.leafIndex);
      return;
    }
    const content = seen.contents.get(leaf.person);
    const { atMs } = leaf.source;
    const place = { ...leaf, atMs };
    if (leaf.personSequence > 1 && leaf.previous === undefined)
      this.#note(`The leaf before ${at} of its person is gone.`, leaf.leafIndex);
    if (content === undefined) this.#note(`The entry of ${at} does not name its person.`, leaf.leafIndex);
    else if (leafHash(leafPreimage(leaf.form, place, content, leaf.salt)) !== leaf.hash)
      this.#note(`The entry of ${at} was changed, or the leaf was.`, leaf.leafIndex);
    if (this.#headsAtMs !== undefined && atMs < this.#headsAtMs - oldestStartMs)
      this.#note(`The entry of ${at} has a time before the seal in front of it.`, leaf.leafIndex);
    this.#newestAtMs = Math.max(this.#newestAtMs, atMs);
  }

  heads(heads: WholeHeads): void {
    if (hashOfLeaf(headsLeafText(heads)).toString('hex') !== heads.hash)
      this.#note(`The heads in leaf ${heads.leafIndex} were changed.`, heads.leafIndex);
    if (this.#newestAtMs > heads.atMs + clockToleranceMs)
      this.#note(`An entry before leaf ${heads.leafIndex} has a time after its seal.`, heads.leafIndex);
    this.#headsAtMs = heads.atMs;
  }

  /** The last entry has no follower that would close it. */
  finish(): void {
    if (this.#seen !== undefined && this.#seen.leaves !== this.#seen.contents.size)
      this.#note(`Entry ${this.#seen.entry} has ${this.#seen.leaves} leaves in place of ${this.#seen.contents.size}.`);
  }

  #entryOf(leaf: WholeLeaf): EntrySeen | undefined {
    const { source, entry } = leaf;
    if (this.#seen?.entry !== entry) {
      this.finish();
      const before = this.#seen;
      this.#seen = undefined;
      if (source === undefined) return undefined;
      const contents = leafContents(source.body, source.persons, leaf.form);
      const byPerson = new Map(contents.map((content) => [content.person, content]));
      this.#seen = { entry, transactionId: source.transactionId, contents: byPerson, leaves: 0 };
      this.entries++;
      if (before !== undefined && !isAfter(this.#seen, before)) this.#note(`Entry ${entry} stands in the wrong place.`);
    }
    this.#seen.leaves++;
    return this.#seen;
  }
}

function isAfter(one: EntrySeen, other: EntrySeen): boolean {
  if (one.transactionId !== other.transactionId) return one.transactionId > other.transactionId;
  return one.entry > other.entry;
}
