/** What was typed into the look-ups, as a question or as mistakes beside their fields. Pure. */
import type { PersonNumber } from '#disclosure';
import { type NhsNumber, parseNhsNumber } from '#kernel/nhs-number.ts';
import { type FieldError, staffDateText } from '#kit';
import type { WhoseLooks } from '#record';
import { dayInLondon, momentInLondon } from '../london-moment.ts';
import { nhsNumberFlawText } from '../read-find-form.ts';
import { readTypedDay } from '../typed-day.ts';

export type Read<T> = { readonly asked: T } | { readonly errors: readonly FieldError[] };

const longest = 200;
export const typed = (form: URLSearchParams, field: string): string => (form.get(field) ?? '').trim().slice(0, longest);

const dayIn = (form: URLSearchParams, field: string): string => readTypedDay(typed(form, field)) ?? '';

function nhsNumberIn(form: URLSearchParams): NhsNumber | FieldError {
  const text = typed(form, 'nhsNumber');
  return parseNhsNumber(text) ?? { field: 'nhsNumber', text: nhsNumberFlawText(text) };
}

const staffMissing: FieldError = { field: 'staffId', text: 'Enter the identifier of the member of staff' };

export function readPersonLookUp(form: URLSearchParams): Read<WhoseLooks> {
  const person = Number(form.get('person'));
  if (form.has('person') && Number.isSafeInteger(person)) return { asked: { person: person as PersonNumber } };
  const nhsNumber = nhsNumberIn(form);
  return typeof nhsNumber === 'string' ? { asked: { nhsNumber } } : { errors: [nhsNumber] };
}

export interface StaffAsked {
  readonly staffId: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const dayMs = 86_400_000;
export const lookUpDays = 7;

export function staffLookUpDefaults(nowMs: number) {
  return {
    staffId: '',
    from: staffDateText(dayInLondon(nowMs - (lookUpDays - 1) * dayMs)),
    until: staffDateText(dayInLondon(nowMs)),
  };
}

/** The day of `until` is included. */
export function readStaffLookUp(form: URLSearchParams): Read<StaffAsked> {
  const staffId = typed(form, 'staffId');
  const fromMs = momentInLondon(dayIn(form, 'from'), '00:00');
  const lastMs = momentInLondon(dayIn(form, 'until'), '23:59');
  const errors: FieldError[] = staffId === '' ? [staffMissing] : [];
  if (fromMs === undefined) errors.push({ field: 'from', text: 'The first day must be a real date, like 21-May-2026' });
  if (lastMs === undefined) errors.push({ field: 'until', text: 'The last day must be a real date, like 21-May-2026' });
  if (fromMs !== undefined && lastMs !== undefined && lastMs < fromMs)
    errors.push({ field: 'until', text: 'The last day must not be before the first' });
  if (errors.length > 0 || fromMs === undefined || lastMs === undefined) return { errors };
  return { asked: { staffId, fromMs, untilMs: lastMs + 60_000 } };
}

export interface MomentAsked {
  readonly nhsNumber: NhsNumber;
  readonly staffId: string;
  readonly atMs: number;
}

/** `9.30`, `930` and `0930` are what people type for 09:30. */
function onTheClock(text: string): string {
  const [, hour, minute] = /^(\d{1,2})[:.]?(\d{2})$/.exec(text) ?? [];
  return hour === undefined || minute === undefined ? text : `${hour.padStart(2, '0')}:${minute}`;
}

export function readMoment(form: URLSearchParams, nowMs: number): Read<MomentAsked> {
  const nhsNumber = nhsNumberIn(form);
  const staffId = typed(form, 'staffId');
  const [day, time] = [dayIn(form, 'day'), onTheClock(typed(form, 'time'))];
  const atMs = momentInLondon(day, time);
  const errors: FieldError[] = typeof nhsNumber === 'string' ? [] : [nhsNumber];
  if (staffId === '') errors.push(staffMissing);
  if (momentInLondon(day, '12:00') === undefined)
    errors.push({ field: 'day', text: 'The day must be a real date, like 21-May-2026' });
  else if (atMs === undefined)
    errors.push({ field: 'time', text: 'The time must be a real time on that day, like 14:30' });
  else if (atMs > nowMs) errors.push({ field: 'day', text: 'The moment must be in the past' });
  if (typeof nhsNumber !== 'string' || atMs === undefined || errors.length > 0) return { errors };
  return { asked: { nhsNumber, staffId, atMs } };
}
