/**
 * TS and DTM (chapter 2A): `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`, partial where partial.
 * A time without an offset is the clock on the wall in Europe/London.
 */
import type { Flaw } from '#kernel/fault.ts';
import type { Value } from '../value.ts';
import { londonTime } from './london-time.ts';

export type TimePrecision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

export interface Hl7Time {
  /** As sent. */
  readonly text: string;
  readonly precision: TimePrecision;
  /** A FHIR date: `2026`, `2026-05`, `2026-05-01`; the day as written, never moved by the offset. */
  readonly date: string;
  /** A FHIR dateTime: the date alone, or with time and offset. Hour and minute precision are filled up with zeros. */
  readonly dateTime: string;
  /** Milliseconds since 1970; undefined where there is no time of day. */
  readonly instantMs?: number;
  /** Whether the offset was sent, or taken from the clock in London. */
  readonly isOffsetSent: boolean;
  /**
   * `repeated-hour`: the clock showed this time twice (October) and the first, summer time, is taken.
   * `missing-hour`: the clock never showed it (March) and it is moved forward by one hour.
   */
  readonly londonDoubt?: 'repeated-hour' | 'missing-hour';
}

const pattern = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?)?)?)?)?([+-]\d{4})?$/;
const precisions: readonly TimePrecision[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'];
const longestOffsetMinutes = 14 * 60;

export interface WrittenTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function offsetText(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Milliseconds since 1970 as if the time were UTC; undefined where no such date or time exists. */
export function writtenTimeMs(time: WrittenTime): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(time.year, time.month - 1, time.day);
  date.setUTCHours(time.hour, time.minute, time.second, time.millisecond);
  const isReal =
    time.year > 0 &&
    date.getUTCMonth() === time.month - 1 &&
    date.getUTCDate() === time.day &&
    date.getUTCHours() === time.hour &&
    date.getUTCMinutes() === time.minute &&
    date.getUTCSeconds() === time.second;
  return isReal ? date.getTime() : undefined;
}

function offsetMinutesOf(sent: string): number | undefined {
  const minutes = Number(sent.slice(1, 3)) * 60 + Number(sent.slice(3));
  if (Number(sent.slice(3)) > 59 || minutes > longestOffsetMinutes) return undefined;
  return sent.startsWith('-') ? -minutes : minutes;
}

/** The time that a text states, or undefined where it states none that exists. */
export function parseTime(text: string): Hl7Time | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1, 7);
  const fraction = match[7];
  const sent = match[8];
  const count = parts.filter((part) => part !== undefined).length + (fraction === undefined ? 0 : 1);
  const precision = precisions[count - 1] ?? 'year';
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const millisecond = Number((fraction ?? '0').padEnd(3, '0').slice(0, 3));
  const writtenMs = writtenTimeMs({ year, month, day, hour, minute, second, millisecond });
  const sentMinutes = sent === undefined ? undefined : offsetMinutesOf(sent);
  if (writtenMs === undefined || (sent !== undefined && sentMinutes === undefined)) return undefined;
  const date = parts.slice(0, Math.min(count, 3)).join('-');
  const given = { text, precision, date, isOffsetSent: sent !== undefined };
  if (count <= 3) return { ...given, dateTime: date };
  const london = sentMinutes === undefined ? londonTime(writtenMs) : undefined;
  const offsetMinutes = sentMinutes ?? london?.offsetMinutes ?? 0;
  const instantMs = london?.instantMs ?? writtenMs - offsetMinutes * 60_000;
  const local = new Date(instantMs + offsetMinutes * 60_000).toISOString();
  const fractionText = fraction === undefined ? '' : `.${fraction}`;
  return {
    ...given,
    instantMs,
    dateTime: `${local.slice(0, local.indexOf('.'))}${fractionText}${offsetText(offsetMinutes)}`,
    ...(london?.doubt === undefined ? {} : { londonDoubt: london.doubt }),
  };
}

/** TS or DTM at `value`; undefined when empty or a deletion, and, with a flaw in `flaws`, when it is no date. */
export function readTime(value: Value, flaws: Flaw[]): Hl7Time | undefined {
  const text = value.text()?.trim();
  if (text === undefined || text === '') return undefined;
  const time = parseTime(text);
  if (time === undefined) flaws.push({ place: value.place, rule: 'is a date or time that exists, YYYYMMDDHHMMSS' });
  return time;
}
