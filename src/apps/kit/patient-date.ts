/** Dates on people's own pages: `21 May 2026`, `4:10pm`, `midday` (NHS digital service manual, dates and times). */
import {
  dayNumber,
  type FhirDate,
  longMonths,
  longWeekdays,
  readWallClock,
  twoDigits,
  type WallClock,
} from './calendar.ts';

/** `21 May 2026`, `May 2026`, `2026`; a text that is no date comes back as it is. */
export function patientDate(text: FhirDate): string {
  const clock = readWallClock(text);
  return clock === undefined ? text : longForm(clock);
}

/** `Thursday 21 May 2026`. */
export function patientDay(text: FhirDate): string {
  const clock = readWallClock(text);
  if (clock === undefined) return text;
  return clock.weekday === undefined ? longForm(clock) : `${longWeekdays[clock.weekday] ?? ''} ${longForm(clock)}`;
}

/** `Today, Thursday 21 May 2026`, `Yesterday, ...`, or the day alone. */
export function patientDayFrom(text: FhirDate, now: FhirDate): string {
  const day = patientDay(text);
  const days = daysBetween(text, now);
  if (days === 0) return `Today, ${day}`;
  return days === 1 ? `Yesterday, ${day}` : day;
}

/** `4:10pm`, `9am`, `midday`, `midnight`; nothing where no time was stated. */
export function patientTime(text: FhirDate): string {
  const clock = readWallClock(text);
  if (clock?.hour === undefined) return '';
  const minute = clock.minute ?? 0;
  if (minute === 0 && clock.hour === 0) return 'midnight';
  if (minute === 0 && clock.hour === 12) return 'midday';
  const hour = clock.hour % 12 === 0 ? 12 : clock.hour % 12;
  return `${hour}${minute === 0 ? '' : `:${twoDigits(minute)}`}${clock.hour < 12 ? 'am' : 'pm'}`;
}

/** `Tuesday 26 May 2026 at 9:20am`. */
export function patientDayTime(text: FhirDate): string {
  const time = patientTime(text);
  return time === '' ? patientDay(text) : `${patientDay(text)} at ${time}`;
}

/** `today at 9:41am`, `yesterday at 4:10pm`, `16 May 2026 at 2:32pm`. */
export function patientTimeAgo(text: FhirDate, now: FhirDate): string {
  const days = daysBetween(text, now);
  const day = days === 0 ? 'today' : days === 1 ? 'yesterday' : patientDate(text);
  const time = patientTime(text);
  return time === '' ? day : `${day} at ${time}`;
}

function longForm(clock: WallClock): string {
  const month = clock.month === undefined ? '' : `${longMonths[clock.month - 1] ?? ''} `;
  return `${clock.day === undefined ? '' : `${clock.day} `}${month}${clock.year}`;
}

function daysBetween(earlier: FhirDate, later: FhirDate): number | undefined {
  const from = readWallClock(earlier);
  const to = readWallClock(later);
  const fromDay = from && dayNumber(from);
  const toDay = to && dayNumber(to);
  return fromDay === undefined || toDay === undefined ? undefined : toDay - fromDay;
}
