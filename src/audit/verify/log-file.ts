/** The file that a person downloads: their log with its proofs (docs/standards/log-proofs.md). */
import { fromHex } from './bytes.ts';
import { fieldsByForm, type HeadsLeaf, type LeafField, type LeafForm } from './leaf-form.ts';

export const logFileFormat = 'goldthread-access-log/1';

/** Opened with its key and text, or closed: then it can be opened and proved later. */
export type FieldPart = { readonly key: string; readonly text: string } | { readonly commitment: string };

export interface EntryPart {
  readonly form: LeafForm;
  readonly leafIndex: number;
  readonly entry: number;
  readonly atMs: number;
  readonly personSequence: number;
  readonly previous: string | null;
  readonly fields: Readonly<Partial<Record<LeafField, FieldPart>>>;
  /** Hashes are lower-case hex throughout. */
  readonly path: readonly string[];
}

export interface PersonPart {
  /** The person's number, as text. */
  readonly person: string;
  readonly head: { readonly count: number; readonly path: readonly string[] };
  /** By their numbers, 1 first. */
  readonly entries: readonly EntryPart[];
}

export interface EarlierPart {
  readonly checkpoint: string;
  readonly path: readonly string[];
}

export interface LogFile {
  readonly format: typeof logFileFormat;
  readonly madeAtMs: number;
  /** A signed note, with the cosignatures that were there. */
  readonly checkpoint: string;
  /** Verifier keys as the region gives them: a convenience, no proof. */
  readonly keys: readonly string[];
  readonly witnessKeys: readonly string[];
  readonly heads: HeadsLeaf & { readonly path: readonly string[] };
  readonly persons: readonly PersonPart[];
  /** Checkpoints of this person's earlier downloads, each with the proof that this log goes on from it. */
  readonly earlier: readonly EarlierPart[];
}

type Unknown = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && fromHex(value) !== undefined;
}

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(isOne);
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isField(value: unknown): value is FieldPart {
  if (!isRecord(value)) return false;
  return 'commitment' in value ? isHash(value['commitment']) : isHash(value['key']) && isText(value['text']);
}

function isEntry(value: unknown): value is EntryPart {
  if (!isRecord(value) || !isRecord(value['fields'])) return false;
  const { form, leafIndex, entry, atMs, personSequence, previous, fields, path } = value;
  if (form !== 1 && form !== 2) return false;
  return (
    [leafIndex, entry, atMs, personSequence].every(isCount) &&
    (previous === null || isHash(previous)) &&
    fieldsByForm[form].every((field) => isField(fields[field])) &&
    isListOf(path, isHash)
  );
}

function isPerson(value: unknown): value is PersonPart {
  if (!isRecord(value) || !isRecord(value['head'])) return false;
  const { count, path } = value['head'];
  return isText(value['person']) && isCount(count) && isListOf(path, isHash) && isListOf(value['entries'], isEntry);
}

function isEarlier(value: unknown): value is EarlierPart {
  return isRecord(value) && isText(value['checkpoint']) && isListOf(value['path'], isHash);
}

function isHeads(value: unknown): value is LogFile['heads'] {
  if (!isRecord(value)) return false;
  const { atMs, headsRoot, leafIndex, persons, path } = value;
  return [atMs, leafIndex, persons].every(isCount) && isHash(headsRoot) && isListOf(path, isHash);
}

/** Undefined when the text is no such file. Says nothing of whether what it holds is true. */
export function readLogFile(text: string): LogFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['format'] !== logFileFormat) return undefined;
  const { madeAtMs, checkpoint, keys, witnessKeys, heads, persons, earlier } = value;
  const isWhole =
    isCount(madeAtMs) &&
    isText(checkpoint) &&
    isListOf(keys, isText) &&
    isListOf(witnessKeys, isText) &&
    isHeads(heads) &&
    isListOf(persons, isPerson) &&
    persons.length > 0 &&
    isListOf(earlier, isEarlier);
  return isWhole ? (value as unknown as LogFile) : undefined;
}
