/** Discreet mode: on at a touch, off only after signing in anew. */
import type { FastifyInstance } from 'fastify';
import { ok } from '#kernel/outcome.ts';
import { signInPageHref } from '#sign-in';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { registerVisit, showPage } from '../../visit.ts';
import { words as choicesWords } from '../choices/words.en.ts';
import { namesMinutes } from '../who-has-looked/build-view.ts';
import { discreetPage } from './page.ts';
import { doneWords, words } from './words.en.ts';

const address = '/my/choices/discreet';

export function registerDiscreet(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/choices/discreet' }, async (visit) => {
    const done = visit.query.get('done');
    const said = done === 'on' || done === 'off' ? { done: doneWords[done] } : {};
    const frame = { title: words.title, back: { text: choicesWords.title, href: '/my/choices' } };
    return showPage(visit, discreetPage, frame, { formToken: visit.session.formToken, ...said });
  });

  registerVisit(app, deps, { method: 'POST', path: '/choices/discreet' }, async (visit) => {
    if (visit.form.get('turn') === 'on') {
      const made = await deps.record.makeChoice(visit.context, { choice: { kind: 'discreet-mode' }, evidence: '' });
      return made.ok ? ok({ kind: 'redirect', to: `${address}?done=on` }) : made;
    }
    const isFresh = visit.nowMs - visit.caller.authenticatedAtMs < namesMinutes * 60_000;
    if (!isFresh) return ok({ kind: 'redirect', to: signInPageHref('patient', { returnTo: address, isAgain: true }) });
    const ended = await deps.record.endDiscreetMode(visit.context);
    return ended.ok ? ok({ kind: 'redirect', to: `${address}?done=off` }) : ended;
  });
}
