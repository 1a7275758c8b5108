/** What was typed to find a person, as criteria or as mistakes beside their fields. Pure. */
import { nhsNumberFlaw, parseNhsNumber } from '#kernel/nhs-number.ts';
import type { FieldError } from '#kit';
import type { PersonCriteria } from '#record';
import type { FindPersonForm } from './pages/find-person/view.ts';
import { monthNumber, realDay } from './typed-day.ts';

export const emptyFindForm: FindPersonForm = {
  nhsNumber: '',
  familyName: '',
  givenName: '',
  bornDay: '',
  bornMonth: '',
  bornYear: '',
  postcode: '',
};

const longest = 100;

export function typedIn(form: URLSearchParams): FindPersonForm {
  const field = (name: keyof FindPersonForm): string => (form.get(name) ?? '').trim().slice(0, longest);
  return {
    nhsNumber: field('nhsNumber'),
    familyName: field('familyName'),
    givenName: field('givenName'),
    bornDay: field('bornDay'),
    bornMonth: field('bornMonth'),
    bornYear: field('bornYear'),
    postcode: field('postcode'),
  };
}

const flawTexts: Record<NonNullable<ReturnType<typeof nhsNumberFlaw>>, string> = {
  empty: 'Enter an NHS number',
  letters: 'NHS number must have 10 digits, without letters',
  'too-short': 'NHS number must have 10 digits: this one is too short',
  'too-long': 'NHS number must have 10 digits: this one is too long',
  'national-insurance': 'This is a National Insurance number. Enter an NHS number of 10 digits',
  'check-digit': 'Check the NHS number: one of its digits is wrong',
  'all-same': 'Check the NHS number: all its digits are the same',
};

const nothingTyped = 'Enter an NHS number, or a family name and a date of birth';

export function nhsNumberFlawText(text: string): string {
  return flawTexts[nhsNumberFlaw(text) ?? 'letters'];
}

type BirthDate = { readonly date: string } | { readonly error: string };

/** YYYY-MM-DD of a day that exists and does not lie ahead. */
export function readBirthDate(typed: FindPersonForm, nowMs: number): BirthDate {
  const { bornDay, bornMonth, bornYear } = typed;
  if (bornDay === '' && bornMonth === '' && bornYear === '') return { error: 'Enter a date of birth' };
  if (bornDay === '' || bornMonth === '' || bornYear === '')
    return { error: 'Date of birth must include a day, a month and a year' };
  const month = monthNumber(bornMonth);
  if (!/^\d{1,2}$/.test(bornDay) || Number.isNaN(month)) return { error: 'Date of birth must be a real date' };
  if (!/^\d{4}$/.test(bornYear)) return { error: 'Year of birth must have 4 digits' };
  const date = realDay(Number(bornYear), month, Number(bornDay));
  if (date === undefined || Number(bornYear) < 1850) return { error: 'Date of birth must be a real date' };
  if (Date.parse(date) > nowMs) return { error: 'Date of birth must be in the past' };
  return { date };
}

export type FindRequest = { readonly criteria: PersonCriteria } | { readonly errors: readonly FieldError[] };

/** An NHS number, when there is one, is searched alone: names are spelt in many ways. */
export function readFindForm(typed: FindPersonForm, nowMs: number): FindRequest {
  const hasDemographics = [typed.familyName, typed.bornDay, typed.bornMonth, typed.bornYear].some(
    (text) => text !== '',
  );
  if (typed.nhsNumber !== '' || !hasDemographics) {
    if (typed.nhsNumber === '') return { errors: [{ field: 'nhsNumber', text: nothingTyped }] };
    const nhsNumber = parseNhsNumber(typed.nhsNumber);
    if (nhsNumberFlaw(typed.nhsNumber) !== undefined || nhsNumber === undefined)
      return { errors: [{ field: 'nhsNumber', text: nhsNumberFlawText(typed.nhsNumber) }] };
    return { criteria: { nhsNumber } };
  }
  const errors: FieldError[] = [];
  if (typed.familyName === '') errors.push({ field: 'familyName', text: 'Enter a family name' });
  const born = readBirthDate(typed, nowMs);
  if ('error' in born) errors.push({ field: 'bornDay', text: born.error });
  if ('error' in born || errors.length > 0) return { errors };
  return {
    criteria: {
      demographics: {
        familyName: typed.familyName,
        birthDate: born.date,
        ...(typed.givenName === '' ? {} : { givenName: typed.givenName }),
        ...(typed.postcode === '' ? {} : { postcode: typed.postcode }),
      },
    },
  };
}
