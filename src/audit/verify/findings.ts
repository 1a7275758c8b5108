/** What the check found, in sentences for the person whose log it is. */
import type { EntryFlaw } from './verify-entries.ts';

export interface Finding {
  /** `note`: true, and worth knowing. */
  readonly state: 'holds' | 'note' | 'broken';
  readonly says: string;
}

export type LogVerdict = 'complete' | 'unvouched' | 'broken' | 'unreadable';

export const verdictSentences: Readonly<Record<LogVerdict, string>> = {
  complete: 'This log is complete and unchanged.',
  unvouched: 'Everything in this file fits together, but nobody has said whose key signed it.',
  broken: 'This log is not complete, or it was changed.',
  unreadable: 'This is not a log file from Goldthread, or it is damaged.',
};

const flawSentences: Readonly<Record<EntryFlaw['kind'], string>> = {
  missing: 'Entry {number} is missing.',
  repeated: 'Entry {number} is there more than once.',
  changed: 'Entry {number} is not what was sealed: it was changed, moved or put in later.',
  'another-person': 'Entry {number} was sealed for somebody else.',
  'not-in-the-log': 'Entry {number} has no proof that it is in the sealed log.',
  chain: 'Entry {number} does not follow from the entry before it.',
  order: 'Entry {number} was sealed before the entry that stands before it.',
  'back-dated': 'Entry {number} has a time that does not fit its place.',
  count: 'The number of entries is not the number that was sealed for you.',
  head: 'The sealed log holds a different last entry, or a different number of entries, for you than this file.',
};

const mostOfOneKind = 5;

/** Like flaws together, so that a thousand missing entries are not a thousand sentences. */
export function saidFlaws(flaws: readonly EntryFlaw[]): Finding[] {
  const findings: Finding[] = [];
  for (const [kind, some] of Map.groupBy(flaws, (flaw) => flaw.kind)) {
    for (const { number } of some.slice(0, mostOfOneKind))
      findings.push({ state: 'broken', says: flawSentences[kind].replace('{number}', String(number ?? '')) });
    const more = some.length - mostOfOneKind;
    if (more > 0) findings.push({ state: 'broken', says: `${more} more like this.` });
  }
  return findings;
}

/** "26 November 2026 at 23:40", as clocks in England show it. */
export function saidTime(timeMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' }).format(
    timeMs,
  );
}

export function saidCount(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString('en-GB')} ${many}`;
}
