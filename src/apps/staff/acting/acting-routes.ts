/** The practice decides who acts for its patients: what waits, and for one record everybody who asked (UK-19). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resourceIdText } from '#kernel/identity-number.ts';
import { isKeyOf } from '#kernel/own-key.ts';
import { bannerName, type FieldError } from '#kit';
import { answerFault, answerNotFound } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import { type OpenedPerson, openPerson } from '../open-person.ts';
import { staffActingPage } from '../pages/acting/page.ts';
import { doneWords, errorWords } from '../pages/acting/words.en.ts';
import { actingToDecidePage } from '../pages/acting-to-decide/page.ts';
import { words as toDecideWords, whatWords } from '../pages/acting-to-decide/words.en.ts';
import { compartmentIn } from '../person-address.ts';
import { recordShell } from '../record-shell.ts';
import { needsSignInAgain, signInAgainFor, signInAgainMistake } from '../sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage, staffShell } from '../staff-shell.ts';
import { formOf } from '../staff-visit.ts';
import { letsAct, staffActingView } from './acting-view.ts';
import { type ReadDecision, readDecision } from './read-decision.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

async function showWaiting(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visit = await enterStaff(deps, request, reply);
  if (visit === undefined) return reply;
  const waiting = await deps.record.listActingToDecide(visit.context);
  if (!waiting.ok) return answerFault(deps, reply, visit, waiting.fault);
  const view = {
    waiting: waiting.value.flatMap(({ authority, person }) =>
      person === undefined
        ? []
        : [
            {
              href: `/staff/people/${resourceIdText(person.compartment, person.compartment as never)}/acting?about=${authority.authority}`,
              patient: bannerName(person),
              ...(person.birthDate === undefined ? {} : { born: person.birthDate }),
              proxy: authority.proxy.name,
              relationship: authority.relationship,
              what: authority.standing === 'asked' ? whatWords.asked : whatWords.review,
              since: iso(
                authority.standing === 'asked' ? authority.requestedMs : (authority.reviewMs ?? authority.requestedMs),
              ),
            },
          ],
    ),
  };
  const shell = staffShell(deps, visit, { title: toDecideWords.heading, current: 'acting' });
  return showPage(deps, reply, actingToDecidePage, { shell, view });
}

interface Found {
  readonly deps: StaffDependencies;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly opened: OpenedPerson;
}

async function openActing(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Found | undefined> {
  const opened = await openPerson(deps, request, reply, (sections) => sections.hasActing);
  return opened === undefined ? undefined : { deps, request, reply, opened };
}

function numberOf(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}

interface Shown {
  readonly about?: number | undefined;
  readonly form: URLSearchParams;
  readonly errors: readonly FieldError[];
}

async function showActing({ deps, request, reply, opened }: Found, shown: Shown): Promise<FastifyReply> {
  const compartment = compartmentIn(request);
  if (compartment === undefined) return answerNotFound(deps, reply, opened.visit);
  const all = await deps.record.listActingOfRecord(opened.visit.context, compartment);
  if (!all.ok) return answerFault(deps, reply, opened.visit, all.fault);
  const done = (request.query as Record<string, unknown>)['done'];
  const said = typeof done === 'string' && isKeyOf(doneWords, done) ? { done: doneWords[done] } : {};
  const { formToken } = opened.visit.session;
  const acting = staffActingView(all.value, { home: opened.home, formToken, ...shown, ...said });
  const mayLetAct = acting.people.some(({ steps }) => steps.some(({ value }) => letsAct(value)));
  const returnTo = `${opened.home}/acting${shown.about === undefined ? '' : `?about=${shown.about}`}`;
  const again = mayLetAct ? signInAgainFor(deps, opened.visit, { act: 'letSomebodyAct', returnTo }) : {};
  const view = { ...acting, ...again };
  const hasErrors = shown.errors.length > 0;
  const shell = recordShell(deps, opened, {
    section: 'acting',
    refreshHref: request.url,
    ...(hasErrors ? { hasErrors } : {}),
  });
  return showPage(deps, hasErrors ? reply.code(400) : reply, staffActingPage, { shell, view });
}

async function decide(found: Found): Promise<FastifyReply> {
  const { deps, request, reply, opened } = found;
  const compartment = compartmentIn(request);
  const about = numberOf((request.params as { authority: string }).authority);
  if (compartment === undefined || about === undefined) return answerNotFound(deps, reply, opened.visit);
  const all = await deps.record.listActingOfRecord(opened.visit.context, compartment);
  if (!all.ok) return answerFault(deps, reply, opened.visit, all.fault);
  const authority = all.value.find((one) => one.authority === about);
  if (authority === undefined) return answerNotFound(deps, reply, opened.visit);
  const form = formOf(request);
  const read = readDecision(form, authority);
  if ('errors' in read) return showActing(found, { about, form, errors: read.errors });
  const decided = await takeDecision(found, about, read);
  if (!decided.ok && decided.fault.code === 'PRIVACY-007')
    return showActing(found, { about, form, errors: [{ field: 'basis', text: errorWords.terms }] });
  if (!decided.ok && needsSignInAgain(decided.fault))
    return showActing(found, { about, form, errors: [signInAgainMistake] });
  if (!decided.ok) return answerFault(deps, reply, opened.visit, decided.fault);
  return reply.header('cache-control', 'no-store').redirect(`${opened.home}/acting?done=${read.step}`, 303);
}

function takeDecision({ deps, request, opened }: Found, authority: number, read: ReadDecision) {
  const compartment = compartmentIn(request)!;
  const { step, evidence } = read;
  const { context } = opened.visit;
  if (step === 'ended') return deps.record.stopActing(context, { authority, compartment, evidence });
  if (step === 'refused') return deps.record.decideActing(context, { authority, compartment, step, evidence });
  return deps.record.decideActing(context, { ...read, authority, compartment, step });
}

export function actingRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff/acting', (request, reply) => showWaiting(deps, request, reply));
  app.get('/staff/people/:id/acting', async (request, reply) => {
    const found = await openActing(deps, request, reply);
    if (found === undefined) return reply;
    const about = numberOf((request.query as Record<string, unknown>)['about']);
    return showActing(found, { about, form: new URLSearchParams(), errors: [] });
  });
  app.post('/staff/people/:id/acting/:authority', async (request, reply) => {
    const found = await openActing(deps, request, reply);
    return found === undefined ? reply : decide(found);
  });
}
