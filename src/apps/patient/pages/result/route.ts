import type { FastifyInstance } from 'fastify';
import { failed } from '#kernel/outcome.ts';
import { arrangeForPatient, findMyResult } from '#record';
import { followRecord } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { words as listWords } from '../results/words.en.ts';
import { resultView } from './build-view.ts';
import { resultPage } from './page.ts';
import { resultWords } from './words.en.ts';

export function registerResult(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/results/:id', isAlsoActing: true }, async (visit) => {
    const opened = await openOwnRecord(visit, 'results');
    if (!opened.ok) return opened;
    const { results } = arrangeForPatient(opened.value).results();
    const result = findMyResult(results, visit.parameters['id'] ?? '');
    if (result === undefined) return failed(patientAppFault('MY-001'));
    const view = resultView(
      result,
      visit.query.get('show') === 'yes',
      visit.acting === undefined ? undefined : visit.home,
    );
    // The title stays in the browser's history: it names no test.
    const back = { text: listWords.heading, href: `${visit.home}/results` };
    const frame = { title: resultWords.facts.value, back, live: followRecord(visit, opened.value) };
    return showPage(visit, resultPage, frame, view);
  });
}
