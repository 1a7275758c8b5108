/** Holds every leaf against the entry that it was made from, and the leaves against each other. */
import type { PersonNumber } from '#disclosure';
import { type LeafContent, leafContents, leafHash, leafPreimage } from '../leaf.ts';
import type { WholeEntry, WholeHeads, WholeLeaf } from '../queries/select-whole-log.ts';
import { branchHash, type HeadInBranch, headInBranch } from '../tree/heads-branch.ts';
import { HeadsCrown } from '../tree/heads-crown.ts';
import { hashOfLeaf } from '../tree/tile.ts';
import { headsLeafText } from '../verify/leaf-form.ts';
import { type EntryStream, isAfter } from './entry-stream.ts';
import { PersonHeads } from './person-heads.ts';

const oldestStartMs = 3_600_000;
const clockToleranceMs = 600_000;

interface EntrySeen {
  readonly entry: WholeEntry;
  readonly contents: ReadonlyMap<PersonNumber, LeafContent>;
  leaves: number;
}

/** Sentences that name places in the log, never a person. */
export class LeafCheck {
  readonly #note: (says: string, ...leaves: readonly number[]) => void;
  readonly #entries: EntryStream;
  readonly #personHeads = new PersonHeads();
  #seen: EntrySeen | undefined;
  /** Of the leaf before, whether its entry is there or not. */
  #position: number | undefined;
  #headsAtMs: number | undefined;
  #newestAtMs = Number.NEGATIVE_INFINITY;
  entries = 0;

  constructor(entries: EntryStream, note: (says: string, ...leaves: readonly number[]) => void) {
    this.#entries = entries;
    this.#note = note;
  }

  leaf(leaf: WholeLeaf): void {
    const { leafIndex, person, personSequence, hash } = leaf;
    const seen = this.#entryOf(leaf);
    const before = this.#personHeads.before(person);
    this.#personHeads.set(person, personSequence, hash);
    const at = `leaf ${leafIndex}`;
    if (before.personSequence !== personSequence - 1)
      this.#note(`The leaf before ${at} of its person is gone.`, leafIndex);
    if (seen === undefined) {
      this.#note(`The entry of ${at} is gone.`, leafIndex);
      return;
    }
    const content = seen.contents.get(person);
    const { atMs } = seen.entry;
    const place = { leafIndex, entry: leaf.entry, personSequence, previous: before.hash, atMs };
    if (content === undefined) this.#note(`The entry of ${at} does not name its person.`, leafIndex);
    else if (leafHash(leafPreimage(leaf.form, place, content, leaf.salt)) !== hash)
      this.#note(`The entry of ${at} was changed, or the leaf was.`, leafIndex);
    if (this.#headsAtMs !== undefined && atMs < this.#headsAtMs - oldestStartMs)
      this.#note(`The entry of ${at} has a time before the seal in front of it.`, leafIndex);
    this.#newestAtMs = Math.max(this.#newestAtMs, atMs);
  }

  heads(heads: WholeHeads): void {
    if (hashOfLeaf(headsLeafText(heads)).toString('hex') !== heads.hash)
      this.#note(`The heads in leaf ${heads.leafIndex} were changed.`, heads.leafIndex);
    if (this.#newestAtMs > heads.atMs + clockToleranceMs)
      this.#note(`An entry before leaf ${heads.leafIndex} has a time after its seal.`, heads.leafIndex);
    this.#headsAtMs = heads.atMs;
  }

  /** Everybody's newest leaves so far make the map whose root these heads hold. */
  map({ persons, headsRoot }: WholeHeads): void {
    const branches = new Map<number, HeadInBranch[]>();
    for (const { person, count, hash } of this.#personHeads.all()) {
      const head = headInBranch(person, { count, hash });
      const bucket = head.key[0]! * 256 + head.key[1]!;
      const known = branches.get(bucket);
      if (known === undefined) branches.set(bucket, [head]);
      else known.push(head);
    }
    const crown = new HeadsCrown();
    crown.set([...branches].map(([bucket, heads]) => ({ bucket, hash: branchHash(heads) })));
    if (Buffer.from(crown.root).toString('hex') !== headsRoot)
      this.#note('The last heads are not those that the leaves make.');
    const { count } = this.#personHeads;
    if (count !== persons) this.#note(`The last heads are of ${persons} persons, and ${count} have leaves.`);
  }

  /** The last entry has no follower that would close it. */
  finish(): void {
    this.#close();
    for (const position of this.#entries.passed()) this.#note(`Entry ${position} has no leaf.`);
  }

  #close(): void {
    if (this.#seen === undefined || this.#seen.leaves === this.#seen.contents.size) return;
    const { entry, leaves, contents } = this.#seen;
    this.#note(`Entry ${entry.position} has ${leaves} leaves in place of ${contents.size}.`);
  }

  #entryOf(leaf: WholeLeaf): EntrySeen | undefined {
    if (this.#position !== leaf.entry) {
      this.#close();
      this.#position = leaf.entry;
      const before = this.#seen?.entry;
      const entry = this.#entries.take(leaf.entry);
      this.#seen = undefined;
      if (entry === undefined) return undefined;
      const contents = leafContents(entry.body, entry.persons, leaf.form);
      this.#seen = { entry, contents: new Map(contents.map((content) => [content.person, content])), leaves: 0 };
      this.entries++;
      if (before !== undefined && !isAfter(entry, before)) this.#note(`Entry ${leaf.entry} stands in the wrong place.`);
    }
    if (this.#seen !== undefined) this.#seen.leaves++;
    return this.#seen;
  }
}
