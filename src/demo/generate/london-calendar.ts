/** Dates as clinicians in England write them: wall-clock time in London, without a library or the machine's time zone. */
import type { Random } from './random.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const yearMs = 365.25 * dayMs;

/** 01:00 UTC on the last Sunday of a month: when British Summer Time begins (March) and ends (October). */
export function clockChangeMs(year: number, month: 'March' | 'October'): number {
  const last = new Date(Date.UTC(year, month === 'March' ? 2 : 9, 31, 1));
  return last.getTime() - last.getUTCDay() * dayMs;
}

const summerByYear = new Map<number, readonly [beginMs: number, endMs: number]>();

/** How far London is ahead of UTC at that moment, in milliseconds. */
export function londonOffsetMs(timeMs: number): number {
  const year = new Date(timeMs).getUTCFullYear();
  let summer = summerByYear.get(year);
  if (summer === undefined) {
    summer = [clockChangeMs(year, 'March'), clockChangeMs(year, 'October')];
    summerByYear.set(year, summer);
  }
  return timeMs >= summer[0] && timeMs < summer[1] ? hourMs : 0;
}

const wall = (timeMs: number): string => new Date(timeMs + londonOffsetMs(timeMs)).toISOString();

/** YYYY-MM-DD in London. */
export const dateText = (timeMs: number): string => wall(timeMs).slice(0, 10);

/** FHIR dateTime with London's offset. */
export function dateTimeText(timeMs: number): string {
  return wall(timeMs).slice(0, 19) + (londonOffsetMs(timeMs) === 0 ? '+00:00' : '+01:00');
}

/** HL7 v2 TS to the second, without an offset, as hospitals send it: London's wall clock. */
export const hl7Time = (timeMs: number): string => wall(timeMs).slice(0, 19).replace(/[-T:]/g, '');
/** HL7 v2 TS of a day. */
export const hl7Date = (timeMs: number): string => hl7Time(timeMs).slice(0, 8);

/** 09-May-2026, for letters. */
export function letterDate(timeMs: number): string {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const text = dateText(timeMs);
  return `${text.slice(8)}-${months[Number(text.slice(5, 7)) - 1]}-${text.slice(0, 4)}`;
}

/** The moment of a wall-clock time in London on the London day of `timeMs`. */
export function atLondonTime(timeMs: number, hour: number, minute: number): number {
  const guess = Date.parse(`${dateText(timeMs)}T00:00:00Z`) + hour * hourMs + minute * minuteMs;
  return guess - londonOffsetMs(guess - londonOffsetMs(guess));
}

export const isWeekend = (timeMs: number): boolean => {
  const day = new Date(timeMs + londonOffsetMs(timeMs)).getUTCDay();
  return day === 0 || day === 6;
};

/** A time in surgery hours (08:30 to 17:59, Monday to Friday) on the day given, or before it at a weekend. */
export function inSurgeryHours(random: Random, timeMs: number): number {
  let day = timeMs;
  while (isWeekend(day)) day -= dayMs;
  return atLondonTime(day, random.pick([8, 9, 9, 10, 10, 11, 11, 14, 14, 15, 15, 16, 17]), random.integer(30, 59));
}

/** Any time of day and night, evenings and weekends more often: unscheduled care. */
export function atAnyHour(random: Random, timeMs: number): number {
  const hour = random.pick([0, 2, 4, 7, 9, 11, 13, 15, 17, 18, 19, 19, 20, 20, 21, 21, 22, 22, 23]);
  return atLondonTime(timeMs, hour, random.integer(0, 59));
}
