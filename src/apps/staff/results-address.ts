/** What the results page shows, as it stands in the address. Pure. */
export const resultsPeriods = ['3m', '12m', '5y', 'all'] as const;
export type ResultsPeriod = (typeof resultsPeriods)[number];

export interface ResultsAddress {
  readonly period: ResultsPeriod;
  /** How many tests the pages before have shown. */
  readonly skip: number;
  /** One series, or one report, alone. */
  readonly series: string | undefined;
}

export function readResultsAddress(query: URLSearchParams): ResultsAddress {
  const asked = query.get('period') as ResultsPeriod | null;
  const skip = Number(query.get('skip') ?? 0);
  const series = query.get('series');
  return {
    period: asked !== null && resultsPeriods.includes(asked) ? asked : 'all',
    skip: Number.isSafeInteger(skip) && skip > 0 ? skip : 0,
    series: series === null || !/^[0-9a-z]{1,22}$/.test(series) ? undefined : series,
  };
}

export function resultsHref(base: string, address: Partial<ResultsAddress>): string {
  const query = new URLSearchParams();
  if (address.period !== undefined && address.period !== 'all') query.set('period', address.period);
  if (address.skip !== undefined && address.skip > 0) query.set('skip', String(address.skip));
  if (address.series !== undefined) query.set('series', address.series);
  const text = query.toString();
  return text === '' ? base : `${base}?${text}`;
}
