/** What the person can choose and has chosen, and the way back from each choice. */
import type { FastifyInstance } from 'fastify';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { KeptChoice } from '#privacy';
import { choiceNames } from '../../choices/choosing-context.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { homeLink, registerVisit, showPage, type Visit } from '../../visit.ts';
import { words as appWords } from '../../words.en.ts';
import { takeBackView } from '../take-back/build-view.ts';
import { takeBackPage } from '../take-back/page.ts';
import { words as takeBackWords } from '../take-back/words.en.ts';
import { choicesView } from './build-view.ts';
import { choicesPage } from './page.ts';
import { words } from './words.en.ts';

/** A number in an address or a form; undefined where it is none. */
export function numberIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}

const choicesLink = { text: words.title, href: '/my/choices' };

/** Full protection is one switch, however many teams it names. */
async function alsoEnded(visit: Visit, choice: number): Promise<Outcome<readonly KeptChoice[]>> {
  const kept = await visit.deps.record.listChoices(visit.context, {});
  if (!kept.ok) return kept;
  const chosen = kept.value.find((one) => one.choice === choice);
  if (chosen?.kind !== 'protection') return ok(chosen === undefined ? [] : [chosen]);
  return ok(kept.value.filter(({ kind, ended }) => kind === 'protection' && ended === undefined));
}

function registerTakeBack(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/choices/take-back' }, async (visit) => {
    const choice = numberIn(visit.query.get('choice')) ?? 0;
    const kept = await alsoEnded(visit, choice);
    if (!kept.ok) return kept;
    if (kept.value.length === 0) return failed(patientAppFault('MY-001'));
    const view = takeBackView(kept.value, choiceNames(visit), { choice, formToken: visit.session.formToken });
    return showPage(visit, takeBackPage, { title: takeBackWords.title, back: choicesLink }, view);
  });

  registerVisit(app, deps, { method: 'POST', path: '/choices/take-back' }, async (visit) => {
    const choice = numberIn(visit.form.get('choice')) ?? 0;
    const kept = await alsoEnded(visit, choice);
    if (!kept.ok) return kept;
    const numbers = new Set([choice, ...kept.value.map((one) => one.choice)]);
    for (const one of numbers) {
      const ended = await deps.record.takeBackChoice(visit.context, { choice: one, evidence: '' });
      if (!ended.ok) return ended;
    }
    return ok({ kind: 'redirect', to: '/my/choices?done=ended' });
  });
}

export function registerChoices(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/choices' }, async (visit) => {
    const kept = await deps.record.listChoices(visit.context, {});
    if (!kept.ok) return kept;
    const done = { done: visit.query.get('done'), choice: numberIn(visit.query.get('choice')) };
    const view = choicesView(kept.value, choiceNames(visit), done);
    return showPage(visit, choicesPage, { title: appWords.choices, back: homeLink, current: 'choices' }, view);
  });
  registerTakeBack(app, deps);
}
