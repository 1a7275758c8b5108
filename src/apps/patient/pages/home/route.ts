import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import { followRecord } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { words as appWords } from '../../words.en.ts';
import { homeView } from './build-view.ts';
import { homePage } from './page.ts';

export function registerHome(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/' }, async (visit) => {
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const told = await deps.record.toldOnHome(opened.value);
    const view = homeView(arrangeForPatient(opened.value), visit.caller.name, told);
    const frame = { title: appWords.home, current: 'home', live: followRecord(visit, opened.value) } as const;
    return showPage(visit, homePage, frame, view);
  });
}
