/** The clock on the wall in Europe/London, for times that were sent without an offset. */

export interface LondonTime {
  readonly instantMs: number;
  readonly offsetMinutes: number;
  readonly doubt?: 'repeated-hour' | 'missing-hour';
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Directive 2000/84/EC and the Summer Time Order 2002; the same dates since 1996. Before that the tables of Intl decide. */
const firstRegularYear = 1996;

function lastSundayAtOneMs(year: number, month: number): number {
  const monthEndMs = Date.UTC(year, month + 1, 0, 1);
  return monthEndMs - new Date(monthEndMs).getUTCDay() * dayMs;
}

/** Minutes that London is ahead of UTC at an instant of 1996 or later. */
export function regularOffsetMinutes(instantMs: number): number {
  const year = new Date(instantMs).getUTCFullYear();
  return instantMs >= lastSundayAtOneMs(year, 2) && instantMs < lastSundayAtOneMs(year, 9) ? 60 : 0;
}

/** The same from the time-zone tables of this Node, for any instant: double summer time, the years 1968 to 1971. */
export function tabledOffsetMinutes(instantMs: number): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeZoneName: 'longOffset' });
  const name = format.formatToParts(instantMs).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

/** The instant at which London's clock showed `writtenMs` (that time taken as if it were UTC). */
export function londonTime(writtenMs: number): LondonTime {
  const isRegular = new Date(writtenMs).getUTCFullYear() >= firstRegularYear;
  const offsetAt = (instantMs: number): number =>
    isRegular ? regularOffsetMinutes(instantMs) : tabledOffsetMinutes(instantMs);
  const offsetBefore = offsetAt(writtenMs - dayMs);
  const offsetAfter = offsetAt(writtenMs + dayMs);
  const fits = (offsetMinutes: number): boolean => offsetAt(writtenMs - offsetMinutes * 60_000) === offsetMinutes;
  const first = writtenMs - offsetBefore * 60_000;
  if (fits(offsetBefore)) {
    const isRepeated = offsetAfter !== offsetBefore && fits(offsetAfter);
    const time = { instantMs: first, offsetMinutes: offsetBefore };
    return isRepeated ? { ...time, doubt: 'repeated-hour' } : time;
  }
  if (fits(offsetAfter)) return { instantMs: writtenMs - offsetAfter * 60_000, offsetMinutes: offsetAfter };
  // Reckoned by the offset before the change, the time falls after it, where the clock is one hour further.
  return { instantMs: first, offsetMinutes: offsetAt(first), doubt: 'missing-hour' };
}
