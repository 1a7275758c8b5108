/** The entries of one person: each is what was sealed, each is in the tree, none is missing. */
import { fromHex, sha256, toHex, utf8 } from './bytes.ts';
import { rootFromHead } from './heads-map.ts';
import { type Commitments, commitmentText, fieldsByForm, type LeafField, leafText } from './leaf-form.ts';
import type { EntryPart, PersonPart } from './log-file.ts';
import { hashLeaf, rootFromInclusion } from './merkle.ts';

export interface SealedAt {
  readonly size: number;
  /** Lower-case hex, as is `headsRoot`. */
  readonly root: string;
  readonly headsRoot: string;
  readonly headsAtMs: number;
}

/** What is wrong with one person's part, in the order in which it was found; nothing when all holds. */
export interface EntryFlaw {
  readonly kind:
    | 'missing'
    | 'repeated'
    | 'changed'
    | 'another-person'
    | 'not-in-the-log'
    | 'chain'
    | 'order'
    | 'back-dated'
    | 'count'
    | 'head';
  /** The number in the person's own log. */
  readonly number?: number;
}

/** A long export is logged when it ends, under the time at which it began; clocks of two machines differ a little. */
const oldestStartMs = 3_600_000;
const clockToleranceMs = 600_000;

async function commitmentsOf(entry: EntryPart): Promise<Commitments> {
  const commitments: Partial<Record<LeafField, string>> = {};
  for (const field of fieldsByForm[entry.form]) {
    const part = entry.fields[field];
    if (part === undefined) continue;
    commitments[field] =
      'commitment' in part ? part.commitment : toHex(await sha256(utf8(commitmentText(part.key, part.text))));
  }
  return commitments;
}

export async function leafHashOf(entry: EntryPart): Promise<Uint8Array> {
  const place = { ...entry, previous: entry.previous ?? undefined };
  return hashLeaf(utf8(leafText(entry.form, place, await commitmentsOf(entry))));
}

export function hashesOf(path: readonly string[]): Uint8Array[] {
  return path.map((hash) => fromHex(hash) ?? new Uint8Array());
}

async function isInTree(hash: Uint8Array, entry: EntryPart, sealed: SealedAt): Promise<boolean> {
  const root = await rootFromInclusion(hash, { index: entry.leafIndex, size: sealed.size }, hashesOf(entry.path));
  return root !== undefined && toHex(root) === sealed.root;
}

function isOfPerson(entry: EntryPart, person: string): boolean {
  const part = entry.fields.person;
  return part !== undefined && 'text' in part && part.text === person;
}

interface Before {
  readonly entry: EntryPart;
  readonly hash: string;
}

/** What an entry has to be, whoever wrote the one before it. */
async function flawsOfEntry(
  entry: EntryPart,
  before: Before | undefined,
  person: string,
  sealed: SealedAt,
): Promise<{ readonly flaws: EntryFlaw[]; readonly hash: string }> {
  const flaws: EntryFlaw[] = [];
  const note = (kind: EntryFlaw['kind']): unknown => flaws.push({ kind, number: entry.personSequence });
  const bytes = await leafHashOf(entry);
  const hash = toHex(bytes);
  if (!isOfPerson(entry, person)) note('another-person');
  if (!(await isInTree(bytes, entry, sealed))) note(entry.path.length === 0 ? 'not-in-the-log' : 'changed');
  const isNext = entry.personSequence === (before?.entry.personSequence ?? 0) + 1;
  if (isNext && entry.previous !== (before?.hash ?? null)) note('chain');
  if (before !== undefined) {
    if (entry.leafIndex <= before.entry.leafIndex) note('order');
    if (entry.atMs < before.entry.atMs - oldestStartMs) note('back-dated');
  }
  if (entry.atMs > sealed.headsAtMs + clockToleranceMs) note('back-dated');
  return { flaws, hash };
}

/** Numbers from 1 to the count that the log holds about this person. */
function flawsOfNumbers({ entries, head }: PersonPart): EntryFlaw[] {
  const flaws: EntryFlaw[] = [];
  const seen = new Set<number>();
  for (const { personSequence } of entries) {
    if (seen.has(personSequence)) flaws.push({ kind: 'repeated', number: personSequence });
    seen.add(personSequence);
  }
  const last = Math.max(head.count, ...seen);
  for (let number = 1; number <= last && flaws.length < 1_000; number++)
    if (!seen.has(number)) flaws.push({ kind: 'missing', number });
  if (seen.size !== head.count) flaws.push({ kind: 'count' });
  return flaws;
}

export async function flawsOfPerson(part: PersonPart, sealed: SealedAt): Promise<readonly EntryFlaw[]> {
  const flaws = flawsOfNumbers(part);
  let before: Before | undefined;
  for (const entry of part.entries) {
    const found = await flawsOfEntry(entry, before, part.person, sealed);
    flaws.push(...found.flaws);
    before = { entry, hash: found.hash };
  }
  const head = { count: part.head.count, hash: before?.hash ?? '' };
  const root = await rootFromHead(part.person, head, hashesOf(part.head.path));
  if (root === undefined || toHex(root) !== sealed.headsRoot) flaws.push({ kind: 'head' });
  return flaws;
}
