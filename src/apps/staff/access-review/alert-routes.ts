/** The queue of alerts and the page of each: opening, asking, evidence, finding. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isKeyOf } from '#kernel/own-key.ts';
import type { FieldError } from '#kit';
import { type Finding, findings, staffConnections } from '#privacy';
import type { AlertForReview } from '#record';
import { answerFault, answerNotFound } from '../answers.ts';
import { needsSignInAgain, signInAgainFor } from '../sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage } from '../staff-shell.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { alertHref, alertOf, reviewHome } from './alert-reference.ts';
import { alertsPageOf, alertsView } from './alerts-view.ts';
import { caseView } from './case-view.ts';
import { elsewhereFor } from './elsewhere.ts';
import { alertsPage } from './pages/alerts/page.ts';
import { casePage } from './pages/case/page.ts';
import { enterReview, reviewShell } from './review-visit.ts';
import { words } from './words.en.ts';

interface CaseState {
  readonly form: URLSearchParams;
  readonly errors: readonly FieldError[];
  readonly done?: string;
}

const referenceIn = (request: FastifyRequest): string => (request.params as { reference: string }).reference;

const doneWords = {
  asked: 'The question is sent. The member of staff reads it when they next sign in.',
  noted: 'It is noted as you chose, and holds from the next look on.',
  shown:
    'Your organisation’s record no longer keeps places back for what another record says. It holds from the next look on.',
  closed: 'The finding is recorded. The person reads in their own log whether the look was justified.',
} as const;

function doneOf(request: FastifyRequest): Pick<CaseState, 'done'> {
  const { done } = request.query as Record<string, unknown>;
  return typeof done === 'string' && isKeyOf(doneWords, done) ? { done: doneWords[done] } : {};
}

/** Which of the acts on the page ask who it is again. */
function actOf({ alert, isPlaceInDoubt }: AlertForReview) {
  if (isPlaceInDoubt) return 'placeOrEvidence';
  return alert.connection === undefined ? 'evidence' : 'connectionOrEvidence';
}

async function showCase(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  { alert: number, state }: { readonly alert: number; readonly state: CaseState },
): Promise<FastifyReply> {
  const found = await deps.record.review.openAlert(visit.context, number);
  if (!found.ok) return answerFault(deps, reply, visit, found.fault);
  const { alert } = found.value;
  const act = actOf(found.value);
  const hasErrors = state.errors.length > 0;
  const shell = reviewShell(deps, visit, undefined, { title: words.titles.case, hasErrors });
  const view = {
    ...caseView(found.value, { ...state, formToken: visit.session.formToken, organisation: visit.caller.organisation }),
    ...elsewhereFor(deps, visit)(alert),
    ...signInAgainFor(deps, visit, { act, returnTo: alertHref(alert.reference) }),
  };
  return showPage(deps, reply.code(hasErrors ? 400 : 200), casePage, { shell, view });
}

interface PostedCase {
  readonly visit: StaffVisit;
  readonly alert: number;
  readonly form: URLSearchParams;
}

/** What every form of the page begins with; undefined when the answer was given already. */
async function posted(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<PostedCase | undefined> {
  const visit = await enterReview(deps, request, reply);
  if (visit === undefined) return undefined;
  const alert = alertOf(referenceIn(request));
  if (alert !== undefined) return { visit, alert, form: formOf(request) };
  answerNotFound(deps, reply, visit);
  return undefined;
}

function registerForms(app: FastifyInstance, deps: StaffDependencies): void {
  app.post(`${reviewHome}/alerts/:reference/ask`, async (request, reply) => {
    const given = await posted(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, alert, form } = given;
    const question = (form.get('question') ?? '').trim();
    if (question === '') {
      const errors = [{ field: 'question', text: 'Say what you want to know' }];
      return showCase(deps, reply, visit, { alert, state: { form, errors } });
    }
    const asked = await deps.record.review.askStaff(visit.context, { alert, words: question });
    if (!asked.ok) return answerFault(deps, reply, visit, asked.fault);
    return reply.redirect(`${alertHref(referenceIn(request))}?done=asked`, 303);
  });

  app.post(`${reviewHome}/alerts/:reference/close`, async (request, reply) => {
    const given = await posted(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, alert, form } = given;
    const finding = findings.find((one): one is Finding => one === form.get('finding'));
    const why = (form.get('words') ?? '').trim();
    const errors: FieldError[] = [];
    if (finding === undefined) errors.push({ field: 'finding', text: 'Select what you found' });
    if (why === '') errors.push({ field: 'words', text: 'Say why' });
    if (finding === undefined || errors.length > 0)
      return showCase(deps, reply, visit, { alert, state: { form, errors } });
    const closed = await deps.record.review.closeAlert(visit.context, { alert, finding, words: why });
    if (!closed.ok) return answerFault(deps, reply, visit, closed.fault);
    return reply.redirect(`${alertHref(referenceIn(request))}?done=closed`, 303);
  });

  app.post(`${reviewHome}/alerts/:reference/evidence`, async (request, reply) => {
    const given = await posted(deps, request, reply);
    if (given === undefined) return reply;
    const file = await deps.record.review.exportEvidence(given.visit.context, given.alert);
    if (!file.ok && needsSignInAgain(file.fault))
      return reply.redirect(`${alertHref(referenceIn(request))}#sign-in-again`, 303);
    if (!file.ok) return answerFault(deps, reply, given.visit, file.fault);
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-disposition': `attachment; filename="evidence-${referenceIn(request)}.json"`,
      })
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(file.value));
  });
}

