import type { FastifyInstance } from 'fastify';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { registerVisit, showPage } from '../../visit.ts';
import { words as choicesWords } from '../choices/words.en.ts';
import { whoCanSeeView } from './build-view.ts';
import { whoCanSeePage } from './page.ts';
import { words } from './words.en.ts';

/** Nothing of anybody's record is in it: it opens nothing. */
export function registerWhoCanSee(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/choices/who-can-see' }, async (visit) => {
    const frame = { title: words.title, back: { text: choicesWords.title, href: '/my/choices' } };
    return showPage(visit, whoCanSeePage, frame, whoCanSeeView());
  });
}
