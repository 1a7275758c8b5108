import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import { followRecord } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { backHome, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { lettersView } from './build-view.ts';
import { lettersPage } from './page.ts';
import { words } from './words.en.ts';

export function registerLetters(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/letters', isAlsoActing: true }, async (visit) => {
    const opened = await openOwnRecord(visit, 'letters');
    if (!opened.ok) return opened;
    const view = lettersView(arrangeForPatient(opened.value), visit.nowMs, visit.home);
    const frame = { title: words.heading, back: backHome(visit), live: followRecord(visit, opened.value) };
    return showPage(visit, lettersPage, frame, view);
  });
}
