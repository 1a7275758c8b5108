/**
 * FHIR date, dateTime and instant (R4 2.24.0.1) as the span of milliseconds that they may mean.
 *
 * A date names no time zone; R4's search page (3.1.1.4, parameter type "date") has the server's own zone assumed. This
 * server's zone is Europe/London whatever the machine is set to, so that a region's answers do not move with its host.
 */
export type DatePrecision = 'year' | 'month' | 'day' | 'second' | 'fraction';

/** From the first to the last millisecond that the text may mean, both included, since 1970-01-01T00:00:00Z. */
export interface DateSpan {
  readonly lowMs: number;
  readonly highMs: number;
  readonly precision: DatePrecision;
}

const dayMs = 86_400_000;
const form = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d)))?)?)?$/;

/** Days from 1970-01-01 to a day of the Gregorian calendar, before and after (`Date.UTC` misreads years below 100). */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** How many days a month has; 0 for a month that does not exist. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return monthDays[month - 1] ?? 0;
}

/** The span of a date, dateTime or instant; undefined when the text is none or the day does not exist. */
export function parseFhirDate(text: string): DateSpan | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  if (year === 0) return undefined;
  if (match[2] === undefined) return span(londonMidnightMs(year, 1, 1), londonMidnightMs(year + 1, 1, 1), 'year');
  const month = Number(match[2]);
  const lastDay = daysInMonth(year, month);
  if (lastDay === 0) return undefined;
  if (match[3] === undefined) {
    const next = month === 12 ? londonMidnightMs(year + 1, 1, 1) : londonMidnightMs(year, month + 1, 1);
    return span(londonMidnightMs(year, month, 1), next, 'month');
  }
  const day = Number(match[3]);
  if (day < 1 || day > lastDay) return undefined;
  if (match[4] === undefined) {
    const next = day < lastDay ? [month, day + 1] : [month + 1, 1];
    const nextMs = next[0] === 13 ? londonMidnightMs(year + 1, 1, 1) : londonMidnightMs(year, next[0]!, next[1]!);
    return span(londonMidnightMs(year, month, day), nextMs, 'day');
  }
  return timeSpan(dayNumber(year, month, day) * dayMs, match);
}

function timeSpan(midnightMs: number, match: RegExpExecArray): DateSpan | undefined {
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6]);
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const zoneHour = Number(match[9] ?? 0);
  const zoneMinute = Number(match[10] ?? 0);
  if (zoneHour > 14 || zoneMinute > 59 || (zoneHour === 14 && zoneMinute > 0)) return undefined;
  const zoneMs = (match[8] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60_000;
  const secondMs = midnightMs + ((hour * 60 + minute) * 60 + second) * 1000 - zoneMs;
  const fraction = match[7];
  if (fraction === undefined) return { lowMs: secondMs, highMs: secondMs + 999, precision: 'second' };
  const lowMs = secondMs + Number(fraction.slice(0, 3).padEnd(3, '0'));
  // Finer than a millisecond is not kept: the millisecond it falls in stands for it.
  const spreadMs = fraction.length >= 3 ? 0 : 10 ** (3 - fraction.length) - 1;
  return { lowMs, highMs: lowMs + spreadMs, precision: 'fraction' };
}

function span(lowMs: number, nextMs: number, precision: DatePrecision): DateSpan {
  return { lowMs, highMs: nextMs - 1, precision };
}

/** When a day begins in London, in milliseconds since 1970-01-01T00:00:00Z. */
export function londonMidnightMs(year: number, month: number, day: number): number {
  const utcMs = dayNumber(year, month, day) * dayMs;
  if (year < 1996) return utcMs - historicOffsetMs(utcMs);
  if (month < 3 || month > 10) return utcMs;
  if (month > 3 && month < 10) return utcMs - 3_600_000;
  // Summer time runs from the last Sunday of March to the last Sunday of October, changing at 01:00 UTC
  // (Summer Time Order 2002): midnight of the Sunday itself is still on the old time.
  const lastSunday = lastSundayOf(year, month);
  return month === 3 ? utcMs - (day > lastSunday ? 3_600_000 : 0) : utcMs - (day > lastSunday ? 0 : 3_600_000);
}

function lastSundayOf(year: number, month: number): number {
  const weekday = (((dayNumber(year, month, 31) + 4) % 7) + 7) % 7;
  return 31 - weekday;
}

// Costly to ask and always the same: filled as old dates are read, at most one entry a day from year 1 to 1995.
let londonFormat: Intl.DateTimeFormat | undefined;
const historicOffsetsMs = new Map<number, number>();
const mostOffsetsKept = 50_000;

/** Years before the present rule had many (double summer time; all year 1968 to 1971): Node's own tables know them. */
function historicOffsetMs(utcMs: number): number {
  const kept = historicOffsetsMs.get(utcMs);
  if (kept !== undefined) return kept;
  londonFormat ??= new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeZoneName: 'longOffset' });
  const name = londonFormat.formatToParts(utcMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  const seconds = match === null ? 0 : (Number(match[2]) * 60 + Number(match[3])) * 60 + Number(match[4] ?? 0);
  const offsetMs = (match?.[1] === '-' ? -1000 : 1000) * seconds;
  if (historicOffsetsMs.size < mostOffsetsKept) historicOffsetsMs.set(utcMs, offsetMs);
  return offsetMs;
}
