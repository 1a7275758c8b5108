/** One request of a signed-in person: session, caller, the request for the log, and what a page may answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerKey, type PatientCaller, type RequestContext } from '#disclosure';
import type { Fault } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Link, newCspNonce, type Page, type PatientShell, pageHeaders } from '#kit';
import { noTurns, type TurnedAway, turnedAwayRetrySeconds, waitForTurn } from '#platform';
import { type ActingScope, scopesOfClasses } from '#privacy';
import type { ActingAuthority, OpenedRecord } from '#record';
import { isActivity, type Session } from '#sign-in';
import type { PatientAppDependencies } from './dependencies.ts';
import { faultAnswer } from './fault-answer.ts';
import { patientAppFault } from './faults.ts';
import { errorPage } from './pages/error/page.ts';
import { patientShell } from './patient-shell.ts';
import { words } from './words.en.ts';

export interface Visit {
  readonly deps: PatientAppDependencies;
  readonly session: Session;
  readonly caller: PatientCaller;
  readonly context: RequestContext & { readonly caller: PatientCaller };
  /** The permission by which they act for somebody else on this page; undefined on their own pages. */
  readonly acting: ActingAuthority | undefined;
  /** Below which the pages of this record stand: `/my`, or those of whom they act for. */
  readonly home: string;
  readonly nonce: string;
  readonly nowMs: number;
  readonly cookieHeader: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Empty unless a form was posted. */
  readonly form: URLSearchParams;
}

export type VisitAnswer =
  | {
      readonly kind: 'page';
      readonly html: string;
      readonly status?: number;
      /** Other origins that a form of the page ends at. */
      readonly formActions?: readonly string[];
    }
  | { readonly kind: 'redirect'; readonly to: string }
  /** Answers by itself, for as long as the page is open. */
  | { readonly kind: 'stream'; readonly start: (reply: FastifyReply) => void }
  | {
      readonly kind: 'file';
      readonly bytes: Buffer;
      readonly contentType: string;
      readonly fileName: string;
      /** To be kept, never shown here. */
      readonly isToKeep?: true;
    };

export type VisitHandler = (visit: Visit) => Promise<Outcome<VisitAnswer>>;

export interface PageFrame {
  readonly title: string;
  readonly back?: Link;
  readonly current?: 'home' | 'log' | 'choices';
  readonly hasErrors?: boolean;
  readonly live?: PatientShell['live'];
  readonly status?: number;
}

/** Renders a page in the frame of this visit. */
export function showPage<View>(
  visit: Visit,
  page: Page<View, PatientShell>,
  frame: PageFrame,
  view: View,
): Outcome<VisitAnswer> {
  const { deps, nonce, nowMs, session } = visit;
  const { status, ...rest } = frame;
  const shell = patientShell({
    ...rest,
    nonce,
    nowMs,
    isDemo: deps.config.isDemo,
    formToken: session.formToken,
    ...(visit.acting === undefined ? {} : { acting: { called: visit.acting.called, home: visit.home } }),
  });
  const html = deps.pages.render(page, shell, view);
  return ok(status === undefined ? { kind: 'page', html } : { kind: 'page', html, status });
}

/** The record of the person who asks, or of whom they act for, or why it does not open. */
export async function openOwnRecord(visit: Visit, scope?: ActingScope): Promise<Outcome<OpenedRecord>> {
  if (scope !== undefined && !mayShow(visit, scope)) return failed(patientAppFault('MY-001'));
  const opened = await visit.deps.record.openForPatient(visit.context);
  if (!opened.ok) return opened;
  return opened.value.isOpen ? ok(opened.value.record) : { ok: false, fault: patientAppFault('MY-001') };
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : request.url.slice(at));
}

/** What a refused request answers in place of the page that was asked for. */
export function sendFault(
  deps: PatientAppDependencies,
  reply: FastifyReply,
  fault: Fault,
  formToken: string | undefined,
): FastifyReply {
  const nonce = newCspNonce();
  const { status, view } = faultAnswer(fault, reply.request.id);
  const shell = patientShell({
    title: view.heading,
    nonce,
    nowMs: deps.clock.now(),
    isDemo: deps.config.isDemo,
    ...(formToken === undefined ? {} : { formToken }),
  });
  const html = deps.pages.render(errorPage, shell, view);
  return reply.code(status).headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html);
}

function sendAnswer(reply: FastifyReply, answer: VisitAnswer, nonce: string): FastifyReply {
  if (answer.kind === 'stream') {
    reply.hijack();
    answer.start(reply);
    return reply;
  }
  if (answer.kind === 'redirect') return reply.header('cache-control', 'no-store').redirect(answer.to, 303);
  if (answer.kind === 'page') {
    const status = answer.status ?? 200;
    const headers = pageHeaders(nonce, answer.formActions);
    return reply.code(status).headers(headers).type('text/html; charset=utf-8').send(answer.html);
  }
  // A letter came from elsewhere: whatever is in it, it may run nothing and reach nothing of ours.
  return reply
    .headers({
      ...pageHeaders(nonce),
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'content-disposition': `${answer.isToKeep === true ? 'attachment' : 'inline'}; filename="${answer.fileName}"`,
    })
    .type(answer.contentType)
    .send(answer.bytes);
}

