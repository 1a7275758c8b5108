/** Who acts for the person, with a button to stop each; and for whom the person acts, each behind an address of its own. */
import type { FastifyInstance } from 'fastify';
import { ok } from '#kernel/outcome.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { homeLink, registerVisit, showPage } from '../../visit.ts';
import { numberIn } from '../choices/route.ts';
import { actingView } from './build-view.ts';
import { actingPage } from './page.ts';
import { words } from './words.en.ts';

export function registerActing(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/acting' }, async (visit) => {
    const forMe = await deps.record.listActing(visit.context);
    // Who acts for others need not have a record here themself.
    const isUnclear = !forMe.ok && forMe.fault.code === 'RECORD-018';
    if (!forMe.ok && !isUnclear && forMe.fault.code !== 'RECORD-002') return forMe;
    const byMe = await deps.record.listActedFor(visit.context);
    if (!byMe.ok) return byMe;
    const view = actingView(forMe.ok ? forMe.value : [], byMe.value, {
      formToken: visit.session.formToken,
      done: visit.query.get('done'),
      isUnclear,
      practiceName: (code) => deps.directory.organisations().find((one) => one.code === code)?.name ?? code,
    });
    return showPage(visit, actingPage, { title: words.title, back: homeLink }, view);
  });

  registerVisit(app, deps, { method: 'POST', path: '/acting/stop' }, async (visit) => {
    const authority = numberIn(visit.form.get('authority')) ?? 0;
    const ended = await deps.record.endActing(visit.context, { authority, evidence: '' });
    return ended.ok ? ok({ kind: 'redirect', to: '/my/acting?done=stopped' }) : ended;
  });
}
