/** The journal of one record: a page of entries, the filters that are on, and counts that are true. */
import { laneNames, staffDateText } from '#kit';
import {
  answersFor,
  arrangeJournal,
  countBy,
  filterJournal,
  type JournalFilter,
  type JournalLine,
  journalKinds,
  journalLanes,
  journalPeriods,
  monthReader,
  noFilter,
  searchableText,
  writeEntry,
} from '#record';
import type { Session } from '#sign-in';
import { type JournalPlace, journalHref, readJournalAddress } from './journal-address.ts';
import { entryView } from './journal-entry-view.ts';
import { journalWords as words } from './journal-words.en.ts';
import type { OpenedPerson } from './open-person.ts';
import type { JournalFilters, JournalMonth, JournalShowing, JournalView } from './pages/journal/view.ts';
import { sectionView } from './source-views.ts';
import { wordsInAddress } from './words-in-address.ts';

const pageSize = 100;

type FilterOn = JournalShowing['filtersOn'][number] & { readonly group: JournalFilters['on'][number] };

function filtersOn(place: JournalPlace, filter: JournalFilter, lines: readonly JournalLine[]): FilterOn[] {
  const lanes = new Set(lines.map((line) => line.lane)).size;
  const without = (part: Partial<JournalFilter>): string => journalHref(place, { ...filter, ...part });
  const on: FilterOn[] = [];
  if (filter.words !== '')
    on.push({ group: 'words', text: words.wordsOn(filter.words), removeHref: without({ words: '' }) });
  if (filter.lanes.length > 0)
    on.push({
      group: 'lane',
      text:
        filter.lanes.length === 1 && filter.lanes[0] !== undefined
          ? laneNames[filter.lanes[0]]
          : words.lanesOn(filter.lanes.length, lanes),
      removeHref: without({ lanes: [] }),
    });
  if (filter.period !== 'all') {
    const text =
      filter.period === 'dates'
        ? words.dates(staffDateText(filter.from), staffDateText(filter.to))
        : words.periods[filter.period];
    on.push({ group: 'period', text, removeHref: without({ period: 'all', from: '', to: '' }) });
  }
  if (filter.kinds.length > 0) {
    const text = words.kindsOn(filter.kinds.map((kind) => words.kinds[kind]));
    on.push({ group: 'kind', text, removeHref: without({ kinds: [] }) });
  }
  if (filter.profession !== '')
    on.push({ group: 'profession', text: filter.profession, removeHref: without({ profession: '' }) });
  if (filter.organisation !== '') {
    const name = lines.find((line) => line.organisationCode === filter.organisation)?.organisationName;
    on.push({
      group: 'organisation',
      text: name ?? filter.organisation,
      removeHref: without({ organisation: '' }),
    });
  }
  return on;
}

const choose = (value: string, text: string, count: number, chosen: string) => ({
  value,
  text,
  count,
  isChosen: value === chosen,
});

/** The first choice of a list: no choice at all. */
const all = (text: string, chosen: string) => ({ value: '', text, isChosen: chosen === '' });

function filterForm(
  { base, formToken }: JournalPlace & { readonly formToken: string },
  filter: JournalFilter,
  lines: readonly JournalLine[],
  on: readonly FilterOn[],
): JournalFilters {
  const lanes = new Map(
    countBy(lines, (line) => ({ value: line.lane, text: line.lane })).map(({ value, count }) => [value, count]),
  );
  const kinds = new Map(
    countBy(lines, (line) => ({ value: line.kind, text: line.kind })).map(({ value, count }) => [value, count]),
  );
  const professions = countBy(lines, ({ author }) =>
    author?.profession === undefined ? undefined : { value: author.profession, text: author.profession },
  );
  const organisations = countBy(lines, (line) => ({ value: line.organisationCode, text: line.organisationName }));
  return {
    action: base,
    formToken,
    words: filter.words,
    lanes: journalLanes
      .filter((lane) => lanes.has(lane))
      .map((lane) => ({
        lane,
        value: lane,
        text: laneNames[lane],
        count: lanes.get(lane) ?? 0,
        isChosen: filter.lanes.length === 0 || filter.lanes.includes(lane),
      })),
    professions:
      professions.length < 2
        ? []
        : [
            all(words.allProfessions, filter.profession),
            ...professions.map(({ value, text, count }) => choose(value, text, count, filter.profession)),
          ],
    periods: journalPeriods.map((period) => ({
      value: period,
      text: words.periods[period],
      isChosen: filter.period === period,
    })),
    from: staffDateText(filter.from),
    to: staffDateText(filter.to),
    kinds: journalKinds
      .filter((kind) => kinds.has(kind))
      .map((kind) => ({
        value: kind,
        text: words.kinds[kind],
        count: kinds.get(kind) ?? 0,
        isChosen: filter.kinds.length === 0 || filter.kinds.includes(kind),
      })),
    organisations: [
      all(words.allOrganisations, filter.organisation),
      ...organisations.map(({ value, text, count }) => choose(value, text, count, filter.organisation)),
    ],
    on: on.map(({ group }) => group),
  };
}

