/** Asking to act for somebody: the answer is the same whether or not such a person is known here (attack 53). */
import type { FastifyInstance } from 'fastify';
import type { ChoiceItem } from '#choosing';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { FieldError } from '#kit';
import { actingScopes, legalBases } from '#privacy';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { registerVisit, showPage, type Visit, type VisitAnswer } from '../../visit.ts';
import { words as actingWords } from '../acting/words.en.ts';
import { askToActPage } from './page.ts';
import { readAskForm } from './read-form.ts';
import { basisChoices, scopeChoices, words } from './words.en.ts';

function practicesOf(deps: PatientAppDependencies) {
  return deps.directory.organisations().filter(({ kind }) => kind === 'gp-practice');
}

function items(
  form: URLSearchParams,
  name: string,
  all: readonly (readonly [value: string, text: string, hint?: string])[],
): ChoiceItem[] {
  const chosen = form.getAll(name);
  return all.map(([value, text, hint]) => ({
    value,
    text,
    isChosen: chosen.includes(value),
    ...(hint === undefined ? {} : { hint }),
  }));
}

function showForm(visit: Visit, form: URLSearchParams, errors: readonly FieldError[]): Outcome<VisitAnswer> {
  const said = (name: string): string => form.get(name) ?? '';
  const practices = practicesOf(visit.deps).map(({ code, name }) => [code, name] as const);
  const view = {
    formToken: visit.session.formToken,
    errors,
    called: said('called'),
    relationship: said('relationship'),
    nhsNumber: said('nhsNumber'),
    day: said('day'),
    month: said('month'),
    year: said('year'),
    evidence: said('evidence'),
    bases: items(
      form,
      'basis',
      legalBases.map((basis) => [basis, ...basisChoices[basis]] as const),
    ),
    scopes: items(
      form,
      'scopes',
      actingScopes.map((scope) => [scope, scopeChoices[scope]] as const),
    ),
    practices: items(form, 'practice', [['', words.practiceNone], ...practices]),
  };
  const frame = {
    title: words.title,
    back: { text: actingWords.byMe, href: '/my/acting' },
    ...(errors.length === 0 ? {} : { hasErrors: true, status: 400 }),
  };
  return showPage(visit, askToActPage, frame, view);
}

export function registerAskToAct(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/acting/ask' }, async (visit) =>
    showForm(visit, new URLSearchParams(), []),
  );
  registerVisit(app, deps, { method: 'POST', path: '/acting/ask' }, async (visit) => {
    const read = readAskForm(
      visit.form,
      practicesOf(deps).map(({ code }) => code),
    );
    if ('errors' in read) return showForm(visit, visit.form, read.errors);
    const asked = await deps.record.askToAct(visit.context, read.wanted);
    return asked.ok ? ok({ kind: 'redirect', to: '/my/acting?done=asked' }) : asked;
  });
}
