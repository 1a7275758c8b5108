/** The formats of FHIR R4's primitive types (R4 2.24.0.1), as JSON carries them. */
import { daysInMonth } from './fhir-date.ts';
import { xhtmlFlaw } from './xhtml.ts';

/** The rule that a value breaks, in plain words and without the value; undefined when it breaks none. */
export type PrimitiveCheck = (value: unknown) => string | undefined;

const longestString = 1_048_576;
const largestInteger = 2_147_483_647;
const hyphen = 45;
const colon = 58;
const oidForm = /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/;
const uuidForm = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const timeOfDayForm = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/;

const notUnicode = 'must be Unicode: half of a surrogate pair stands alone';

/** R4 2.24.0.1 string: no control characters but tab, line feed and carriage return, and 1 MB at most. */
function stringFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  if (value.length > longestString) return 'must not be longer than 1 MB';
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return 'must not hold control characters';
  }
  return value.isWellFormed() ? undefined : notUnicode;
}

function uriFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) <= 32) return 'must be a URI: no spaces';
  }
  return value.isWellFormed() ? undefined : notUnicode;
}

/** R4 2.24.0.1 code: a string with no space at either end, and single spaces inside. */
function codeFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  let wasSpace = true;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return 'must not hold control characters';
    const isSpace = code <= 32;
    if (isSpace && wasSpace) return 'must be a code: no space at its ends, single spaces inside';
    wasSpace = isSpace;
  }
  if (wasSpace) return 'must be a code: no space at its ends, single spaces inside';
  return value.isWellFormed() ? undefined : notUnicode;
}

function isBase64Letter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43;
}

/** Counted by hand: a regular expression over megabytes of an attachment can run for seconds. */
function base64Flaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  let letters = 0;
  let padding = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 61) padding++;
    else if (isBase64Letter(code) && padding === 0) letters++;
    else if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return 'must be base64';
  }
  return letters > 0 && padding <= 2 && (letters + padding) % 4 === 0 ? undefined : 'must be base64';
}

function integerFlaw(least: number, rule: string): PrimitiveCheck {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= largestInteger
      ? undefined
      : rule;
}

function formFlaw(form: RegExp, rule: string): PrimitiveCheck {
  return (value) => (typeof value === 'string' && form.test(value) ? undefined : rule);
}

