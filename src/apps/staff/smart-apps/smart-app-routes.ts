/** Apps opened from a record (EHR launch of SMART), and those that read for the member of staff now. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { appPermissionText } from '#kit';
import type { ConnectedApp } from '#sign-in';
import { answerFault, answerNotFound } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import { openPerson, openPersonFor } from '../open-person.ts';
import { appsPage } from '../pages/apps/page.ts';
import { connectedAppsPage } from '../pages/connected-apps/page.ts';
import { words as connectedWords } from '../pages/connected-apps/words.en.ts';
import { compartmentIn } from '../person-address.ts';
import { recordShell } from '../record-shell.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage, staffShell } from '../staff-shell.ts';
import { formOf } from '../staff-visit.ts';
import { patientForApp } from './patient-for-app.ts';

const connectedHref = '/staff/connected-apps';

async function showApps(deps: StaffDependencies, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const opened = await openPerson(deps, request, reply);
  if (opened === undefined) return reply;
  const apps = await deps.signIn.apps.launchable('staff');
  const shell = recordShell(deps, opened, { section: 'apps', refreshHref: request.url });
  const view = {
    action: `${opened.home}/apps`,
    formToken: opened.visit.session.formToken,
    apps: apps.map(({ clientId, name, publisher }) => ({ clientId, name, publisher })),
    connectedHref,
  };
  // Opening an app ends at its own address, which the page's policy has to let through.
  const formActions = apps.map(({ launchUrl }) => new URL(launchUrl ?? '').origin);
  return showPage(deps, reply, appsPage, { shell, view, formActions });
}

/** The record is opened anew, so that an app gets no launch for a record that does not open now. */
async function openApp(deps: StaffDependencies, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visit = await enterStaff(deps, request, reply);
  if (visit === undefined) return reply;
  const opened = await openPersonFor(deps, request, reply, visit);
  const compartment = compartmentIn(request);
  if (opened === undefined || compartment === undefined) return reply;
  const person = await deps.patientIndex.personOfCompartment(compartment);
  const id = patientForApp(opened.arrangement.record.entries, (request.params as { id: string }).id);
  if (person === undefined || id === undefined) return answerNotFound(deps, reply, visit);
  const launch = await deps.signIn.apps.openFrom({
    kind: 'staff',
    cookieHeader: request.headers.cookie,
    clientId: formOf(request).get('client') ?? '',
    patient: { id, person: person.person },
  });
  if (!launch.ok) return answerFault(deps, reply, visit, launch.fault);
  return reply.header('cache-control', 'no-store').redirect(launch.value, 303);
}

function liveView(app: ConnectedApp) {
  const { grantId, name, publisher, items, allowedAtMs, lastUsedAtMs } = app;
  return {
    grantId,
    name,
    publisher,
    reads: items.map(({ about, onlyCodes }) => appPermissionText(about, onlyCodes, 'staff')),
    allowedAt: new Date(allowedAtMs).toISOString(),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: new Date(lastUsedAtMs).toISOString() }),
  };
}

export function smartAppRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff/people/:id/apps', (request, reply) => showApps(deps, request, reply));
  app.post('/staff/people/:id/apps', (request, reply) => openApp(deps, request, reply));

  app.get(connectedHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const all = await deps.signIn.apps.connected(visit.caller);
    const isDone = (request.query as Record<string, unknown>)['done'] === 'stopped';
    const view = {
      ...(isDone ? { done: connectedWords.stopped } : {}),
      formToken: visit.session.formToken,
      live: all.filter(({ isLive }) => isLive).map(liveView),
    };
    const shell = staffShell(deps, visit, { title: connectedWords.heading, current: 'apps' });
    return showPage(deps, reply, connectedAppsPage, { shell, view });
  });

  app.post(connectedHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const stopped = await deps.signIn.apps.stop(visit.caller, formOf(request).get('app') ?? '');
    if (!stopped.ok) return answerFault(deps, reply, visit, stopped.fault);
    return reply.header('cache-control', 'no-store').redirect(`${connectedHref}?done=stopped`, 303);
  });
}
