import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { homeLink, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { lettersView } from './build-view.ts';
import { lettersPage } from './page.ts';
import { words } from './words.en.ts';

export function registerLetters(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/letters' }, async (visit) => {
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const view = lettersView(arrangeForPatient(opened.value), visit.nowMs);
    return showPage(visit, lettersPage, { title: words.heading, back: homeLink }, view);
  });
}
