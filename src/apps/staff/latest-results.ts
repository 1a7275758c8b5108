/** The newest results for the summary, and one series as CSV. */
import { type ArrangedSeries, arrangeResults } from '#record';
import { csvCell } from './csv-cell.ts';
import type { OpenedPerson } from './open-person.ts';
import type { PatientRecordView } from './pages/patient-record/view.ts';
import { resultsHref } from './results-address.ts';
import { stateTags, trendOf, unitText } from './results-view.ts';
import { sectionView } from './source-views.ts';

const laboratoryShown = 4;
const measuresShown = 3;
const hourMs = 3_600_000;

/** Both kinds have their places, so that what nurses measure each round pushes no blood test out of sight, nor the reverse. */
function newestOf(series: readonly ArrangedSeries[]): ArrangedSeries[] {
  // A score sums up the measures that were taken with it.
  const place = (one: ArrangedSeries): number => one.newestMs + (/^news ?2\b/i.test(one.name) ? hourMs : 0);
  const byNewest = [...series].sort((one, other) => place(other) - place(one));
  const chosen = [
    ...byNewest.filter(({ isLaboratory }) => isLaboratory).slice(0, laboratoryShown),
    ...byNewest.filter(({ isLaboratory }) => !isLaboratory).slice(0, measuresShown),
  ];
  return chosen.sort((one, other) => place(other) - place(one));
}

export function latestResults(opened: OpenedPerson): NonNullable<PatientRecordView['results']> {
  const results = arrangeResults(opened.arrangement);
  const series = results.groups.filter((group) => group.kind === 'series');
  const base = `${opened.home}/results`;
  const items = newestOf(series).flatMap((group) => {
    const latest = group.points.find(({ state }) => !state.isWithdrawn);
    if (latest === undefined) return [];
    const unit = unitText(group.unit);
    const trend = trendOf(group);
    return [
      {
        id: group.id,
        name: group.name,
        taken: latest.at,
        value: latest.text,
        ...(unit === undefined ? {} : { unit }),
        standing: latest.standing.standing,
        standingText: latest.standing.standing === 'in-range' ? '' : latest.standing.words,
        ...(latest.rangeText === undefined ? {} : { rangeText: `range ${latest.rangeText}` }),
        tags: stateTags(latest.state),
        ...(trend === undefined ? {} : { trend }),
        ...(opened.sections.hasResults ? { href: resultsHref(base, { series: group.id }) } : {}),
      },
    ];
  });
  const section = sectionView({
    answers: results.answers,
    items,
    count: results.groups.length,
    newest: results.newest,
  });
  if (!opened.sections.hasResults || results.groups.length === 0) return section;
  return { ...section, more: { text: `All ${results.groups.length} tests`, href: base } };
}

/** One series as CSV (RFC 4180), newest first; undefined where there is no such series. */
export function seriesCsv(opened: OpenedPerson, id: string): string | undefined {
  const series = arrangeResults(opened.arrangement).groups.find((group) => group.kind === 'series' && group.id === id);
  if (series?.kind !== 'series') return undefined;
  const head = ['taken', 'test', 'value', 'unit', 'range', 'standing', 'state', 'source'];
  const rows = series.points.map((point) => [
    point.at,
    series.name,
    point.text,
    series.unit ?? '',
    point.rangeText ?? '',
    point.standing.words,
    point.state.isWithdrawn
      ? 'withdrawn'
      : point.state.isCorrected
        ? 'corrected'
        : point.state.isPreliminary
          ? 'preliminary'
          : 'final',
    point.sourceName,
  ]);
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
