import type { FastifyInstance } from 'fastify';
import { arrangeForPatient } from '#record';
import { followAppointments } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { backHome, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { appointmentsView } from './build-view.ts';
import { appointmentsPage } from './page.ts';
import { words } from './words.en.ts';

export function registerAppointments(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/appointments', isAlsoActing: true }, async (visit) => {
    const opened = await openOwnRecord(visit, 'appointments');
    if (!opened.ok) return opened;
    const record = arrangeForPatient(opened.value);
    const frame = { title: words.heading, back: backHome(visit), live: followAppointments(visit, record) };
    return showPage(visit, appointmentsPage, frame, appointmentsView(record));
  });
}
