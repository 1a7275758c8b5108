/** A day as people in England type it: the day before the month, whatever the browser's own language would show. Pure. */

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** The number of a month that was typed as a number or as a name; NaN for anything else. */
export function monthNumber(text: string): number {
  const named = monthNames.indexOf(text.slice(0, 3).toLowerCase());
  return /^[a-z]{3,}$/i.test(text) && named >= 0 ? named + 1 : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/** YYYY-MM-DD of a day that exists. */
export function realDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

const yearFirst = /^(\d{4})-(\d{2})-(\d{2})$/;
const dayFirst = /^(\d{1,2})[-/. ]\s*([a-z]{3,}|\d{1,2})[-/. ]\s*(\d{4})$/i;

/**
 * `21-May-2026`, `21 May 2026`, `21/5/2026` or `2026-05-21` as YYYY-MM-DD. A native date field shows 05/21/2026 where a browser
 * speaks American English, and 03/04/2026 in a record is then read as the wrong day.
 */
export function readTypedDay(text: string): string | undefined {
  const [, year, month, day] = yearFirst.exec(text.trim()) ?? [];
  if (year !== undefined) return realDay(Number(year), Number(month), Number(day));
  const [, typedDay = '', typedMonth = '', typedYear = ''] = dayFirst.exec(text.trim()) ?? [];
  return typedDay === '' ? undefined : realDay(Number(typedYear), monthNumber(typedMonth), Number(typedDay));
}
