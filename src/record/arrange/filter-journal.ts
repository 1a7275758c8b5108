/** Narrows the journal: what is shown, what is left out, and how many of each there are. Pure. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { isoTime } from './happened-at.ts';
import type { JournalKind } from './journal-kinds.ts';
import type { JournalLine } from './journal-lines.ts';
import type { JournalLane } from './lane.ts';

export const journalPeriods = ['72h', '14d', '3m', '12m', 'all', 'dates'] as const;
export type JournalPeriod = (typeof journalPeriods)[number];

/** Empty lists and texts narrow nothing. */
export interface JournalFilter {
  readonly words: string;
  readonly lanes: readonly JournalLane[];
  readonly kinds: readonly JournalKind[];
  readonly profession: string;
  readonly organisation: string;
  readonly period: JournalPeriod;
  /** YYYY-MM-DD or empty; they count when the period is `dates`. */
  readonly from: string;
  readonly to: string;
}

export const noFilter: JournalFilter = {
  words: '',
  lanes: [],
  kinds: [],
  profession: '',
  organisation: '',
  period: 'all',
  from: '',
  to: '',
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const reach: Partial<Record<JournalPeriod, number>> = {
  '72h': 72 * hourMs,
  '14d': 14 * dayMs,
  '3m': 92 * dayMs,
  '12m': 366 * dayMs,
};

function periodTest(filter: JournalFilter, nowMs: number): (line: JournalLine) => boolean {
  if (filter.period === 'dates') {
    const from = filter.from === '' ? undefined : parseFhirDate(filter.from)?.lowMs;
    const to = filter.to === '' ? undefined : parseFhirDate(filter.to)?.highMs;
    return (line) => (from === undefined || line.timeMs >= from) && (to === undefined || line.timeMs <= to);
  }
  const back = reach[filter.period];
  return back === undefined ? () => true : (line) => line.timeMs >= nowMs - back && line.timeMs <= nowMs;
}

/** Every word must occur, in any order; marks and capitals make no difference. */
export function wordsTest(words: string): (text: string) => boolean {
  const wanted = folded(words)
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => {
    const read = folded(text);
    return wanted.every((word) => read.includes(word));
  };
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

/** `textOf` gives everything that a reader sees of a line; it is called only when words are searched. */
export function filterJournal(
  lines: readonly JournalLine[],
  filter: JournalFilter,
  context: { readonly nowMs: number; readonly textOf: (line: JournalLine) => string },
): JournalLine[] {
  const lanes = new Set(filter.lanes);
  const kinds = new Set(filter.kinds);
  const isInPeriod = periodTest(filter, context.nowMs);
  const hasWords = filter.words.trim() === '' ? undefined : wordsTest(filter.words);
  return lines.filter(
    (line) =>
      (lanes.size === 0 || lanes.has(line.lane)) &&
      (kinds.size === 0 || kinds.has(line.kind)) &&
      (filter.profession === '' || line.author?.profession === filter.profession) &&
      (filter.organisation === '' || line.organisationCode === filter.organisation) &&
      isInPeriod(line) &&
      (hasWords === undefined || hasWords(context.textOf(line))),
  );
}

export interface Counted<Value> {
  readonly value: Value;
  readonly text: string;
  readonly count: number;
}

/** Values with their counts, most frequent first. */
export function countBy<Value>(
  lines: readonly JournalLine[],
  read: (line: JournalLine) => { readonly value: Value; readonly text: string } | undefined,
): Counted<Value>[] {
  const counts = new Map<Value, { text: string; count: number }>();
  for (const line of lines) {
    const found = read(line);
    if (found === undefined) continue;
    const known = counts.get(found.value);
    if (known === undefined) counts.set(found.value, { text: found.text, count: 1 });
    else known.count += 1;
  }
  return [...counts]
    .map(([value, { text, count }]) => ({ value, text, count }))
    .sort((one, other) => other.count - one.count || one.text.localeCompare(other.text, 'en-GB'));
}

const londonMonth = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit' });

/** A way to tell the month in which something happened, as `2026-05` in English time; remembers what it worked out. */
export function monthReader(): (timeMs: number) => string {
  const known = new Map<number, string>();
  return (timeMs) => {
    const hour = Math.floor(timeMs / hourMs);
    let month = known.get(hour);
    if (month === undefined) {
      const utcDay = new Date(timeMs).getUTCDate();
      // Only around the turn of a month can English time and UTC differ in it.
      month = utcDay > 1 && utcDay < 28 ? isoTime(timeMs).slice(0, 7) : londonMonth.format(timeMs);
      known.set(hour, month);
    }
    return month;
  };
}
