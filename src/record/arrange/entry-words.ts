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

/** As sentences: what ends one already gets no second full stop. */
export const joined = (...parts: readonly (string | undefined)[]): WordsPart[] => {
  const said = parts.filter((part) => part !== undefined).filter((part) => part !== '');
  return plain(said.map((part, at) => (at === said.length - 1 || /[.?!]$/.test(part) ? part : `${part}.`)).join(' '));
};

export type Write = (arrangement: Arrangement, entry: RecordEntry, parts: readonly RecordEntry[]) => EntryWords;
