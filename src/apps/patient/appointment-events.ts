/**
 * Tells an open page that an appointment changed: never what, and never that anything else did. What a reader may not see must
 * not show by the moment at which something happens (UK-18), so the record is opened as theirs, in the log, before they are told.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Compartment } from '#kernel/identity-number.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { followChanges, openEventStream } from '#kit';
import { arrangeForPatient, type MyAppointment, type MyRecord } from '#record';
import type { PatientAppDependencies } from './dependencies.ts';
import { patientAppFault } from './faults.ts';
import { mayShow, openOwnRecord, registerVisit, type Visit } from './visit.ts';

const heartbeatMs = 15_000;

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

async function lookAgain(visit: Visit): Promise<string | undefined> {
  const { deps, context } = visit;
  const asked = { ...context, requestId: randomUUID(), atMs: deps.clock.now() };
  const opened = await openOwnRecord({ ...visit, context: asked }, 'appointments');
  if (opened.ok) return seenOf(arrangeForPatient(opened.value));
  // Without the log nothing is told, not even that something was filed.
  return opened.fault.kind === 'unavailable' ? undefined : '';
}

interface Followed {
  readonly visit: Visit;
  readonly records: readonly Compartment[];
  readonly open: Set<() => void>;
}

function follow({ visit, records, open }: Followed, reply: FastifyReply): void {
  const { deps, cookieHeader } = visit;
  const lastSeen = reply.request.headers['last-event-id'];
  const stream = openEventStream(reply.raw, reply.request.id);
  const follower = followChanges({
    stream,
    seen: typeof lastSeen === 'string' ? lastSeen : (visit.query.get('seen') ?? ''),
    look: () => lookAgain(visit),
  });
  const unsubscribe = deps.record.changes.subscribe(records, () => follower.changed());
  const end = (): void => {
    clearInterval(heartbeat);
    follower.stop();
    unsubscribe();
    stopWaiting();
    open.delete(end);
    stream.end();
  };
  // An open stream is no activity: it ends with the session.
  const askSession = (): void => {
    deps.signIn.findSession('patient', cookieHeader, { countsAsActivity: false }).then(
      (session) => {
        if (!session.ok) return end();
        stream.stillHere();
        follower.again();
      },
      () => end(),
    );
  };
  const heartbeat = setInterval(askSession, heartbeatMs);
  // Somebody's session ended: perhaps this one. Another process of the region finds it at the next heartbeat.
  const stopWaiting = deps.signIn.onSessionsEnded(askSession);
  open.add(end);
  reply.raw.on('close', end);
}

export function registerAppointmentEvents(app: FastifyInstance, deps: PatientAppDependencies): void {
  const open = new Set<() => void>();
  app.addHook('onClose', async () => {
    for (const end of open) end();
  });
  registerVisit(app, deps, { method: 'GET', path: '/events', isAlsoActing: true }, async (visit) => {
    if (!mayShow(visit, 'appointments')) return failed(patientAppFault('MY-001'));
    const records = await deps.record.recordsToFollow(visit.context);
    if (records === undefined) return failed(patientAppFault('MY-001'));
    return ok({ kind: 'stream', start: (reply) => follow({ visit, records, open }, reply) });
  });
}
