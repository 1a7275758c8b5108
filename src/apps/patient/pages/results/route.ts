import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { homeLink, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { resultsView } from './build-view.ts';
import { resultsPage } from './page.ts';
import { words } from './words.en.ts';

export function registerResults(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/results' }, async (visit) => {
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const view = resultsView(arrangeForPatient(opened.value), visit.nowMs);
    return showPage(visit, resultsPage, { title: words.heading, back: homeLink }, view);
  });
}
