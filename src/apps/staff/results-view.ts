/** Results for the summary and for their own page. */
import type { Tag, TextPart, Trend, TrendBand, TrendPoint } from '#kit';
import {
  type ArrangedReport,
  type ArrangedSeries,
  arrangeResults,
  type EntryState,
  type SeriesPoint,
  when,
} from '#record';
import type { OpenedPerson } from './open-person.ts';
import type { ResultGroup, ResultReport, ResultSeries, ResultsView, ResultValue } from './pages/results/view.ts';
import { type ResultsAddress, type ResultsPeriod, resultsHref, resultsPeriods } from './results-address.ts';
import { sectionView } from './source-views.ts';

const testsPerPage = 20;
const valuesPerTest = 8;
/** Of a test that is shown alone. */
const valuesAlone = 200;
const pointsPerTrend = 60;
const dayMs = 86_400_000;

const reach: Partial<Record<ResultsPeriod, number>> = { '3m': 92 * dayMs, '12m': 366 * dayMs, '5y': 1827 * dayMs };
const periodTexts: Record<ResultsPeriod, string> = {
  '3m': '3 months',
  '12m': '12 months',
  '5y': '5 years',
  all: 'All',
};

/** Units as UCUM codes are for machines. */
const unitWords: Readonly<Record<string, string>> = {
  Cel: '\u00b0C',
  'mm[Hg]': 'mmHg',
  '{score}': '',
  score: '',
  'umol/L': '\u00b5mol/L',
  '10*9/L': '\u00d710\u2079/L',
  '10*12/L': '\u00d710\u00b9\u00b2/L',
};

export function unitText(unit: string | undefined): string | undefined {
  if (unit === undefined) return undefined;
  const words = unitWords[unit] ?? unit;
  return words === '' ? undefined : words;
}

/** Levels of NEWS2 as its authors drew them, in place of a range that no score comes with. */
const news2Bands: readonly TrendBand[] = [
  { to: 5, text: 'low', tone: 'usual' },
  { from: 5, to: 7, text: 'medium', tone: 'caution' },
  { from: 7, text: 'high', tone: 'danger' },
];

export function stateTags(state: EntryState, isCorrected = state.isCorrected): Tag[] {
  return [
    ...(state.isPreliminary ? [{ text: 'Preliminary', tone: 'caution' } as const] : []),
    ...(isCorrected ? [{ text: 'Corrected', tone: 'note' } as const] : []),
    ...(state.isWithdrawn ? [{ text: 'Withdrawn', tone: 'note' } as const] : []),
  ];
}

function trendPoint(point: SeriesPoint): TrendPoint[] {
  if (point.value === undefined) return [];
  return [
    {
      at: point.at,
      value: point.value,
      text: point.text,
      standing: point.standing.standing,
      joinKey: point.joinKey,
      ...(point.state.isWithdrawn ? { isWithdrawn: true } : {}),
      ...(point.range === undefined ? {} : { range: point.range }),
    },
  ];
}

const isNews2 = (series: ArrangedSeries): boolean => /^news ?2\b/i.test(series.name);

/** Undefined for fewer than two points: one point is no trend. */
export function trendOf(series: ArrangedSeries): Trend | undefined {
  const points = series.points.slice(0, pointsPerTrend);
  const drawn = points.flatMap(trendPoint);
  const newest = points[0];
  const oldest = points.at(-1);
  const standing = drawn.filter(({ isWithdrawn }) => isWithdrawn !== true);
  if (standing.length < 2 || newest === undefined || oldest === undefined || newest.at === oldest.at) return undefined;
  const latest = points.find(({ state }) => !state.isWithdrawn) ?? newest;
  const unit = unitText(series.unit) ?? '';
  const description = [
    `${drawn.length} values from ${when(oldest.at)} to ${when(newest.at)}.`,
    `Latest ${latest.text} ${unit}`.trim() +
      (latest.standing.words === '' ? '.' : `, ${latest.standing.words.toLowerCase()}.`),
  ].join(' ');
  return {
    id: `trend-${series.id}`,
    title: unit === '' ? series.name : `${series.name}, ${unit}`,
    description,
    from: oldest.at,
    to: newest.at,
    points: drawn,
    ...(isNews2(series) ? { bands: news2Bands } : {}),
    audience: 'staff',
  };
}