/** The digits from `start` on as a number; -1 when one is missing. */
function digitsAt(text: string, start: number, count: number): number {
  let number = 0;
  for (let index = start; index < start + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

type DateForm = 'wrong form' | 'no such day' | 'right';

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, up to `end`. Read by hand: dates are an eighth of all values, and a pattern is slow. */
function dateForm(text: string, end: number): DateForm {
  const year = digitsAt(text, 0, 4);
  if (year < 0 || (end !== 4 && end !== 7 && end !== 10)) return 'wrong form';
  if (end === 4) return year === 0 ? 'no such day' : 'right';
  const month = text.charCodeAt(4) === hyphen ? digitsAt(text, 5, 2) : -1;
  const day = end === 7 ? 1 : text.charCodeAt(7) === hyphen ? digitsAt(text, 8, 2) : -1;
  if (month < 0 || day < 0) return 'wrong form';
  return year > 0 && day >= 1 && day <= daysInMonth(year, month) ? 'right' : 'no such day';
}

/** `Thh:mm:ss`, a fraction, and `Z` or a zone, from the eleventh letter on. */
function timeForm(text: string): DateForm {
  const isForm = text.charCodeAt(10) === 84 && text.charCodeAt(13) === colon && text.charCodeAt(16) === colon;
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  const second = digitsAt(text, 17, 2);
  if (!isForm || hour < 0 || minute < 0 || second < 0) return 'wrong form';
  const zone = afterFraction(text);
  if (zone < 0) return 'wrong form';
  const isThere = hour <= 23 && minute <= 59 && second <= 60;
  if (text.charCodeAt(zone) === 90) return zone !== text.length - 1 ? 'wrong form' : isThere ? 'right' : 'no such day';
  return isThere ? zoneForm(text, zone) : zoneForm(text, zone) === 'wrong form' ? 'wrong form' : 'no such day';
}

/** Where the zone begins; -1 when a full stop stands without digits. */
function afterFraction(text: string): number {
  if (text.charCodeAt(19) !== 46) return 19;
  let at = 20;
  while (digitsAt(text, at, 1) >= 0) at++;
  return at === 20 ? -1 : at;
}

function zoneForm(text: string, zone: number): DateForm {
  const sign = text.charCodeAt(zone);
  const hours = digitsAt(text, zone + 1, 2);
  const minutes = digitsAt(text, zone + 4, 2);
  const isForm = (sign === 43 || sign === hyphen) && text.charCodeAt(zone + 3) === colon && text.length === zone + 6;
  if (!isForm || hours < 0 || minutes < 0) return 'wrong form';
  // No zone of the world lies beyond 14 hours.
  return minutes <= 59 && (hours < 14 || (hours === 14 && minutes === 0)) ? 'right' : 'no such day';
}

/** Of a date with a time: whichever part is worse. */
function instantForm(text: string): DateForm {
  const date = text.length > 10 ? dateForm(text, 10) : 'wrong form';
  if (date === 'wrong form') return date;
  const time = timeForm(text);
  return time === 'right' ? date : time;
}

function dateFlaw(value: unknown): string | undefined {
  const form = typeof value === 'string' ? dateForm(value, value.length) : 'wrong form';
  if (form === 'right') return undefined;
  return form === 'wrong form' ? 'must be a date: YYYY, YYYY-MM or YYYY-MM-DD' : 'must be a date that exists';
}

/** R4 2.24.0.1 dateTime: with a time come seconds and a zone. */
function dateTimeFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length <= 10) return dateFlaw(value)?.replace('a date:', 'a dateTime:');
  const form = instantForm(value);
  if (form === 'right') return undefined;
  return form === 'wrong form'
    ? 'must be a dateTime: a time needs hours, minutes, seconds and a time zone'
    : 'must be a date and time that exist';
}

function instantFlaw(value: unknown): string | undefined {
  const form = typeof value === 'string' ? instantForm(value) : 'wrong form';
  if (form === 'right') return undefined;
  return form === 'wrong form'
    ? 'must be an instant: YYYY-MM-DDThh:mm:ss with a time zone'
    : 'must be a date and time that exist';
}

function isIdLetter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === hyphen ||
    code === 46
  );
}

function idFlaw(value: unknown): string | undefined {
  const rule = 'must be an id: 1 to 64 letters, digits, hyphens and full stops';
  if (typeof value !== 'string' || value.length === 0 || value.length > 64) return rule;
  for (let index = 0; index < value.length; index++) if (!isIdLetter(value.charCodeAt(index))) return rule;
  return undefined;
}

/** The check of each primitive type. */
export const primitiveChecks: Readonly<Record<string, PrimitiveCheck>> = {
  boolean: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  decimal: (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number'),
  integer: integerFlaw(-largestInteger - 1, 'must be a whole number of 32 bits'),
  positiveInt: integerFlaw(1, 'must be a whole number of 1 or more'),
  unsignedInt: integerFlaw(0, 'must be a whole number of 0 or more'),
  string: stringFlaw,
  markdown: stringFlaw,
  code: codeFlaw,
  uri: uriFlaw,
  url: uriFlaw,
  canonical: uriFlaw,
  id: idFlaw,
  oid: formFlaw(oidForm, 'must be an OID: urn:oid: and numbers'),
  uuid: formFlaw(uuidForm, 'must be a UUID: urn:uuid: and lower-case hexadecimal'),
  date: dateFlaw,
  dateTime: dateTimeFlaw,
  instant: instantFlaw,
  time: formFlaw(timeOfDayForm, 'must be a time: hh:mm:ss'),
  base64Binary: base64Flaw,
  xhtml: xhtmlFlaw,
};
