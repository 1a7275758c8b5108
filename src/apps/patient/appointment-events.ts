/**
 * Tells an open page that an appointment changed: never what, and never that anything else did. What a reader may not see must
 * not show by the moment at which something happens (UK-18), so the record is opened as theirs, in the log, before they are told.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { failed, ok } from '#kernel/outcome.ts';
import { arrangeForPatient, type MyAppointment, type MyRecord } from '#record';
import type { PatientAppDependencies } from './dependencies.ts';
import { patientAppFault } from './faults.ts';
import { mayShow, openOwnRecord, registerVisit, type Visit } from './visit.ts';

/** One appointment as it stands: another key is another time, or another state. */
export function appointmentKey({ id, start, state }: Pick<MyAppointment, 'id' | 'start' | 'state'>): string {
  return `${id} ${start} ${state}`;
}

function seenOf(record: MyRecord): string {
  const { upcoming, past } = record.appointments();
  const keys = [...upcoming, ...past].map(appointmentKey).sort();
  return createHash('sha256').update(JSON.stringify(keys)).digest('base64url').slice(0, 16);
}

/** For the shell of a page that shows appointments: where it follows them, from what it shows. */
export function followAppointments(visit: Visit, record: MyRecord): { readonly eventsHref: string } {
  return { eventsHref: `${visit.home}/events?${new URLSearchParams({ seen: seenOf(record) })}` };
}

const asOfNow = ({ deps, context }: Visit): Visit['context'] => ({
  ...context,
  requestId: randomUUID(),
  atMs: deps.clock.now(),
});

async function lookAgain(visit: Visit): Promise<string | undefined> {
  const opened = await openOwnRecord({ ...visit, context: asOfNow(visit) }, 'appointments');
  if (opened.ok) return seenOf(arrangeForPatient(opened.value));
  // Without the log nothing is told, not even that something was filed.
  return opened.fault.kind === 'unavailable' ? undefined : '';
}

async function isSignedIn({ deps, cookieHeader }: Visit): Promise<boolean> {
  return (await deps.signIn.findSession('patient', cookieHeader, { countsAsActivity: false })).ok;
}

export function registerAppointmentEvents(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(
    app,
    deps,
    { method: 'GET', path: '/events', isAlsoActing: true, isNoActivity: true },
    async (visit) => {
      if (!mayShow(visit, 'appointments')) return failed(patientAppFault('MY-001'));
      const records = await deps.record.recordsToFollow(visit.context);
      if (records === undefined) return failed(patientAppFault('MY-001'));
      const live = {
        session: visit.session.formToken,
        seen: visit.query.get('seen') ?? '',
        look: () => lookAgain(visit),
        isSignedIn: () => isSignedIn(visit),
        mayStillSee: async () => (await deps.record.recordsToFollow(asOfNow(visit))) !== undefined,
        onSessionsEnded: (ended: () => void) => deps.signIn.onSessionsEnded(ended),
        subscribe: (changed: () => void) => deps.record.changes.subscribe(records, changed),
      };
      return ok({ kind: 'stream', start: (reply) => deps.streams.open(reply, live) });
    },
  );
}
