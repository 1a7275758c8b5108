/**
 * Tells an open page that what it follows changed: never what, and never that anything else did. A page of appointments follows
 * these alone, every other page what its reader sees of the record. What a reader may not see must not show by the moment at which
 * something happens (UK-18), so the record is opened as theirs, in the log, before they are told.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { failed, ok } from '#kernel/outcome.ts';
import { arrangeForPatient, type MyAppointment, type MyRecord, type OpenedRecord, seenOf } from '#record';
import type { PatientAppDependencies } from './dependencies.ts';
import { patientAppFault } from './faults.ts';
import { mayShow, openOwnRecord, registerVisit, type Visit } from './visit.ts';

/** One appointment as it stands: another key is another time, or another state. */
export function appointmentKey({ id, start, state }: Pick<MyAppointment, 'id' | 'start' | 'state'>): string {
  return `${id} ${start} ${state}`;
}

function appointmentsSeen(record: MyRecord): string {
  const { upcoming, past } = record.appointments();
  const keys = [...upcoming, ...past].map(appointmentKey).sort();
  return createHash('sha256').update(JSON.stringify(keys)).digest('base64url').slice(0, 16);
}

/** For the shell of a page that shows appointments: where it follows them, from what it shows. */
export function followAppointments(visit: Visit, record: MyRecord): { readonly eventsHref: string } {
  return { eventsHref: `${visit.home}/events?${new URLSearchParams({ seen: appointmentsSeen(record) })}` };
}

/** No page here shows the details that each source sends of the person; one comes with each filing, also of what is hidden. */
function recordSeen({ entries }: OpenedRecord): string {
  return seenOf({ entries: entries.filter(({ resource }) => resource.resourceType !== 'Patient') });
}

/** For the shell of a page that shows anything else of this record. */
export function followRecord(visit: Visit, opened: OpenedRecord): { readonly eventsHref: string } {
  return { eventsHref: `${visit.home}/events?${new URLSearchParams({ of: 'record', seen: recordSeen(opened) })}` };
}

const asOfNow = ({ deps, context }: Visit): Visit['context'] => ({
  ...context,
  requestId: randomUUID(),
  atMs: deps.clock.now(),
});

const followsRecord = ({ query }: Visit): boolean => query.get('of') === 'record';

async function lookAgain(visit: Visit): Promise<string | undefined> {
  const again = { ...visit, context: asOfNow(visit) };
  const opened = await (followsRecord(visit) ? openOwnRecord(again) : openOwnRecord(again, 'appointments'));
  if (opened.ok)
    return followsRecord(visit) ? recordSeen(opened.value) : appointmentsSeen(arrangeForPatient(opened.value));
  // Without the log nothing is told, not even that something was filed.
  return opened.fault.kind === 'unavailable' ? undefined : '';
}

async function isSignedIn({ deps, cookieHeader }: Visit): Promise<boolean> {
  return (await deps.signIn.findSession('patient', cookieHeader, { countsAsActivity: false })).ok;
}

export function registerAppointmentEvents(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/events', isAlsoActing: true }, async (visit) => {
    if (!followsRecord(visit) && !mayShow(visit, 'appointments')) return failed(patientAppFault('MY-001'));
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
  });
}
