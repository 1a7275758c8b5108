/** Why somebody needs to open a record: reasons, what each asks besides, and what is missing in a form. Pure. */
import type { FieldError } from '#kit';
import type { ClaimKind } from '#privacy';
import type { ReasonChoice } from './pages/reason/view.ts';

export interface ReasonOffers {
  /** The role may claim a relationship (D7). */
  readonly claim: boolean;
  /** The role may break glass (D22). */
  readonly breakGlass: boolean;
}

interface ReasonRow {
  readonly value: string;
  readonly kind: ClaimKind;
  readonly text: string;
  readonly hint?: string;
  readonly detail: { readonly label: string; readonly missing: string };
}

const detailHint = 'At least 15 letters. The person will be able to read it.';
const longestDetail = 200;

const rows: readonly ReasonRow[] = [
  {
    value: 'present',
    kind: 'self-claimed',
    text: 'The person is here with me, or I am about to see them',
    hint: 'Attendance or referral not recorded yet',
    detail: { label: 'Why are you seeing them?', missing: 'Say why you are seeing them' },
  },
  {
    value: 'emergency',
    kind: 'break-glass',
    text: 'Emergency: delay could cause serious harm',
    detail: { label: 'What is happening?', missing: 'Say what is happening, in one sentence' },
  },
  {
    value: 'safeguarding',
    kind: 'self-claimed',
    text: 'Safeguarding: to protect this person or someone else',
    detail: { label: 'What are you worried about?', missing: 'Say what you are worried about' },
  },
  {
    value: 'asked',
    kind: 'self-claimed',
    text: 'The person asked me to and is not able to be here',
    detail: { label: 'How did you confirm it?', missing: 'Say how you confirmed that the person asked' },
  },
  {
    value: 'law',
    kind: 'self-claimed',
    text: 'The law or a court requires it',
    detail: { label: 'Which law or order?', missing: 'Give the reference of the law or order' },
  },
];

/** The three reasons for which a seal may be overridden. */
export const sealReasonTexts: Readonly<Record<string, string>> = {
  'explicit-consent': 'The person has agreed, to me, that I see what they sealed',
  'legal-requirement': 'The law or a court requires it',
  'overriding-public-interest': 'The public interest overrides: serious harm to this person or somebody else',
};

const offered = (offers: ReasonOffers): readonly ReasonRow[] =>
  rows.filter((row) => (row.kind === 'break-glass' ? offers.breakGlass : offers.claim));

/** What a stated reason was called where it was chosen. */
export function reasonText(code: string): string {
  return rows.find(({ value }) => value === code)?.text ?? sealReasonTexts[code] ?? code;
}

export function reasonChoices(offers: ReasonOffers, form: URLSearchParams): ReasonChoice[] {
  return offered(offers).map((row) => ({
    value: row.value,
    text: row.text,
    ...(row.hint === undefined ? {} : { hint: row.hint }),
    isChosen: form.get('reason') === row.value,
    detail: {
      label: row.detail.label,
      hint: detailHint,
      value: (form.get(`detail-${row.value}`) ?? '').slice(0, longestDetail * 5),
      limit: longestDetail,
    },
  }));
}

export type ReasonRead =
  | { readonly claim: { readonly kind: ClaimKind; readonly reasonCode: string; readonly reason: string } }
  | { readonly errors: readonly FieldError[] };

/** A reason that says nothing stands like one that is missing beside its field: PRIVACY-004 decides what says nothing. */
export function tooThin(code: string): FieldError {
  const row = rows.find(({ value }) => value === code);
  return { field: `detail-${code}`, text: `${row?.detail.missing ?? 'Give a reason'}, in at least 15 letters` };
}

export function readReasonForm(offers: ReasonOffers, form: URLSearchParams): ReasonRead {
  const errors: FieldError[] = [];
  const row = offered(offers).find(({ value }) => value === form.get('reason'));
  if (row === undefined) errors.push({ field: 'reason', text: 'Select your reason' });
  const detail = row === undefined ? '' : (form.get(`detail-${row.value}`) ?? '').trim();
  if (row !== undefined && detail === '') errors.push(tooThin(row.value));
  if (row !== undefined && detail.length > longestDetail)
    errors.push({ field: `detail-${row.value}`, text: `Use ${longestDetail} letters or fewer` });
  if (form.get('checked') !== 'yes') errors.push({ field: 'checked', text: 'Check you have the right person' });
  if (row === undefined || errors.length > 0) return { errors };
  return { claim: { kind: row.kind, reasonCode: row.value, reason: detail } };
}
