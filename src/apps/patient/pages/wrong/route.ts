/** "This looks wrong" and "Something is wrong or missing": a choice, written into the log, and what happens next. */
import type { FastifyInstance } from 'fastify';
import { failed, type Outcome } from '#kernel/outcome.ts';
import { isKeyOf } from '#kernel/own-key.ts';
import { patientDayTime } from '#kit';
import type { PatientAppDependencies } from '../../dependencies.ts';
import { patientAppFault } from '../../faults.ts';
import { homeLink, registerVisit, showPage, type Visit, type VisitAnswer } from '../../visit.ts';
import { lookOf } from '../who-has-looked/build-view.ts';
import { wrongPage } from './page.ts';
import type { WrongForm } from './view.ts';
import { words } from './words.en.ts';

const lookLink = { text: words.back, href: '/my/who-has-looked' };

function choices(all: Readonly<Record<string, string>>, chosen: string): WrongForm['choices'] {
  return Object.entries(all).map(([value, text]) => ({ value, text, isChosen: value === chosen }));
}

function showForm(visit: Visit, form: Omit<WrongForm, 'kind' | 'formToken'>): Outcome<VisitAnswer> {
  const hasErrors = form.errors.length > 0;
  const frame = {
    title: form.heading,
    back: homeLink,
    ...(hasErrors ? { hasErrors, status: 400 } : {}),
  };
  return showPage(visit, wrongPage, frame, { kind: 'form', formToken: visit.session.formToken, ...form });
}

function showRecordForm(visit: Visit, chosen: string, errors: WrongForm['errors']): Outcome<VisitAnswer> {
  return showForm(visit, {
    heading: words.title,
    action: '/my/wrong',
    question: words.recordQuestion,
    choices: choices(words.record, chosen),
    errors,
  });
}

/** The leaf's number in the address; undefined when it is none. */
function leafOf(visit: Visit): number | undefined {
  const text = visit.parameters['leaf'] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

async function showLookForm(visit: Visit, leaf: number, errors: WrongForm['errors']): Promise<Outcome<VisitAnswer>> {
  const line = await visit.deps.record.oneLook(visit.context, leaf);
  if (!line.ok) return line.fault.code === 'RECORD-002' ? failed(patientAppFault('MY-001')) : line;
  // Names need a fresh sign-in; here the role is enough to know which look is meant.
  const look = lookOf(line.value, false);
  const who = look.role === undefined ? look.who : `${look.who}, ${look.role}`;
  return showForm(visit, {
    heading: words.lookTitle,
    about: `${words.entry} ${line.value.personSequence ?? ''}. ${patientDayTime(look.at)}. ${who}. ${look.what}`,
    action: `/my/who-has-looked/${leaf}/wrong`,
    question: words.lookQuestion,
    choices: choices(words.look, ''),
    errors,
  });
}

function registerAboutRecord(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerVisit(app, deps, { method: 'GET', path: '/wrong' }, async (visit) =>
    showRecordForm(visit, visit.query.get('about') ?? '', []),
  );
  registerVisit(app, deps, { method: 'POST', path: '/wrong' }, async (visit) => {
    const about = visit.form.get('about') ?? '';
    if (!isKeyOf(words.record, about)) return showRecordForm(visit, '', [{ field: 'about', text: words.choose }]);
    const reported = await deps.record.reportConcern(visit.context, { about });
    if (!reported.ok) return reported;
    const links = [{ text: words.home, href: '/my' }];
    const view = { kind: 'sent' as const, next: words.nextRecord, links };
    return showPage(visit, wrongPage, { title: words.sentTitle, back: homeLink }, view);
  });
}

function registerAboutLook(app: FastifyInstance, deps: PatientAppDependencies): void {
  const path = '/who-has-looked/:leaf/wrong';
  registerVisit(app, deps, { method: 'GET', path }, async (visit) => {
    const leaf = leafOf(visit);
    return leaf === undefined ? failed(patientAppFault('MY-001')) : showLookForm(visit, leaf, []);
  });
  registerVisit(app, deps, { method: 'POST', path }, async (visit) => {
    const leafIndex = leafOf(visit);
    const about = visit.form.get('about') ?? '';
    if (leafIndex === undefined) return failed(patientAppFault('MY-001'));
    if (!isKeyOf(words.look, about))
      return showLookForm(visit, leafIndex, [{ field: 'about', text: words.chooseLook }]);
    const reported = await deps.record.reportConcern(visit.context, { about, leafIndex });
    if (!reported.ok) return reported.fault.code === 'RECORD-002' ? failed(patientAppFault('MY-001')) : reported;
    const { number } = reported.value;
    const view = {
      kind: 'sent' as const,
      next: words.nextLook,
      links: [lookLink],
      ...(number === undefined ? {} : { number }),
    };
    return showPage(visit, wrongPage, { title: words.sentTitle, back: homeLink }, view);
  });
}

export function registerWrong(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerAboutRecord(app, deps);
  registerAboutLook(app, deps);
}
