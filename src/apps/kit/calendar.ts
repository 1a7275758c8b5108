/** Reads FHIR date, dateTime and instant (R4 2.24.0.1), whole or partial, as the clock on a wall in England shows them. */

/** A FHIR date, dateTime or instant. May be partial: `2009`, `2026-05`. */
export type FhirDate = string;

export interface WallClock {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  /** 0 is Sunday; present whenever `day` is. */
  readonly weekday?: number;
  readonly hour?: number;
  readonly minute?: number;
}

/** Fixed, since `Intl` writes "Sept" for September in British English. */
export const shortMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const longMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const shortWeekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
export const longWeekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const dateOnly = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const withTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const inEngland = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  hourCycle: 'h23',
});

/** The parts that `text` states, and no others; undefined when it is no date (the caller then shows it as it came). */
export function readWallClock(text: FhirDate): WallClock | undefined {
  const date = dateOnly.exec(text);
  if (date !== null) return readDateOnly(date);
  if (!withTime.test(text)) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : wallClockAt(timeMs);
}

function readDateOnly(match: RegExpExecArray): WallClock | undefined {
  const year = Number(match[1]);
  if (match[2] === undefined) return { year };
  const month = Number(match[2]);
  if (month < 1 || month > 12) return undefined;
  if (match[3] === undefined) return { year, month };
  const day = Number(match[3]);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1) return undefined;
  return { year, month, day, weekday: date.getUTCDay() };
}

/** A page shows hundreds of times; `Intl` takes 15 microseconds for each, so summer time since 1996 is worked out here. */
function wallClockAt(timeMs: number): WallClock {
  const year = new Date(timeMs).getUTCFullYear();
  if (year < 1996) return wallClockByIntl(timeMs);
  const isSummer = timeMs >= lastSundayAtOne(year, 2) && timeMs < lastSundayAtOne(year, 9);
  const local = new Date(isSummer ? timeMs + 3_600_000 : timeMs);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  };
}

/** 01:00 UTC on the last Sunday of a month of 31 days: when clocks change (The Summer Time Order 2002). */
function lastSundayAtOne(year: number, monthIndex: number): number {
  const last = new Date(Date.UTC(year, monthIndex, 31, 1));
  return last.getTime() - last.getUTCDay() * 86_400_000;
}

function wallClockByIntl(timeMs: number): WallClock {
  const parts: Record<string, number> = {};
  for (const part of inEngland.formatToParts(timeMs)) parts[part.type] = Number(part.value);
  const year = parts['year'] ?? 0;
  const month = parts['month'] ?? 1;
  const day = parts['day'] ?? 1;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, hour: parts['hour'] ?? 0, minute: parts['minute'] ?? 0 };
}

/** Days since 1970 of a whole date, to count days between two of them; undefined for a partial one. */
export function dayNumber(clock: WallClock): number | undefined {
  if (clock.month === undefined || clock.day === undefined) return undefined;
  return Date.UTC(clock.year, clock.month - 1, clock.day) / 86_400_000;
}

export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
