/** The formats of FHIR R4's primitive types (R4 2.24.0.1), as JSON carries them. */
import { daysInMonth, parseFhirDate } from './fhir-date.ts';
import { xhtmlFlaw } from './xhtml.ts';

/** The rule that a value breaks, in plain words and without the value; undefined when it breaks none. */
export type PrimitiveCheck = (value: unknown) => string | undefined;

const longestString = 1_048_576;
const largestInteger = 2_147_483_647;
const idForm = /^[A-Za-z0-9\-.]{1,64}$/;
const oidForm = /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/;
const uuidForm = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const timeForm = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/;
const dateForm = /^\d{4}(-\d\d(-\d\d)?)?$/;
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** R4 2.24.0.1 string: no control characters but tab, line feed and carriage return, and 1 MB at most. */
function stringFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  if (value.length > longestString) return 'must not be longer than 1 MB';
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return 'must not hold control characters';
  }
  return undefined;
}

function uriFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) <= 32) return 'must be a URI: no spaces';
  }
  return undefined;
}

/** R4 2.24.0.1 code: no space at either end, single spaces inside. */
function codeFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  let wasSpace = true;
  for (let index = 0; index < value.length; index++) {
    const isSpace = value.charCodeAt(index) <= 32;
    if (isSpace && wasSpace) return 'must be a code: no space at its ends, single spaces inside';
    wasSpace = isSpace;
  }
  return wasSpace ? 'must be a code: no space at its ends, single spaces inside' : undefined;
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

function dateFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string' || !dateForm.test(value)) return 'must be a date: YYYY, YYYY-MM or YYYY-MM-DD';
  const year = Number(value.slice(0, 4));
  if (year === 0) return 'must be a date that exists';
  if (value.length === 4) return undefined;
  const days = daysInMonth(year, Number(value.slice(5, 7)));
  const day = value.length === 7 ? 1 : Number(value.slice(8));
  return day >= 1 && day <= days ? undefined : 'must be a date that exists';
}

/** R4 2.24.0.1 dateTime: with a time come seconds and a zone. */
function dateTimeFlaw(value: unknown): string | undefined {
  if (typeof value === 'string' && value.length > 10) {
    if (!instantForm.test(value)) return 'must be a dateTime: a time needs hours, minutes, seconds and a time zone';
    return parseFhirDate(value) === undefined ? 'must be a date and time that exist' : undefined;
  }
  return dateFlaw(value) === undefined ? undefined : dateFlaw(value)?.replace('a date:', 'a dateTime:');
}

function instantFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string' || !instantForm.test(value)) {
    return 'must be an instant: YYYY-MM-DDThh:mm:ss with a time zone';
  }
  return parseFhirDate(value) === undefined ? 'must be a date and time that exist' : undefined;
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
  id: formFlaw(idForm, 'must be an id: 1 to 64 letters, digits, hyphens and full stops'),
  oid: formFlaw(oidForm, 'must be an OID: urn:oid: and numbers'),
  uuid: formFlaw(uuidForm, 'must be a UUID: urn:uuid: and lower-case hexadecimal'),
  date: dateFlaw,
  dateTime: dateTimeFlaw,
  instant: instantFlaw,
  time: formFlaw(timeForm, 'must be a time: hh:mm:ss'),
  base64Binary: base64Flaw,
  xhtml: xhtmlFlaw,
};
