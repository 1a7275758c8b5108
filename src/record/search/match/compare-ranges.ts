/** Prefixes over ranges: of dates (R4 3.1.1.4.7), of numbers and quantities (R4 3.1.1.4.6, 3.1.1.4.11). */
import { londonMidnightMs, parseFhirDate } from '#fhir/fhir-date.ts';
import type { Prefix } from '../search-text.ts';

/** Both ends included; an open end is infinite. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

function contains(outer: Range, inner: Range): boolean {
  return inner.low >= outer.low && inner.high <= outer.high;
}

/** `nowMs` is what "approximately" is measured from. */
export function matchesDate(prefix: Prefix, searched: Range, found: Range, nowMs: number): boolean {
  switch (prefix) {
    case 'eq':
      return contains(searched, found);
    case 'ne':
      return !contains(searched, found);
    case 'gt':
      return found.high > searched.high;
    case 'lt':
      return found.low < searched.low;
    case 'ge':
      return found.high > searched.high || contains(searched, found);
    case 'le':
      return found.low < searched.low || contains(searched, found);
    case 'sa':
      return found.low > searched.high;
    case 'eb':
      return found.high < searched.low;
    case 'ap': {
      const slack = Math.abs(nowMs - searched.low) / 10;
      return found.high >= searched.low - slack && found.low <= searched.high + slack;
    }
  }
}

/** A number as written, and what its digits may mean: "100" is 99.5 to 100.5, "100.00" 99.995 to 100.005, "1e2" 50 to 150. */
export interface SearchedNumber {
  readonly value: number;
  readonly low: number;
  /** No longer meant. */
  readonly high: number;
}

const numberForm = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const digitsMax = 400;

/** The ends are reckoned in decimal: in binary, 5.4 less 0.05 is more than 5.35. */
export function readSearchedNumber(text: string): SearchedNumber | undefined {
  const match = numberForm.exec(text);
  const value = Number(text);
  if (match === null || text.length > digitsMax || !Number.isFinite(value)) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const tenths = BigInt(`${sign}${whole}${fraction}0`);
  const scale = Number(exponent) - fraction.length - 1;
  return { value, low: Number(`${tenths - 5n}e${scale}`), high: Number(`${tenths + 5n}e${scale}`) };
}

/** Comparisons ignore the implicit precision, equality does not. */
export function matchesNumber(prefix: Prefix, searched: SearchedNumber, found: Range): boolean {
  const { value, low, high } = searched;
  switch (prefix) {
    case 'eq':
      return found.low >= low && (found.high < high || found.high === value);
    case 'ne':
      return !matchesNumber('eq', searched, found);
    case 'gt':
      return found.high > value;
    case 'lt':
      return found.low < value;
    case 'ge':
      return found.high >= value;
    case 'le':
      return found.low <= value;
    case 'sa':
      return found.low > value;
    case 'eb':
      return found.high < value;
    case 'ap': {
      const slack = Math.abs(value) / 10;
      return found.high >= Math.min(low, value - slack) && found.low <= Math.max(high, value + slack);
    }
  }
}

const withoutZone = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;
const withoutSeconds = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/;
const dayMs = 86_400_000;

/** A date to search by: also to the minute, and without a zone, which is then London's (R4 3.1.1.4.7). */
export function readSearchedDate(text: string): Range | undefined {
  // A plus that was not escaped in the address has become a space.
  const written = text.replace(' ', '+');
  const minute = withoutSeconds.exec(written);
  const span = parseFhirDate(minute === null ? written : `${minute[1]}:00${minute[2]}`);
  if (span !== undefined) return { low: span.lowMs, high: minute === null ? span.highMs : span.lowMs + 59_999 };
  const local = withoutZone.exec(written);
  return local === null ? undefined : localRange(local);
}

function localRange(match: RegExpExecArray): Range | undefined {
  const [, yearText, monthText, dayText, hourText, minuteText, second, fraction] = match;
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  const [hour, minute] = [Number(hourText), Number(minuteText)];
  if (parseFhirDate(`${yearText}-${monthText}-${dayText}`) === undefined) return undefined;
  if (hour > 23 || minute > 59 || Number(second ?? 0) > 59) return undefined;
  const midnight = londonMidnightMs(year, month, day);
  // On the two days a year that are longer or shorter, London's clock changes between one and two at night.
  const nextDay = new Date(Date.UTC(year, month - 1, day + 1));
  const next = londonMidnightMs(nextDay.getUTCFullYear(), nextDay.getUTCMonth() + 1, nextDay.getUTCDate());
  const change = hour >= 2 ? next - midnight - dayMs : 0;
  const fractionMs = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
  const low = midnight + change + ((hour * 60 + minute) * 60 + Number(second ?? 0)) * 1000 + fractionMs;
  const width =
    second === undefined ? 59_999 : fraction === undefined ? 999 : Math.max(0, 10 ** (3 - fraction.length) - 1);
  return { low, high: low + width };
}
