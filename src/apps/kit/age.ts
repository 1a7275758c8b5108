/** Age as the NHS Common User Interface shows it beside a date of birth (ISB 1505, age display). */
import { dayNumber, type FhirDate, readWallClock, type WallClock } from './calendar.ts';

/** `78y`; under 18 `7y 4m`; under 2 `13m 5d`; under 1 `14w 3d`; under 4 weeks `12d`. Undefined if the birth date is not whole or lies ahead. */
export function ageText(born: FhirDate, at: FhirDate): string | undefined {
  const from = readWallClock(born);
  const to = readWallClock(at);
  const fromDay = from && dayNumber(from);
  const toDay = to && dayNumber(to);
  if (from === undefined || to === undefined || fromDay === undefined || toDay === undefined) return undefined;
  const days = toDay - fromDay;
  if (days < 0) return undefined;
  if (days < 28) return `${days}d`;
  const months = wholeMonths(from, to);
  if (months < 12) return `${Math.floor(days / 7)}w ${days % 7}d`;
  if (months < 24) return `${months}m ${daysSinceMonth(from, toDay, months)}d`;
  const years = Math.floor(months / 12);
  return years < 18 ? `${years}y ${months % 12}m` : `${years}y`;
}

function wholeMonths(from: WallClock, to: WallClock): number {
  const months = (to.year - from.year) * 12 + ((to.month ?? 1) - (from.month ?? 1));
  return (to.day ?? 1) < (from.day ?? 1) ? months - 1 : months;
}

function daysSinceMonth(from: WallClock, toDay: number, months: number): number {
  const month = (from.month ?? 1) - 1 + months;
  const lastDay = new Date(Date.UTC(from.year, month + 1, 0)).getUTCDate();
  return toDay - Date.UTC(from.year, month, Math.min(from.day ?? 1, lastDay)) / 86_400_000;
}
