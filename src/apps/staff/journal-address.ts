/**
 * The journal's filters as they stand in the address, so that back, reload and an open page keep them. What is chosen from a list
 * of this service stands there as it is; what was typed, or was chosen from what this record alone holds, is encrypted.
 */
import {
  type JournalFilter,
  type JournalKind,
  type JournalLane,
  type JournalPeriod,
  journalKinds,
  journalLanes,
  journalPeriods,
} from '#record';
import { readTypedDay } from './typed-day.ts';
import type { AddressWords, WordsInAddress } from './words-in-address.ts';

const dayFields = ['from', 'to'] as const;
type DayField = (typeof dayFields)[number];

export interface JournalAddress {
  readonly filter: JournalFilter;
  /** The last entry of the page before: a page begins after it, whatever has come in since. */
  readonly after: string | undefined;
  /** Days that were typed and are none. What was typed stands in no address. */
  readonly mistaken: readonly DayField[];
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const longestWords = 200;
const encryptedField = 'words';

function among<Value extends string>(asked: readonly string[], known: readonly Value[]): Value[] {
  const found = known.filter((value) => asked.includes(value));
  // Every box ticked narrows nothing.
  return found.length === known.length ? [] : found;
}

const wordsIn = (asked: AddressWords) => ({
  words: (asked['words'] ?? '').trim().slice(0, longestWords),
  profession: (asked['profession'] ?? '').slice(0, longestWords),
  organisation: (asked['organisation'] ?? '').slice(0, 20),
});

function choicesIn(query: URLSearchParams): Omit<JournalFilter, keyof ReturnType<typeof wordsIn>> {
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const asked = query.get('period') as JournalPeriod | null;
  const known = asked !== null && journalPeriods.includes(asked) ? asked : 'all';
  const dates = { from: day.test(from) ? from : '', to: day.test(to) ? to : '' };
  // Dates that were typed count, also where the reader left the period as it was.
  const hasDates = dates.from !== '' || dates.to !== '';
  const period = known === 'dates' && !hasDates ? 'all' : known === 'all' && hasDates ? 'dates' : known;
  const lanes: JournalLane[] = among(query.getAll('lane'), journalLanes);
  const kinds: JournalKind[] = among(query.getAll('kind'), journalKinds);
  return { lanes, kinds, period, ...dates };
}

export function readJournalAddress(query: URLSearchParams, words: WordsInAddress): JournalAddress {
  return {
    filter: { ...choicesIn(query), ...wordsIn(words.decrypt(query.get(encryptedField))) },
    after: query.get('after') ?? undefined,
    mistaken: dayFields.filter((field) => query.getAll('mistaken').includes(field)),
  };
}

/** As the form of the filters posts it, and which of its days are none. */
export function readJournalForm(form: URLSearchParams): { filter: JournalFilter; mistaken: DayField[] } {
  const read = new URLSearchParams(form);
  const mistaken = dayFields.filter((field) => {
    const text = (form.get(field) ?? '').trim();
    const found = text === '' ? '' : readTypedDay(text);
    read.set(field, found ?? '');
    return found === undefined;
  });
  return { filter: { ...choicesIn(read), ...wordsIn(Object.fromEntries(form)) }, mistaken };
}

export interface JournalPlace {
  /** Without filters. */
  readonly base: string;
  readonly words: WordsInAddress;
}

export function journalHref(
  place: JournalPlace,
  filter: JournalFilter,
  { after, mistaken = [] }: { readonly after?: string; readonly mistaken?: readonly DayField[] } = {},
): string {
  const query = new URLSearchParams();
  const { words, profession, organisation } = filter;
  const typed = Object.entries({ words, profession, organisation }).filter(([, word]) => word !== '');
  if (typed.length > 0) query.set(encryptedField, place.words.encrypt(Object.fromEntries(typed)));
  for (const lane of filter.lanes) query.append('lane', lane);
  for (const kind of filter.kinds) query.append('kind', kind);
  if (filter.period !== 'all') query.set('period', filter.period);
  if (filter.period === 'dates' && filter.from !== '') query.set('from', filter.from);
  if (filter.period === 'dates' && filter.to !== '') query.set('to', filter.to);
  if (after !== undefined) query.set('after', after);
  for (const field of mistaken) query.append('mistaken', field);
  const text = query.toString();
  return text === '' ? place.base : `${place.base}?${text}`;
}
