import type { FastifyInstance } from 'fastify';
import { failed } from '#kernel/outcome.ts';
import { type ActingScope, scopesOfClasses } from '#privacy';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { words as actingWords } from '../acting/words.en.ts';
import { actingHomePage } from './page.ts';
import { doorWords, words } from './words.en.ts';

/** The whole record has the medicines in it: one door leads there. */
function doorsOf(scopes: readonly ActingScope[]): readonly ActingScope[] {
  return scopes.includes('record') ? scopes.filter((scope) => scope !== 'prescriptions') : scopes;
}

export function registerActingHome(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/acting/:authority' }, async (visit) => {
    const { acting } = visit;
    if (acting === undefined) return failed(patientAppFault('MY-001'));
    // Opened, so that the page is not there once the record does not open.
    const opened = await openOwnRecord(visit);
    if (!opened.ok) return opened;
    const doors = doorsOf(scopesOfClasses(acting.classes)).map((scope) => {
      const [text, detail, path] = doorWords[scope];
      return { text, detail, href: `${visit.home}${path}` };
    });
    const frame = { title: words.title, back: { text: actingWords.byMe, href: '/my/acting' } };
    return showPage(visit, actingHomePage, frame, { called: acting.called, doors });
  });
}
