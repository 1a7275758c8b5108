import type { FastifyInstance } from 'fastify';
import { failed } from '#kernel/outcome.ts';
import { type ActingScope, scopesOfClasses } from '#privacy';
import { arrangeForPatient, type MyAppointment } from '#record';
import { appointmentKey, followAppointments } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { mayShow, openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { words as actingWords } from '../acting/words.en.ts';
import { placeToShow } from '../home/build-view.ts';
import { actingHomePage } from './page.ts';
import type { ActingHomeView } from './view.ts';
import { doorWords, words } from './words.en.ts';

/** The whole record has the medicines in it: one door leads there. */
function doorsOf(scopes: readonly ActingScope[]): readonly ActingScope[] {
  return scopes.includes('record') ? scopes.filter((scope) => scope !== 'prescriptions') : scopes;
}

const comingUpMost = 5;

/** When, and where only if the name of the place tells nothing of what it is for: somebody may look over a shoulder. */
function comingUp(upcoming: readonly MyAppointment[]): NonNullable<ActingHomeView['comingUp']> {
  return upcoming.slice(0, comingUpMost).map((one) => {
    const place = placeToShow(one);
    return {
      key: appointmentKey(one),
      at: one.start,
      isCancelled: one.state === 'cancelled' || one.state === 'withdrawn',
      ...(place === undefined ? {} : { place }),
    };
  });
}

export function registerActingHome(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/acting/:authority' }, async (visit) => {
    const { acting } = visit;
    if (acting === undefined) return failed(patientAppFault('MY-001'));
    // Opened, so that the page is not there once the record does not open.
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const doors = doorsOf(scopesOfClasses(acting.classes)).map((scope) => {
      const [text, detail, path] = doorWords[scope];
      return { text, detail, href: `${visit.home}${path}` };
    });
    const frame = { title: words.title, back: { text: actingWords.byMe, href: '/my/acting' } };
    if (!mayShow(visit, 'appointments'))
      return showPage(visit, actingHomePage, frame, { called: acting.called, doors });
    const record = arrangeForPatient(opened.value);
    const view = { called: acting.called, doors, comingUp: comingUp(record.appointments().upcoming) };
    return showPage(visit, actingHomePage, { ...frame, live: followAppointments(visit, record) }, view);
  });
}