function monthsOf(
  page: readonly JournalLine[],
  lines: readonly JournalLine[],
  write: (line: JournalLine) => JournalMonth['rows'][number],
): JournalMonth[] {
  const monthOf = monthReader();
  const totals = new Map<string, number>();
  for (const line of lines) {
    const month = monthOf(line.timeMs);
    totals.set(month, (totals.get(month) ?? 0) + 1);
  }
  return [...Map.groupBy(page, (line) => monthOf(line.timeMs))].map(([month, group]) => ({
    month,
    shown: group.length,
    total: totals.get(month) ?? group.length,
    rows: group.map(write),
  }));
}

/** Ticking every box that there is means all: boxes that this record lacks are not drawn. */
function tidy(filter: JournalFilter, lines: readonly JournalLine[]): JournalFilter {
  const lanes = new Set(lines.map((line) => line.lane));
  const kinds = new Set(lines.map((line) => line.kind));
  const hasAllLanes = [...lanes].every((lane) => filter.lanes.includes(lane));
  const hasAllKinds = [...kinds].every((kind) => filter.kinds.includes(kind));
  return { ...filter, lanes: hasAllLanes ? [] : filter.lanes, kinds: hasAllKinds ? [] : filter.kinds };
}

export function journalPlace(home: string, { formToken }: Session): JournalPlace {
  return { base: `${home}/journal`, words: wordsInAddress(formToken, home) };
}

export function journalView(opened: OpenedPerson, query: URLSearchParams): JournalView {
  const { arrangement, home } = opened;
  const { session } = opened.visit;
  const journal = journalPlace(home, session);
  const address = readJournalAddress(query, journal.words);
  const nowMs = arrangement.record.openedAtMs;
  const lines = arrangeJournal(arrangement);
  const filter = tidy(address.filter, lines);
  const matching = filterJournal(lines, filter, { nowMs, textOf: (line) => searchableText(arrangement, line) });
  const start = address.after === undefined ? 0 : matching.findIndex((line) => line.id === address.after) + 1;
  const page = matching.slice(start, start + pageSize);
  const left = matching.length - start - page.length;
  const on = filtersOn(journal, filter, lines);
  const { hasDocuments, hasResults } = opened.sections;
  const place = { home, nowMs, hasDocuments, hasResults };
  const last = page.at(-1);
  const used = new Set(lines.map((line) => line.lane));
  return {
    errors: address.mistaken.map((field) => ({ field: `filter-${field}`, text: words.notADay[field] })),
    modes: [],
    filters: filterForm({ ...journal, formToken: session.formToken }, filter, lines, on),
    showing: {
      shown: page.length,
      total: lines.length,
      filtersOn: on.map(({ text, removeHref }) => ({ text, removeHref })),
      clearHref: journalHref(journal, noFilter),
      folded: 0,
      foldedRows: 0,
      outsideFilters: lines.length - matching.length,
    },
    lanes: journalLanes.filter((lane) => used.has(lane)),
    journal: sectionView({
      answers: answersFor(
        arrangement.sources,
        matching.map((line) => line.entry),
      ),
      items: monthsOf(page, lines, (line) => entryView(writeEntry(arrangement, line), place)),
      count: matching.length,
    }),
    ...(left > 0 && last !== undefined
      ? {
          next: {
            text: words.next(Math.min(pageSize, left), left),
            href: journalHref(journal, filter, { after: last.id }),
          },
        }
      : {}),
    ...(start > 0 ? { previous: { text: words.newest, href: journalHref(journal, filter) } } : {}),
  };
}
