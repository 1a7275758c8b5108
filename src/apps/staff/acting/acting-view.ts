/** Who acts for the person of an open record, and what the practice may decide about each. */
import type { ChoiceField } from '#choosing';
import type { FieldError } from '#kit';
import { type AuthorityStanding, actingScopes, legalBases, scopesOfClasses } from '#privacy';
import type { ActingAuthority } from '#record';
import { dayInLondon } from '../london-moment.ts';
import type { StaffActing, StaffActingView } from '../pages/acting/view.ts';
import { basisWords, fieldWords, scopeWords, standingWords, stepWords } from '../pages/acting/words.en.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

export type DecidedStep = keyof typeof stepWords;

const stepsOf: Readonly<Record<AuthorityStanding, readonly DecidedStep[]>> = {
  asked: ['approved', 'refused'],
  refused: [],
  'not-yet': ['ended'],
  active: ['renewed', 'ended'],
  'to-review': ['renewed', 'ended'],
  ended: [],
};

/** Refusing and ending only close, and wait for nothing. */
export const letsAct = (step: string): boolean => step === 'approved' || step === 'renewed';

function fieldsOf(authority: ActingAuthority, form: URLSearchParams): ChoiceField[] {
  const asked = scopesOfClasses(authority.classes);
  const scopes = form.has('evidence') ? form.getAll('scopes') : asked;
  const basis = form.get('basis') ?? authority.legalBasis;
  return [
    {
      kind: 'select',
      name: 'basis',
      legend: fieldWords.basis,
      items: legalBases.map((one) => ({ value: one, text: basisWords[one], isChosen: one === basis })),
    },
    {
      kind: 'checkboxes',
      name: 'scopes',
      legend: fieldWords.scopes,
      hint: fieldWords.scopesHint,
      items: actingScopes
        .filter((scope) => asked.includes(scope))
        .map((scope) => ({ value: scope, text: scopeWords[scope], isChosen: scopes.includes(scope) })),
    },
    {
      kind: 'words',
      name: 'evidence',
      legend: fieldWords.evidence,
      hint: fieldWords.evidenceHint,
      value: form.get('evidence') ?? '',
      rows: 3,
    },
  ];
}

/** `standing`: YYYY-MM-DD as it was agreed. Left as it is, it stays; an empty field would end the end. */
function dateOf(id: 'starts' | 'ends', form: URLSearchParams, standing = ''): StaffActing['dates'][number] {
  const [year = '', month = '', day = ''] = standing.split('-').map((part) => part.replace(/^0/, ''));
  const agreed: Readonly<Record<string, string>> = form.has('evidence') ? {} : { year, month, day };
  const part = (name: string): string => form.get(`${id}-${name}`) ?? agreed[name] ?? '';
  return {
    id,
    legend: fieldWords[id],
    hint: id === 'starts' ? fieldWords.startsHint : fieldWords.endsHint,
    day: part('day'),
    month: part('month'),
    year: part('year'),
  };
}

function actingOf(authority: ActingAuthority, home: string, form: URLSearchParams): StaffActing {
  const { startsMs, endsMs, reviewMs } = authority;
  const steps = stepsOf[authority.standing];
  const isAsked = authority.standing === 'asked';
  const lastDay = endsMs === undefined ? undefined : dayInLondon(endsMs - 1);
  return {
    authority: authority.authority,
    name: authority.proxy.name,
    relationship: authority.relationship,
    called: authority.called,
    standing: standingWords[authority.standing],
    basis: basisWords[authority.legalBasis],
    sees: scopesOfClasses(authority.classes).map((scope) => scopeWords[scope]),
    evidence: authority.steps[0]?.evidence ?? '',
    askedAt: iso(authority.requestedMs),
    ...(startsMs === undefined ? {} : { startsAt: iso(startsMs) }),
    ...(lastDay === undefined ? {} : { endsAt: lastDay }),
    ...(reviewMs === undefined ? {} : { reviewAt: iso(reviewMs) }),
    action: `${home}/acting/${authority.authority}`,
    steps: steps.map((value, index) => ({ value, text: stepWords[value], isMain: index === 0 })),
    fields: steps.length === 0 ? [] : fieldsOf(authority, form),
    dates: steps.some(letsAct) ? [...(isAsked ? [dateOf('starts', form)] : []), dateOf('ends', form, lastDay)] : [],
  };
}

/** One at a time is decided: `form` was filled in for the one that `about` names. */
export function staffActingView(
  all: readonly ActingAuthority[],
  page: {
    readonly home: string;
    readonly formToken: string;
    readonly about?: number | undefined;
    readonly form: URLSearchParams;
    readonly errors: readonly FieldError[];
    readonly done?: string;
  },
): StaffActingView {
  const empty = new URLSearchParams();
  const shown = page.about === undefined ? all : all.filter(({ authority }) => authority === page.about);
  return {
    ...(page.done === undefined ? {} : { done: page.done }),
    formToken: page.formToken,
    errors: page.errors,
    people: shown.map((one) => actingOf(one, page.home, one.authority === page.about ? page.form : empty)),
  };
}
