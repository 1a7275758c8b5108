import type { FastifyInstance } from 'fastify';
import { ok } from '#kernel/outcome.ts';
import { checkPage } from '../../check-page/check-page.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { homeLink, registerVisit, showPage } from '../../visit.ts';
import { words as appWords } from '../../words.en.ts';
import { namesState, whoHasLookedView } from './build-view.ts';
import { whoHasLookedPage } from './page.ts';

const looksOnAPage = 50;

/** `before` of the address is a leaf's number; anything else shows the newest. */
function beforeOf(text: string | null): { readonly beforeLeaf?: number } {
  return text !== null && /^\d{1,15}$/.test(text) ? { beforeLeaf: Number(text) } : {};
}

function registerDownloads(app: FastifyInstance, deps: PatientAppDependencies): void {
  const keep = (fileName: string, contentType: string, text: string) =>
    ok({ kind: 'file' as const, fileName, contentType, bytes: Buffer.from(text), isToKeep: true as const });
  registerVisit(app, deps, { method: 'GET', path: '/who-has-looked/download' }, async (visit) => {
    const asked = {
      authenticatedAtMs: visit.caller.authenticatedAtMs,
      nowMs: visit.nowMs,
      wantsNamesHidden: visit.query.get('names') === 'hidden',
    };
    const file = await deps.record.downloadLog(visit.context, namesState(asked).kind === 'shown');
    if (!file.ok) return file;
    const day = new Date(visit.nowMs).toISOString().slice(0, 10);
    return keep(`who-has-looked-${day}.json`, 'application/json', JSON.stringify(file.value));
  });
  registerVisit(app, deps, { method: 'GET', path: '/who-has-looked/check' }, async () => {
    const { keys = [], peerWitnessKeys = [] } = deps.audit.publication ?? {};
    const page = checkPage([...keys, ...peerWitnessKeys]);
    return keep('check-my-log.html', 'text/html; charset=utf-8', page);
  });
}

export function registerWhoHasLooked(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerDownloads(app, deps);
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
