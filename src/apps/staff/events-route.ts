/**
 * Tells an open page that what it shows has changed, never what: the page fetches itself again, which is decided and logged
 * like any other opening. What its reader may not see is not told by its moment either (UK-18): the record is opened as theirs, in
 * the log, before they are told.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Compartment } from '#kernel/identity-number.ts';
import { seenOf } from '#record';
import { compartmentIn } from './person-address.ts';
import { queryOf } from './record-routes.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { contextOf } from './staff-visit.ts';

/** The session without counting as activity; undefined once it has ended or the role was given up. */
async function staffSession(deps: StaffDependencies, request: FastifyRequest) {
  const found = await deps.signIn.findSession('staff', request.headers.cookie, { countsAsActivity: false });
  const caller = found.ok ? found.value.caller : undefined;
  return found.ok && caller?.kind === 'staff' ? { caller, session: found.value.formToken } : undefined;
}

async function staffCaller(deps: StaffDependencies, request: FastifyRequest) {
  return (await staffSession(deps, request))?.caller;
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
  app.get('/staff/people/:id/events', async (request, reply) => {
    const signedIn = await staffSession(deps, request);
    const compartment = compartmentIn(request);
    // 204 tells a browser to stop asking (HTML, 9.2): a session that ended does not come back by itself.
    if (signedIn === undefined || compartment === undefined) return reply.code(204).send();
    const person = await deps.patientIndex.personOfCompartment(compartment);
    if (person === undefined) return reply.code(204).send();
    const { caller, session } = signedIn;
    const decision = await deps.privacy.decideStaff(contextOf(deps, request, caller), caller, person);
    if (!decision.isGranted) return reply.code(204).send();
    reply.hijack();
    deps.streams.open(reply, {
      session,
      seen: queryOf(request).get('seen') ?? '',
      look: () => look(deps, request, compartment),
      isSignedIn: async () => (await staffCaller(deps, request)) !== undefined,
      // Explained and not decided: an alert is for a look, and this is none.
      mayStillSee: async () => (await deps.privacy.explainAccess({ caller, person, atMs: deps.clock.now() })).isAllowed,
      onSessionsEnded: (ended) => deps.signIn.onSessionsEnded(ended),
      subscribe: (changed, end) =>
        followPerson(
          deps,
          person.records.map((record) => record.compartment),
          { changed, end },
        ),
    });
    return reply;
  });
}

async function recordsOf(deps: StaffDependencies, known: readonly Compartment[]): Promise<readonly Compartment[]> {
  const [first] = known;
  const person = first === undefined ? undefined : await deps.patientIndex.personOfCompartment(first);
  return person?.records.map((record) => record.compartment) ?? known;
}

/** The change may be a record that came to this person now: it is followed too from there on. */
function followPerson(
  deps: StaffDependencies,
  known: readonly Compartment[],
  tell: { readonly changed: () => void; readonly end: () => void },
): () => void {
  let isOver = false;
  let stop = (): void => undefined;
  const follow = (records: readonly Compartment[]): void => {
    stop();
    stop = deps.record.changes.subscribe(records, () => {
      tell.changed();
      void recordsOf(deps, records).then((now) => {
        if (!isOver) follow(now);
      }, tell.end);
    });
  };
  follow(known);
  return () => {
    isOver = true;
    stop();
  };
}