function noteOf(point: SeriesPoint): string | undefined {
  const { withdrawal } = point.state;
  const parts = [
    ...point.earlier.map(
      (one) =>
        `Was ${one.text}${one.by === undefined ? '' : `, corrected by ${one.by}`}${one.at === undefined ? '' : ` ${when(one.at)}`}.`,
    ),
    withdrawal === undefined ? '' : `Withdrawn by ${withdrawal.by} ${when(withdrawal.at)}.`,
    point.note,
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}

function valueView(series: ArrangedSeries, point: SeriesPoint): ResultValue {
  const note = noteOf(point);
  const unit = unitText(series.unit);
  return {
    id: point.id,
    taken: point.at,
    text: point.text,
    ...(unit === undefined ? {} : { unit }),
    standing: point.standing.standing,
    standingText: point.standing.words,
    ...(point.rangeText === undefined ? {} : { rangeText: point.rangeText }),
    tags: stateTags(point.state),
    ...(note === undefined ? {} : { note }),
    isWithdrawn: point.state.isWithdrawn,
  };
}

function footText(series: ArrangedSeries, limit: number): string {
  const { length } = series.points;
  const withdrawn = series.points.filter(({ state }) => state.isWithdrawn).length;
  const shown = Math.min(length, limit);
  const counts =
    shown < length ? `${shown} of ${length} values shown` : `${length} ${length === 1 ? 'value' : 'values'}`;
  const method = series.method === undefined ? '' : ` Method: ${series.method}.`;
  const taken = withdrawn === 0 ? '' : `, ${withdrawn} withdrawn`;
  return `${counts}${taken}. Values and ranges as given by ${series.sourceNames.join(', ')}.${method}`;
}

function seriesView(series: ArrangedSeries, base: string, limit: number): ResultSeries {
  const unit = unitText(series.unit);
  const trend = trendOf(series);
  return {
    kind: 'series',
    id: series.id,
    name: series.name,
    ...(unit === undefined ? {} : { unit }),
    tags: [],
    ...(trend === undefined ? {} : { trend }),
    values: series.points.slice(0, limit).map((point) => valueView(series, point)),
    footText: footText(series, limit),
    csvHref: `${base}/${series.id}.csv`,
  };
}

function reportView(report: ArrangedReport): ResultReport {
  const author = report.author;
  const who = [author?.name, author?.profession].filter((part) => part !== undefined).join(', ');
  const { withdrawal } = report.state;
  const fact = (name: string, text: string) => ({ name, value: [{ text, as: 'plain' }] satisfies TextPart[] });
  return {
    kind: 'report',
    id: report.id,
    name: report.name,
    tags: stateTags(report.state, report.isCorrected),
    taken: report.at,
    ...(report.issued === undefined ? {} : { reported: report.issued }),
    text: report.text,
    isWithdrawn: report.state.isWithdrawn,
    facts: [
      ...(report.requested === undefined ? [] : [fact('Request', report.requested)]),
      ...(who === '' ? [] : [fact('Reported by', who)]),
      ...(withdrawal === undefined ? [] : [fact('Withdrawn', `${withdrawal.by}, ${when(withdrawal.at)}`)]),
      fact('Person\u2019s app', report.awaitsRelease ? 'Waits for a clinician' : 'Shown'),
    ],
    footText: report.sourceName,
  };
}

function inPeriod(groups: readonly (ArrangedSeries | ArrangedReport)[], address: ResultsAddress, nowMs: number) {
  const back = reach[address.period];
  const since = back === undefined ? Number.NEGATIVE_INFINITY : nowMs - back;
  return groups.flatMap((group): (ArrangedSeries | ArrangedReport)[] => {
    if (group.newestMs < since) return [];
    if (group.kind === 'report') return [group];
    return [{ ...group, points: group.points.filter((point) => point.timeMs >= since) }];
  });
}

export function resultsView(opened: OpenedPerson, address: ResultsAddress): ResultsView {
  const results = arrangeResults(opened.arrangement);
  const base = `${opened.home}/results`;
  const matching = inPeriod(results.groups, address, opened.arrangement.record.openedAtMs);
  const wanted = address.series === undefined ? matching : matching.filter((group) => group.id === address.series);
  const page = wanted.slice(address.skip, address.skip + testsPerPage);
  const left = wanted.length - address.skip - page.length;
  const isNarrowed = wanted.length < results.groups.length;
  const limit = address.series === undefined ? valuesPerTest : valuesAlone;
  const items: ResultGroup[] = page.map((group) =>
    group.kind === 'series' ? seriesView(group, base, limit) : reportView(group),
  );
  return {
    showing: {
      shown: page.length,
      total: results.groups.length,
      ...(address.period === 'all' ? {} : { filterText: `Last ${periodTexts[address.period]} only.` }),
      ...(isNarrowed ? { allHref: base } : {}),
    },
    periods: resultsPeriods.map((period) => ({
      text: periodTexts[period],
      href: resultsHref(base, { period, series: address.series }),
      isCurrent: period === address.period,
    })),
    results: sectionView({ answers: results.answers, items, count: wanted.length, newest: results.newest }),
    ...(left > 0
      ? {
          next: {
            text: `Show the next ${Math.min(left, testsPerPage)} of ${left} more tests`,
            href: resultsHref(base, { ...address, skip: address.skip + testsPerPage }),
          },
        }
      : {}),
  };
}