/** To the sign-in page, which leads back here; it says so where a session has ended. */
function sendToSignIn(deps: PatientAppDependencies, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // 204 tells an open page to stop asking (HTML, 9.2.3): a session that ended does not come back by itself.
  if (request.headers.accept === 'text/event-stream') return reply.code(204).send();
  const asked = request.method === 'GET' ? request.url : '/my';
  const next = new URLSearchParams({ returnTo: deps.signIn.returnAddress('patient', asked) });
  if (/goldthread-patient=/.test(request.headers.cookie ?? '')) next.set('ended', 'yes');
  return reply.header('cache-control', 'no-store').redirect(`/my/sign-in?${next}`, 303);
}

export interface VisitRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** It also stands below `/my/acting/:authority`, for whoever acts for somebody. */
  readonly isAlsoActing?: true;
}

/** Registers a page or a form of signed-in people. `path` is below `/my`; it is the route's template in the log. */
export function registerVisit(
  app: FastifyInstance,
  deps: PatientAppDependencies,
  route: VisitRoute,
  handle: VisitHandler,
): void {
  registerAt(app, deps, route, handle);
  if (route.isAlsoActing === true) registerAt(app, deps, { ...route, path: `${actingPath}${route.path}` }, handle);
}

const actingPath = '/acting/:authority';

/**
 * By which permission somebody acts, from the address: one page is about one person, whatever other pages are open. Whether
 * it opens anything is decided at each look.
 */
async function actingOf(
  deps: PatientAppDependencies,
  caller: PatientCaller,
  route: VisitRoute,
  request: FastifyRequest,
): Promise<ActingAuthority | 'none' | undefined> {
  if (!route.path.startsWith(actingPath)) return undefined;
  const { authority = '' } = request.params as Record<string, string>;
  const found = /^\d{1,16}$/.test(authority) ? await deps.record.findActedFor(caller, Number(authority)) : undefined;
  return found ?? 'none';
}

/** A page that is followed stays open for hours, and has a limit of its own. */
async function comesToTurn(
  { turns = noTurns }: PatientAppDependencies,
  route: VisitRoute,
  caller: PatientCaller,
  reply: FastifyReply,
): Promise<TurnedAway | undefined> {
  return route.path.endsWith('/events') ? undefined : waitForTurn(turns, callerKey(caller), reply.raw);
}

function registerAt(app: FastifyInstance, deps: PatientAppDependencies, route: VisitRoute, handle: VisitHandler): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const countsAsActivity = isActivity(request.headers);
      const session = await deps.signIn.findSession('patient', request.headers.cookie, { countsAsActivity });
      const caller = session.ok ? session.value.caller : undefined;
      if (!session.ok || caller?.kind !== 'patient') return sendToSignIn(deps, request, reply);
      const limit = await comesToTurn(deps, route, caller, reply);
      if (limit !== undefined) {
        const fault = patientAppFault(limit === 'caller' ? 'MY-003' : 'MY-005');
        return sendFault(deps, reply.header('retry-after', turnedAwayRetrySeconds), fault, session.value.formToken);
      }
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      if (route.method === 'POST') {
        const site = request.headers['sec-fetch-site'];
        const checked = deps.signIn.checkForm(session.value, {
          formToken: form.get('formToken') ?? undefined,
          secFetchSite: typeof site === 'string' ? site : undefined,
          origin: request.headers.origin,
        });
        if (!checked.ok) return sendFault(deps, reply, checked.fault, session.value.formToken);
      }
      const acting = await actingOf(deps, caller, route, request);
      if (acting === 'none') return sendFault(deps, reply, patientAppFault('MY-001'), session.value.formToken);
      const asking: PatientCaller = acting === undefined ? caller : { ...caller, onBehalfOf: acting.person };
      const nowMs = deps.clock.now();
      const nonce = newCspNonce();
      const answer = await handle({
        deps,
        session: session.value,
        caller,
        acting,
        home: acting === undefined ? '/my' : `/my/acting/${acting.authority}`,
        context: {
          requestId: request.id,
          caller: asking,
          purpose: 'PATRQT',
          route: `${route.method} /my${route.path === '/' ? '' : route.path}`,
          atMs: nowMs,
        },
        nonce,
        nowMs,
        cookieHeader: request.headers.cookie,
        parameters: request.params as Record<string, string>,
        query: queryOf(request),
        form,
      });
      if (!answer.ok) return sendFault(deps, reply, answer.fault, session.value.formToken);
      return sendAnswer(reply, answer.value, nonce);
    },
  });
}

export const homeLink: Link = { text: words.home, href: '/my' };

/** Back to the start of this record: the person's own, or that of whom they act for. */
export function backHome(visit: Visit): Link {
  return visit.acting === undefined ? homeLink : { text: visit.acting.called, href: visit.home };
}

/** Whether this visit may show a part of the record at all: a page that was not agreed to is not there. */
export function mayShow(visit: Visit, scope: ActingScope): boolean {
  return visit.acting === undefined || scopesOfClasses(visit.acting.classes).includes(scope);
}
