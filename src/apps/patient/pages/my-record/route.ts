import type { FastifyInstance } from 'fastify';
import { failed } from '#kernel/outcome.ts';
import { scopesOfClasses } from '#privacy';
import { arrangeForPatient } from '#record';
import { followRecord } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { backHome, mayShow, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { myRecordView } from './build-view.ts';
import { myRecordPage } from './page.ts';
import { words } from './words.en.ts';

export function registerMyRecord(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/record', isAlsoActing: true }, async (visit) => {
    if (!mayShow(visit, 'record') && !mayShow(visit, 'prescriptions')) return failed(patientAppFault('MY-001'));
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const scopes = visit.acting === undefined ? undefined : scopesOfClasses(visit.acting.classes);
    const view = myRecordView(arrangeForPatient(opened.value), scopes);
    const title = visit.acting === undefined ? words.heading : words.actingHeading;
    return showPage(
      visit,
      myRecordPage,
      { title, back: backHome(visit), live: followRecord(visit, opened.value) },
      view,
    );
  });
}
