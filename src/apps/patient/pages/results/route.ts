import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import { followRecord } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { backHome, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { resultsView } from './build-view.ts';
import { resultsPage } from './page.ts';
import { words } from './words.en.ts';

export function registerResults(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/results', isAlsoActing: true }, async (visit) => {
    const opened = await openOwnRecord(visit, 'results');
    if (!opened.ok) return opened;
    const view = resultsView(arrangeForPatient(opened.value), visit.nowMs, visit.home);
    const frame = { title: words.heading, back: backHome(visit), live: followRecord(visit, opened.value) };
    return showPage(visit, resultsPage, frame, view);
  });
}
