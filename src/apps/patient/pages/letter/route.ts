import type { FastifyInstance } from 'fastify';
import { failed, ok } from '#kernel/outcome.ts';
import { arrangeForPatient } from '#record';
import { followRecord } from '../../appointment-events.ts';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { openOwnRecord, registerVisit, showPage } from '../../visit.ts';
import { words as listWords } from '../letters/words.en.ts';
import { letterView } from './build-view.ts';
import { letterPage } from './page.ts';
import { letterWords } from './words.en.ts';

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

export function registerLetter(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/letters/:id', isAlsoActing: true }, async (visit) => {
    const opened = await openOwnRecord(visit, 'letters');
    if (!opened.ok) return opened;
    const { letters } = arrangeForPatient(opened.value).letters();
    const letter = letters.find(({ id }) => id === visit.parameters['id']);
    if (letter === undefined) return failed(patientAppFault('MY-001'));
    const back = { text: listWords.heading, href: `${visit.home}/letters` };
    const frame = { title: letterWords.title, back, live: followRecord(visit, opened.value) };
    return showPage(visit, letterPage, frame, letterView(letter, visit.acting === undefined ? undefined : visit.home));
  });

  registerVisit(app, deps, { method: 'GET', path: '/letters/:id/file', isAlsoActing: true }, async (visit) => {
    const opened = await openOwnRecord(visit, 'letters');
    if (!opened.ok) return opened;
    const file = arrangeForPatient(opened.value).letterFile(visit.parameters['id'] ?? '');
    if (file === undefined) return failed(patientAppFault('MY-001'));
    return ok({ kind: 'file', ...file, fileName: `letter.${extensions[file.contentType] ?? 'bin'}` });
  });
}
