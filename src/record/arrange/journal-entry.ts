/** One line of the journal written out: only for the lines that a page shows, or searches by words. */
import { label } from '#disclosure';
import type { Arrangement } from './arrange-record.ts';
import { type EntryState, stateOf } from './entry-state.ts';
import { happenedAt, isoTime } from './happened-at.ts';
import type { JournalLine } from './journal-lines.ts';
import { entryWords } from './journal-words.ts';
import type { WordsPart } from './words-part.ts';

export interface WrittenEntry {
  readonly line: JournalLine;
  readonly at: string;
  /** The source gave no time: it stands where it was received. */
  readonly isUndated: boolean;
  readonly title: string;
  readonly body: readonly WordsPart[];
  readonly state: EntryState;
  readonly isCritical: boolean;
  readonly isCorrected: boolean;
  readonly awaitsRelease: boolean;
  readonly isFromThirdParty: boolean;
  readonly isSafeguarding: boolean;
  readonly isRestricted: boolean;
  /** A report that says something in words, to be read as sent. */
  readonly hasTextReport: boolean;
}

function withdrawalWords(state: EntryState): WordsPart[] {
  const { withdrawal } = state;
  if (withdrawal === undefined) return [];
  const reason = withdrawal.reason === undefined ? 'No reason was given.' : withdrawal.reason;
  return [{ text: `Withdrawn by ${withdrawal.by}, ${when(withdrawal.at)}. ${reason}`, as: 'plain' }];
}

const londonTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `20-May-2026 16:40`, as staff dates are written; a text without a time is left without. */
export function when(at: string): string {
  if (!at.includes('T')) return at;
  const parts = new Map(londonTime.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const month = (parts.get('month') ?? '').slice(0, 3);
  return `${parts.get('day')}-${month}-${parts.get('year')} ${parts.get('hour')}:${parts.get('minute')}`;
}

export function writeEntry(arrangement: Arrangement, line: JournalLine): WrittenEntry {
  const { entry, parts } = line;
  const state = stateOf(entry);
  const words = entryWords(arrangement, entry, parts);
  const struck = words.body.map((part): WordsPart => ({ ...part, as: 'withdrawn' }));
  const bits = entry.label;
  return {
    line,
    at: entry.clinicalTimeMs === undefined ? isoTime(entry.receivedMs) : happenedAt(entry),
    isUndated: entry.clinicalTimeMs === undefined,
    title: words.title,
    body: state.isWithdrawn ? [...withdrawalWords(state), ...struck] : words.body,
    state,
    isCritical: !state.isWithdrawn && words.isCritical === true,
    isCorrected: state.isCorrected || parts.some((part) => stateOf(part).isCorrected),
    awaitsRelease: (bits & label.awaitingRelease) !== 0,
    isFromThirdParty: (bits & label.thirdParty) !== 0,
    isSafeguarding: (bits & label.safeguarding) !== 0,
    isRestricted: (bits & label.restricted) !== 0,
    hasTextReport:
      entry.resource['conclusion'] !== undefined || parts.some((part) => part.resource['valueString'] !== undefined),
  };
}

/** Everything that a reader sees of a line, for searching. */
export function searchableText(arrangement: Arrangement, line: JournalLine): string {
  const { title, body } = entryWords(arrangement, line.entry, line.parts);
  const who = `${line.author?.name ?? ''} ${line.author?.profession ?? ''} ${line.organisationName}`;
  return `${title} ${body.map((part) => part.text).join(' ')} ${who}`;
}
