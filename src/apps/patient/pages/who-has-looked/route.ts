import type { FastifyInstance } from 'fastify';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { homeLink, registerVisit, showPage } from '../../visit.ts';
import { words as appWords } from '../../words.en.ts';
import { whoHasLookedView } from './build-view.ts';
import { whoHasLookedPage } from './page.ts';

const looksOnAPage = 50;

/** `before` of the address is a leaf's number; anything else shows the newest. */
function beforeOf(text: string | null): { readonly beforeLeaf?: number } {
  return text !== null && /^\d{1,15}$/.test(text) ? { beforeLeaf: Number(text) } : {};
}

export function registerWhoHasLooked(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/who-has-looked' }, async (visit) => {
    const page = { limit: looksOnAPage, ...beforeOf(visit.query.get('before')) };
    const log = await deps.record.whoHasLooked(visit.context, page);
    if (!log.ok) return log;
    const view = whoHasLookedView(log.value, {
      authenticatedAtMs: visit.caller.authenticatedAtMs,
      nowMs: visit.nowMs,
      wantsNamesHidden: visit.query.get('names') === 'hidden',
    });
    return showPage(visit, whoHasLookedPage, { title: appWords.whoHasLooked, back: homeLink, current: 'log' }, view);
  });
}
