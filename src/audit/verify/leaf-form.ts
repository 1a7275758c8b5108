/** What a leaf of the log hashes, form by form (decisions 0013 and 0023). Text only: who hashes it is the caller's affair. */
import { canonicalJson, type JsonObject } from '../canonical-json.ts';

/** What each form commits to, one key for each, so that one can be opened without the others. */
export const fieldsByForm = {
  1: ['person', 'caller', 'body'],
  2: ['person', 'caller', 'body', 'content'],
} as const;
export type LeafForm = keyof typeof fieldsByForm;
export type LeafField = (typeof fieldsByForm)[2][number];

/** Leaves are made in this form today. */
export const currentForm = 2 satisfies LeafForm;

export interface LeafPlace {
  readonly leafIndex: number;
  /** Position of the entry. */
  readonly entry: number;
  readonly atMs: number;
  readonly personSequence: number;
  /** Hash of this person's leaf before, lower-case hex; none for their first. */
  readonly previous: string | undefined;
}

/** Lower-case hex each. */
export type Commitments = Readonly<Partial<Record<LeafField, string>>>;

/** RFC 8785; the leaf hash is over a zero byte and these bytes. */
export function leafText(form: LeafForm, place: LeafPlace, commitments: Commitments): string {
  const { leafIndex, entry, atMs, personSequence, previous } = place;
  const { body = '', caller = '', content = '', person = '' } = commitments;
  // In the order of the form already: a leaf is written a million times when the log is verified.
  const before = { atMs, body, caller };
  const behind = { entry, form, leafIndex, person, personSequence, previous: previous ?? null };
  return canonicalJson(form === 1 ? { ...before, ...behind } : { ...before, content, ...behind });
}

/** Hashed, this is the field's key. */
export function keyText(salt: string, field: LeafField): string {
  return `${salt}:${field}`;
}

/** Hashed, this is the commitment. */
export function commitmentText(key: string, text: string): string {
  return `${key}:${text}`;
}

/** The last leaf of every checkpoint's tree: where each person's own numbers stand. */
export interface HeadsLeaf {
  readonly atMs: number;
  /** Root of the map of heads over all leaves before this one, lower-case hex. */
  readonly headsRoot: string;
  readonly leafIndex: number;
  readonly persons: number;
}

export function headsLeafText({ atMs, headsRoot, leafIndex, persons }: HeadsLeaf): string {
  return canonicalJson({ atMs, form: 'heads-1', headsRoot, leafIndex, persons });
}

export interface PersonHead {
  /** How many leaves this person has. */
  readonly count: number;
  /** Hash of the last of them, lower-case hex. */
  readonly hash: string;
}

/** Hashed, this is the person's key in the map of heads. */
export function headKeyText(person: string): string {
  return `goldthread person ${person}`;
}

/** Over a zero byte and these bytes goes the hash of a person's place in the map. */
export function headText(keyHex: string, head: PersonHead): string {
  return canonicalJson({ count: head.count, hash: head.hash, key: keyHex } satisfies JsonObject);
}

/** Every way through the map has this many steps at least; below, it ends where a person is alone. */
export const headBucketBits = 16;
