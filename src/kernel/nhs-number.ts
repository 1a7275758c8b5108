/** NHS NUMBER of the NHS Data Dictionary: ten digits, the last a modulus 11 check digit. */
import type { Branded } from './branded.ts';

export type NhsNumber = Branded<string, 'NhsNumber'>;

export type NhsNumberFlaw =
  | 'empty'
  | 'letters'
  | 'too-short'
  | 'too-long'
  | 'national-insurance'
  | 'check-digit'
  | 'all-same';

const separators = /[\s\-.\u00a0]/g;
const nationalInsurance = /^[A-Z]{2}\d{6}[A-Z]$/i;

/** The check digit that the first nine digits call for, or undefined where they call for 10 (never issued). */
export function nhsNumberCheckDigit(firstNine: string): number | undefined {
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += (firstNine.charCodeAt(index) - 48) * (10 - index);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : digit;
}

/** What is wrong with `text` as an NHS number; undefined when it is valid. Any separators are accepted. */
export function nhsNumberFlaw(text: string): NhsNumberFlaw | undefined {
  const digits = text.replace(separators, '');
  if (digits === '') return 'empty';
  if (nationalInsurance.test(digits)) return 'national-insurance';
  if (!/^\d+$/.test(digits)) return 'letters';
  if (digits.length < 10) return 'too-short';
  if (digits.length > 10) return 'too-long';
  if (/^(\d)\1{9}$/.test(digits)) return 'all-same';
  return nhsNumberCheckDigit(digits) === digits.charCodeAt(9) - 48 ? undefined : 'check-digit';
}

/** The number as ten digits when `text` is a valid NHS number; otherwise undefined, and it must never be matched on. */
export function parseNhsNumber(text: string): NhsNumber | undefined {
  return nhsNumberFlaw(text) === undefined ? (text.replace(separators, '') as NhsNumber) : undefined;
}

/** 3 3 4 with single spaces, as the NHS service manual shows it. */
export function formatNhsNumber(number: NhsNumber | string): string {
  return `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`;
}
