/** What every writer of entry words gives, and how it puts a text together. */
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import type { WordsPart } from './words-part.ts';

export interface EntryWords {
  readonly title: string;
  readonly body: readonly WordsPart[];
  readonly isCritical?: boolean;
}

export const plain = (text: string | undefined): WordsPart[] =>
  text === undefined || text === '' ? [] : [{ text, as: 'plain' }];

export const joined = (...parts: readonly (string | undefined)[]): WordsPart[] =>
  plain(parts.filter((part) => part !== undefined && part !== '').join('. '));

export type Write = (arrangement: Arrangement, entry: RecordEntry, parts: readonly RecordEntry[]) => EntryWords;
