import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { homeLink, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { myRecordView } from './build-view.ts';
import { myRecordPage } from './page.ts';
import { words } from './words.en.ts';

export function registerMyRecord(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/record' }, async (visit) => {
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const view = myRecordView(arrangeForPatient(opened.value));
    return showPage(visit, myRecordPage, { title: words.heading, back: homeLink }, view);
  });
}
