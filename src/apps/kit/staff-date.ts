/** Dates on staff pages: `21-May-2026`, 24-hour times (NHS Common User Interface, date and time display). */
import nunjucks from 'nunjucks';
import {
  dayNumber,
  type FhirDate,
  longMonths,
  readWallClock,
  shortMonths,
  shortWeekdays,
  twoDigits,
  type WallClock,
} from './calendar.ts';

export interface StaffDateOptions {
  /** Puts `Wed` before the date. */
  readonly weekday?: boolean;
  /** Adds `16:40` where the source stated a time. */
  readonly time?: boolean;
}

/** `21-May-2026`, `May-2026`, `2026`; a text that is no date comes back as it is, since hiding it would hide news. */
export function staffDateText(text: FhirDate, options: StaffDateOptions = {}): string {
  const clock = readWallClock(text);
  return clock === undefined ? text : shortForm(clock, options);
}

function shortForm(clock: WallClock, options: StaffDateOptions): string {
  if (clock.month === undefined) return String(clock.year);
  const month = shortMonths[clock.month - 1] ?? '';
  if (clock.day === undefined) return `${month}-${clock.year}`;
  const weekday = options.weekday ? `${shortWeekdays[clock.weekday ?? 0] ?? ''} ` : '';
  return `${weekday}${twoDigits(clock.day)}-${month}-${clock.year}${options.time ? timePart(clock) : ''}`;
}

function timePart(clock: WallClock): string {
  return clock.hour === undefined ? '' : ` ${clockTime(clock)}`;
}

function clockTime(clock: WallClock): string {
  return `${twoDigits(clock.hour ?? 0)}:${twoDigits(clock.minute ?? 0)}`;
}

/**
 * The date in `<time datetime>`; a screen reader hears the month in full, since it stumbles over short ones.
 * Returns markup that is safe to print.
 */
export function staffDate(text: FhirDate, options: StaffDateOptions = {}): nunjucks.runtime.SafeString {
  const clock = readWallClock(text);
  if (clock === undefined) return safe(escapeHtml(text));
  const seen = shortForm(clock, options);
  if (clock.month === undefined) return safe(`<time datetime="${clock.year}">${seen}</time>`);
  const day = clock.day === undefined ? '' : `${clock.day} `;
  const heard = `${day}${longMonths[clock.month - 1] ?? ''} ${clock.year}${options.time ? timePart(clock) : ''}`;
  return safe(
    `<time datetime="${escapeHtml(text)}"><span class="gt-nowrap" aria-hidden="true">${seen}</span>` +
      `<span class="nhsuk-u-visually-hidden">${heard}</span></time>`,
  );
}

/** `16:40`, or nothing where no time was stated. */
export function staffTime(text: FhirDate): string {
  const clock = readWallClock(text);
  return clock?.hour === undefined ? '' : clockTime(clock);
}

/** How old a state is, for a reader in a hurry: `06:10 today`, `06:10 yesterday`, `06:10 on 19-May-2026`. */
export function staffTimeAgo(text: FhirDate, now: FhirDate): string {
  const clock = readWallClock(text);
  const today = readWallClock(now);
  if (clock === undefined || today === undefined) return text;
  const time = clock.hour === undefined ? '' : clockTime(clock);
  const days = (dayNumber(today) ?? 0) - (dayNumber(clock) ?? Number.NEGATIVE_INFINITY);
  if (days === 0) return `${time} today`.trim();
  if (days === 1) return `${time} yesterday`.trim();
  return time === '' ? shortForm(clock, {}) : `${time} on ${shortForm(clock, {})}`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

export function safe(html: string): nunjucks.runtime.SafeString {
  return new nunjucks.runtime.SafeString(html);
}
