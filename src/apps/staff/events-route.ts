/**
 * Tells an open page that what it shows has changed, never what: the page fetches itself again, which is decided and logged
 * like any other opening. What its reader may not see is not told by its moment either (UK-18): the record is opened as theirs, in
 * the log, before they are told. An open stream is no activity: it ends with the session.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Compartment } from '#kernel/identity-number.ts';
import { followChanges, openEventStream } from '#kit';
import { compartmentIn } from './person-address.ts';
import { queryOf } from './record-routes.ts';
import { seenOf } from './record-seen.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { contextOf } from './staff-visit.ts';

const heartbeatMs = 15_000;

/** The session without counting as activity; undefined once it has ended or the role was given up. */
async function staffCaller(deps: StaffDependencies, request: FastifyRequest) {
  const found = await deps.signIn.findSession('staff', request.headers.cookie, { countsAsActivity: false });
  const caller = found.ok ? found.value.caller : undefined;
  return caller?.kind === 'staff' ? caller : undefined;
}

/** What the reader sees now; empty when nothing opens to them any more, undefined while the log or the database does not answer. */
async function look(
  deps: StaffDependencies,
  request: FastifyRequest,
  compartment: Compartment,
): Promise<string | undefined> {
  const caller = await staffCaller(deps, request);
  const person = await deps.patientIndex.personOfCompartment(compartment);
  if (caller === undefined || person === undefined) return '';
  const context = { ...contextOf(deps, request, caller), requestId: randomUUID() };
  // Decided first: nobody tried to open anything here, so no attempt that was stopped is noted.
  const decision = await deps.privacy.decideStaff(context, caller, person);
  if (!decision.isGranted) return '';
  const opened = await deps.record.openForStaff(context, compartment);
  if (!opened.ok) return undefined;
  return opened.value.isOpen ? seenOf(opened.value.record) : '';
}

export function eventsRoute(app: FastifyInstance, deps: StaffDependencies): void {
  const open = new Set<() => void>();
  app.addHook('onClose', async () => {
    for (const end of open) end();
  });

  app.get('/staff/people/:id/events', async (request, reply) => {
    const caller = await staffCaller(deps, request);
    const compartment = compartmentIn(request);
    // 204 tells a browser to stop asking (HTML, 9.2): a session that ended does not come back by itself.
    if (caller === undefined || compartment === undefined) return reply.code(204).send();
    const person = await deps.patientIndex.personOfCompartment(compartment);
    if (person === undefined) return reply.code(204).send();
    const decision = await deps.privacy.decideStaff(contextOf(deps, request, caller), caller, person);
    if (!decision.isGranted) return reply.code(204).send();
    stream(deps, request, reply, {
      compartment,
      compartments: person.records.map((record) => record.compartment),
      open,
    });
    return reply;
  });
}

interface Stream {
  /** By which the page was opened. */
  readonly compartment: Compartment;
  readonly compartments: readonly Compartment[];
  readonly open: Set<() => void>;
}

async function recordsOf(deps: StaffDependencies, known: Stream['compartments']): Promise<Stream['compartments']> {
  const [first] = known;
  const person = first === undefined ? undefined : await deps.patientIndex.personOfCompartment(first);
  return person?.records.map((record) => record.compartment) ?? known;
}

function stream(deps: StaffDependencies, request: FastifyRequest, reply: FastifyReply, followed: Stream) {
  const { compartment, compartments, open } = followed;
  reply.hijack();
  const { raw } = reply;
  const told = openEventStream(raw, request.id);
  const lastSeen = request.headers['last-event-id'];
  const follower = followChanges({
    stream: told,
    seen: typeof lastSeen === 'string' ? lastSeen : (queryOf(request).get('seen') ?? ''),
    look: () => look(deps, request, compartment),
  });
  let stop = (): void => undefined;
  const follow = (records: Stream['compartments']): void => {
    stop();
    stop = deps.record.changes.subscribe(records, () => {
      follower.changed();
      // The change may be a record that came to this person now: it is followed too from here on.
      void recordsOf(deps, records).then((now) => {
        if (open.has(end)) follow(now);
      }, end);
    });
  };
  const end = (): void => {
    clearInterval(heartbeat);
    follower.stop();
    stop();
    open.delete(end);
    stopWaiting();
    told.end();
  };
  const lookAgain = (): void => {
    staffCaller(deps, request).then(
      (caller) => {
        if (caller === undefined) return end();
        told.stillHere();
        follower.again();
      },
      () => end(),
    );
  };
  const heartbeat = setInterval(lookAgain, heartbeatMs);
  // Somebody's session ended: perhaps this one. Another process of the region finds it at the next heartbeat.
  const stopWaiting = deps.signIn.onSessionsEnded(lookAgain);
  open.add(end);
  follow(compartments);
  raw.on('close', end);
}