function registerConnection(app: FastifyInstance, deps: StaffDependencies): void {
  app.post(`${reviewHome}/alerts/:reference/connection`, async (request, reply) => {
    const given = await posted(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, alert, form } = given;
    const connection = staffConnections.find((one) => one === form.get('connection'));
    if (connection === undefined) {
      const errors = [{ field: 'connection', text: 'Select how they are connected' }];
      return showCase(deps, reply, visit, { alert, state: { form, errors } });
    }
    const noted = await deps.record.review.noteConnection(visit.context, { alert, connection });
    if (!noted.ok && needsSignInAgain(noted.fault))
      return reply.redirect(`${alertHref(referenceIn(request))}#sign-in-again`, 303);
    if (!noted.ok) return answerFault(deps, reply, visit, noted.fault);
    return reply.redirect(`${alertHref(referenceIn(request))}?done=noted`, 303);
  });
}

function registerPlace(app: FastifyInstance, deps: StaffDependencies): void {
  app.post(`${reviewHome}/alerts/:reference/place`, async (request, reply) => {
    const given = await posted(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, alert, form } = given;
    const foundOut = (form.get('foundOut') ?? '').trim();
    if (foundOut === '') {
      const errors = [{ field: 'foundOut', text: 'Say how you found out' }];
      return showCase(deps, reply, visit, { alert, state: { form, errors } });
    }
    const shown = await deps.record.review.showPlace(visit.context, { alert, words: foundOut });
    if (!shown.ok && needsSignInAgain(shown.fault))
      return reply.redirect(`${alertHref(referenceIn(request))}#sign-in-again`, 303);
    if (!shown.ok) return answerFault(deps, reply, visit, shown.fault);
    return reply.redirect(`${alertHref(referenceIn(request))}?done=shown`, 303);
  });
}

export function alertRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get(reviewHome, async (request, reply) => {
    const visit = await enterReview(deps, request, reply);
    if (visit === undefined) return reply;
    const asked = alertsPageOf(request.query as Record<string, unknown>);
    const listed = await deps.record.review.listAlerts(visit.context, asked.page);
    if (!listed.ok) return answerFault(deps, reply, visit, listed.fault);
    const compromised = await deps.record.review.compromisedDays();
    if (!compromised.ok) return answerFault(deps, reply, visit, compromised.fault);
    const shell = reviewShell(deps, visit, 'alerts', { title: words.titles.alerts });
    const days = compromised.value.map(({ day }) => day);
    const elsewhereOf = elsewhereFor(deps, visit);
    const view = alertsView(listed.value, { asked, compromisedDays: days, nowMs: deps.clock.now(), elsewhereOf });
    return showPage(deps, reply, alertsPage, { shell, view });
  });

  app.get(`${reviewHome}/alerts/:reference`, async (request, reply) => {
    const visit = await enterReview(deps, request, reply);
    if (visit === undefined) return reply;
    const alert = alertOf(referenceIn(request));
    if (alert === undefined) return answerNotFound(deps, reply, visit);
    const state = { form: new URLSearchParams(), errors: [], ...doneOf(request) };
    return showCase(deps, reply, visit, { alert, state });
  });
  registerForms(app, deps);
  registerConnection(app, deps);
  registerPlace(app, deps);
}
