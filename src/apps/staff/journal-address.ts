/** The journal's filters as they stand in the address, so that a filtered journal can be bookmarked. Pure. */
import {
  type JournalFilter,
  type JournalKind,
  type JournalLane,
  type JournalPeriod,
  journalKinds,
  journalLanes,
  journalPeriods,
  noFilter,
} from '#record';

export interface JournalAddress {
  readonly filter: JournalFilter;
  /** The last entry of the page before: a page begins after it, whatever has come in since. */
  readonly after: string | undefined;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const longestWords = 200;

function among<Value extends string>(asked: readonly string[], known: readonly Value[]): Value[] {
  const found = known.filter((value) => asked.includes(value));
  // Every box ticked narrows nothing.
  return found.length === known.length ? [] : found;
}

export function readJournalAddress(query: URLSearchParams): JournalAddress {
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
  return {
    filter: {
      ...noFilter,
      words: (query.get('words') ?? '').trim().slice(0, longestWords),
      lanes,
      kinds,
      profession: (query.get('profession') ?? '').slice(0, longestWords),
      organisation: (query.get('organisation') ?? '').slice(0, 20),
      period,
      ...dates,
    },
    after: query.get('after') ?? undefined,
  };
}

export function journalHref(base: string, filter: JournalFilter, after?: string): string {
  const query = new URLSearchParams();
  if (filter.words !== '') query.set('words', filter.words);
  for (const lane of filter.lanes) query.append('lane', lane);
  for (const kind of filter.kinds) query.append('kind', kind);
  if (filter.profession !== '') query.set('profession', filter.profession);
  if (filter.organisation !== '') query.set('organisation', filter.organisation);
  if (filter.period !== 'all') query.set('period', filter.period);
  if (filter.period === 'dates' && filter.from !== '') query.set('from', filter.from);
  if (filter.period === 'dates' && filter.to !== '') query.set('to', filter.to);
  if (after !== undefined) query.set('after', after);
  const text = query.toString();
  return text === '' ? base : `${base}?${text}`;
}
