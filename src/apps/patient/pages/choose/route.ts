/** One form for each thing that can be chosen: filled in, then what will happen is said, then it is made. */
import type { FastifyInstance } from 'fastify';
import {
  type ChoiceError,
  type ChoiceFormKey,
  type ChoosingContext,
  choiceFields,
  consequencesOf,
  filledIn,
  formTitle,
  isChoiceFormKey,
  readChoice,
} from '#choosing';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { choosingContext } from '../../choices/choosing-context.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { registerVisit, showPage, type Visit, type VisitAnswer } from '../../visit.ts';
import { numberIn } from '../choices/route.ts';
import { words as choicesWords } from '../choices/words.en.ts';
import { choosePage } from './page.ts';
import type { ChooseForm } from './view.ts';
import { chooseWords } from './words.en.ts';

interface Choosing {
  readonly visit: Visit;
  readonly key: ChoiceFormKey;
  readonly context: ChoosingContext;
}

const back = { text: choicesWords.title, href: '/my/choices' };

/** What the form is about stands in its address. */
function actionOf({ key, context }: Choosing): string {
  const about = new URLSearchParams();
  if (context.entry !== undefined) about.set('entry', context.entry.id);
  if (context.looker !== undefined) about.set('look', String(context.looker.look));
  const query = about.toString();
  return `/my/choices/${key}${query === '' ? '' : `?${query}`}`;
}

function frameOf(choosing: Choosing) {
  const { visit, key, context } = choosing;
  const about = context.entry?.name ?? context.looker?.name;
  return {
    heading: formTitle(key, 'person').heading,
    detail: formTitle(key, 'person').detail,
    action: actionOf(choosing),
    formToken: visit.session.formToken,
    ...(about === undefined ? {} : { about }),
  };
}

function nothingIn({ key, context }: Choosing): Pick<ChooseForm, 'nothing'> {
  if (key === 'protection' && context.teams.length === 0) return { nothing: chooseWords.noTeams };
  return key === 'sharing-place' && context.places.length === 0 ? { nothing: chooseWords.noPlaces } : {};
}

function showForm(choosing: Choosing, form: URLSearchParams, errors: readonly ChoiceError[]): Outcome<VisitAnswer> {
  const { visit, key, context } = choosing;
  const view = {
    kind: 'form' as const,
    ...frameOf(choosing),
    ...nothingIn(choosing),
    fields: choiceFields(key, context, form),
    errors,
  };
  const frame = {
    title: formTitle(key, 'person').heading,
    back,
    ...(errors.length === 0 ? {} : { hasErrors: true, status: 400 }),
  };
  return showPage(visit, choosePage, frame, view);
}

async function choosingOf(visit: Visit): Promise<Outcome<Choosing>> {
  const key = visit.parameters['key'] ?? '';
  const entry = visit.query.get('entry') ?? undefined;
  const look = numberIn(visit.query.get('look'));
  // A form that is about one entry, or one look, is not there without it.
  const isAboutSomething =
    (key !== 'hide-entry' || entry !== undefined) && (key !== 'sharing-person' || look !== undefined);
  if (!isChoiceFormKey(key) || !isAboutSomething) return failed(patientAppFault('MY-001'));
  const about = {
    ...(key === 'hide-entry' && entry !== undefined ? { entry } : {}),
    ...(key === 'sharing-person' && look !== undefined ? { look } : {}),
  };
  const context = await choosingContext(visit, about);
  return context.ok ? ok({ visit, key, context: context.value }) : context;
}

async function take(choosing: Choosing): Promise<Outcome<VisitAnswer>> {
  const { visit, key, context } = choosing;
  const read = readChoice(key, context, visit.form);
  if ('errors' in read) return showForm(choosing, visit.form, read.errors);
  if (visit.form.get('step') !== 'make') {
    const view = {
      kind: 'check' as const,
      ...frameOf(choosing),
      will: consequencesOf(read.choices, context),
      filledIn: filledIn(choiceFields(key, context, visit.form), visit.form),
      backHref: '/my/choices',
    };
    return showPage(visit, choosePage, { title: formTitle(key, 'person').heading, back }, view);
  }
  let made = 0;
  for (const choice of read.choices) {
    const kept = await visit.deps.record.makeChoice(visit.context, { choice, evidence: read.evidence });
    if (!kept.ok) return kept;
    made = kept.value.choice;
  }
  return ok({ kind: 'redirect', to: `/my/choices?done=made&choice=${made}` });
}

export function registerChoose(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/choices/:key' }, async (visit) => {
    const choosing = await choosingOf(visit);
    return choosing.ok ? showForm(choosing.value, new URLSearchParams(), []) : choosing;
  });
  registerVisit(app, deps, { method: 'POST', path: '/choices/:key' }, async (visit) => {
    const choosing = await choosingOf(visit);
    return choosing.ok ? take(choosing.value) : choosing;
  });
}
