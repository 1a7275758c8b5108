/** Apps that the person allowed to see their record: listed, stopped, and opened from here (EHR launch of SMART). */
import type { FastifyInstance } from 'fastify';
import { failed, ok } from '#kernel/outcome.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { homeLink, registerVisit, showPage } from '../../visit.ts';
import { connectedAppsView } from './build-view.ts';
import { connectedAppsPage } from './page.ts';
import { words } from './words.en.ts';

export function registerConnectedApps(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/connected-apps' }, async (visit) => {
    const { apps } = deps.signIn;
    const [connected, launchable] = await Promise.all([apps.connected(visit.caller), apps.launchable('patient')]);
    const { formToken } = visit.session;
    const isStopped = visit.query.get('done') === 'stopped';
    const view = connectedAppsView(connected, launchable, { formToken, isStopped, nowMs: visit.nowMs });
    // Opening an app ends at its own address, which the page's policy has to let through.
    const formActions = launchable.map(({ launchUrl }) => new URL(launchUrl ?? '').origin);
    const shown = showPage(visit, connectedAppsPage, { title: words.title, back: homeLink }, view);
    return shown.ok && shown.value.kind === 'page' ? ok({ ...shown.value, formActions }) : shown;
  });

  registerVisit(app, deps, { method: 'POST', path: '/connected-apps/stop' }, async (visit) => {
    const stopped = await deps.signIn.apps.stop(visit.caller, visit.form.get('app') ?? '');
    if (stopped.ok) return ok({ kind: 'redirect', to: '/my/connected-apps?done=stopped' });
    return stopped.fault.code === 'SIGN-IN-024' ? failed(patientAppFault('MY-001')) : stopped;
  });

  registerVisit(app, deps, { method: 'POST', path: '/connected-apps/open' }, async (visit) => {
    const patient = await deps.record.ownPatient(visit.context);
    if (!patient.ok) return patient;
    const opened = await deps.signIn.apps.openFrom({
      kind: 'patient',
      cookieHeader: visit.cookieHeader,
      clientId: visit.form.get('client') ?? '',
      patient: patient.value,
    });
    if (opened.ok) return ok({ kind: 'redirect', to: opened.value });
    return opened.fault.code === 'SIGN-IN-023' ? failed(patientAppFault('MY-001')) : opened;
  });
}
