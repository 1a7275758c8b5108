/** The practice's decision as it was filled in, or the mistakes in it. */
import { isKeyOf } from '#kernel/own-key.ts';
import type { FieldError } from '#kit';
import { type ActingScope, classesOfScopes, type LegalBasis, legalBases, scopesOfClasses } from '#privacy';
import type { ActingAuthority } from '#record';
import { momentInLondon } from '../london-moment.ts';
import { errorWords, stepWords } from '../pages/acting/words.en.ts';
import type { DecidedStep } from './acting-view.ts';

export interface ReadDecision {
  readonly step: DecidedStep;
  readonly evidence: string;
  readonly legalBasis: LegalBasis;
  readonly classes: ReturnType<typeof classesOfScopes>;
  readonly startsMs?: number;
  readonly endsMs?: number;
}

const longestEvidence = 1000;

/** YYYY-MM-DD; undefined where nothing was written; 'wrong' where it is no day. */
function dayIn(form: URLSearchParams, id: string): string | undefined {
  const texts = ['day', 'month', 'year'].map((part) => (form.get(`${id}-${part}`) ?? '').trim());
  if (texts.every((text) => text === '')) return undefined;
  const [day = 0, month = 0, year = 0] = texts.map(Number);
  if (!(day >= 1 && month >= 1 && year >= 2000 && year < 2200)) return 'wrong';
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : 'wrong';
}

/** The midnight in London in which the day begins, or that many days later: no hour too long in summer. */
function midnight(day: string, daysLater: number): number {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + daysLater);
  const moment = momentInLondon(date.toISOString().slice(0, 10), '00:00');
  // Left out, a last day would be no end at all.
  if (moment === undefined) throw new Error('a day begins at midnight');
  return moment;
}

export function readDecision(
  form: URLSearchParams,
  authority: ActingAuthority,
): ReadDecision | { readonly errors: readonly FieldError[] } {
  const step = form.get('step') ?? '';
  const evidence = (form.get('evidence') ?? '').trim();
  const asked = scopesOfClasses(authority.classes);
  const scopes = form.getAll('scopes').filter((one): one is ActingScope => asked.some((scope) => scope === one));
  const legalBasis = legalBases.find((one) => one === form.get('basis'));
  const starts = dayIn(form, 'starts');
  const ends = dayIn(form, 'ends');
  const isGiven = step === 'approved' || step === 'renewed';
  const errors: FieldError[] = [
    ...(isGiven && legalBasis === undefined ? [{ field: 'basis', text: errorWords.basis }] : []),
    ...(isGiven && scopes.length === 0 ? [{ field: 'scopes', text: errorWords.scopes }] : []),
    ...(evidence === '' || evidence.length > longestEvidence ? [{ field: 'evidence', text: errorWords.evidence }] : []),
    ...(starts === 'wrong' ? [{ field: 'starts-day', text: errorWords.starts }] : []),
    ...(ends === 'wrong' ? [{ field: 'ends-day', text: errorWords.ends }] : []),
  ];
  if (errors.length > 0 || !isKeyOf(stepWords, step) || starts === 'wrong' || ends === 'wrong') return { errors };
  return {
    step,
    evidence,
    legalBasis: legalBasis ?? authority.legalBasis,
    classes: classesOfScopes(scopes),
    ...(starts === undefined ? {} : { startsMs: midnight(starts, 0) }),
    // The last day counts whole.
    ...(ends === undefined ? {} : { endsMs: midnight(ends, 1) }),
  };
}
