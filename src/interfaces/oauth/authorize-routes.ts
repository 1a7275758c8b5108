/** `/oauth2/authorize` and the person's answer to it. Nothing is kept between the two: the form brings the request back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Fault } from '#kernel/fault.ts';
import { newCspNonce, pageHeaders } from '#kit';
import type { SharedRecord } from '#record';
import { type AuthorizationRequest, type ConsentQuestion, offlineDays, type SignIn, signInPageHref } from '#sign-in';

/** How the pages are drawn: given by the composition root. */
export interface ConsentPages {
  readonly renderConsent: (page: {
    readonly audience: 'patient' | 'staff';
    readonly appName: string;
    readonly publisher: string;
    readonly items: ConsentQuestion['items'];
    readonly chosen: readonly string[];
    readonly lasts: ConsentQuestion['lasts'];
    readonly offlineDays: number;
    readonly isAboutOne: boolean;
    readonly parameters: readonly (readonly [string, string])[];
    readonly formToken: string;
    readonly hasChosenNothing: boolean;
    readonly nonce: string;
  }) => string;
  readonly renderAppProblem: (nonce: string) => string;
}

export interface AuthorizeDeps {
  readonly signIn: Pick<SignIn, 'apps' | 'checkForm'>;
  readonly record: Pick<SharedRecord, 'ownPatient'>;
  readonly clock: Clock;
  readonly pages: ConsentPages;
}

/** Fields of our own form: never parameters of the app's request. */
const ownFields: ReadonlySet<string> = new Set(['formToken', 'allow', 'decision']);

interface PageToShow {
  readonly status: number;
  readonly nonce: string;
  readonly html: string;
  readonly formActions?: readonly string[];
}

function showHtml(reply: FastifyReply, { status, nonce, html, formActions }: PageToShow): FastifyReply {
  return reply
    .code(status)
    .headers({ ...pageHeaders(nonce, formActions), 'referrer-policy': 'no-referrer' })
    .type('text/html; charset=utf-8')
    .send(html);
}

function showProblem(deps: AuthorizeDeps, reply: FastifyReply, status = 400): FastifyReply {
  const nonce = newCspNonce();
  return showHtml(reply, { status, nonce, html: deps.pages.renderAppProblem(nonce) });
}

/** The answer of the form goes to the app's address, which the page's policy has to let through: it alone. */
function formActionOf(redirectUri: string): string {
  const url = new URL(redirectUri);
  return url.origin === 'null' ? url.protocol : url.origin;
}

interface Shown {
  readonly request: AuthorizationRequest;
  readonly question: ConsentQuestion;
  readonly chosen: readonly string[];
  readonly hasChosenNothing: boolean;
}

function showConsent(deps: AuthorizeDeps, reply: FastifyReply, shown: Shown): FastifyReply {
  const { request, question, chosen, hasChosenNothing } = shown;
  const { app, session, items, lasts, patient } = question;
  const nonce = newCspNonce();
  const html = deps.pages.renderConsent({
    audience: app.audience,
    appName: app.name,
    publisher: app.publisher,
    items,
    chosen,
    lasts,
    offlineDays,
    isAboutOne: patient !== undefined,
    parameters: request.parameters,
    formToken: session.formToken,
    hasChosenNothing,
    nonce,
  });
  const formActions = [formActionOf(request.redirectUri)];
  return showHtml(reply, { status: hasChosenNothing ? 400 : 200, nonce, html, formActions });
}

async function prepared(
  deps: AuthorizeDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  parameters: URLSearchParams,
): Promise<{ readonly request: AuthorizationRequest; readonly question: ConsentQuestion } | undefined> {
  const read = await deps.signIn.apps.readRequest(parameters);
  if (read.kind === 'stranger') {
    showProblem(deps, reply);
    return undefined;
  }
  const status = request.method === 'GET' ? 302 : 303;
  if (read.kind === 'refusal') {
    reply.redirect(read.location, status);
    return undefined;
  }
  const found = await deps.signIn.apps.prepare(read.request, request.headers.cookie);
  if (found.kind === 'question') return { request: read.request, question: found.question };
  if (found.kind === 'refusal') reply.redirect(found.location, status);
  else {
    const returnTo = `/oauth2/authorize?${parameters}`;
    const place = found.hasSession ? '/sign-in/choose-role' : `/sign-in/${found.audience}`;
    const isPosted = request.method !== 'GET' && !found.hasSession;
    const href = isPosted
      ? signInPageHref(found.audience, { returnTo })
      : `${place}?${new URLSearchParams({ returnTo })}`;
    reply.redirect(href, status);
  }
  return undefined;
}

function showFault(deps: AuthorizeDeps, reply: FastifyReply, asked: AuthorizationRequest, fault: Fault): FastifyReply {
  const error = fault.kind === 'unavailable' ? 'server_error' : 'access_denied';
  return reply.redirect(deps.signIn.apps.errorLocation(asked, error, fault.message), 303);
}

/** The patient of the launch: the one that it came from, or the person themself. */
async function patientOf(deps: AuthorizeDeps, request: FastifyRequest, question: ConsentQuestion) {
  const { caller, patient } = question;
  if (patient !== undefined || caller.kind !== 'patient') return { ok: true as const, value: patient };
  return deps.record.ownPatient({
    requestId: request.id,
    caller: { ...caller, app: { clientId: question.app.clientId, name: question.app.name } },
    purpose: 'PATRQT',
    route: 'POST /oauth2/consent',
    atMs: deps.clock.now(),
  });
}

async function answerConsent(deps: AuthorizeDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const parameters = new URLSearchParams([...form].filter(([name]) => !ownFields.has(name)));
  const found = await prepared(deps, request, reply, parameters);
  if (found === undefined) return reply;
  const { request: asked, question } = found;
  const site = request.headers['sec-fetch-site'];
  const checked = deps.signIn.checkForm(question.session, {
    formToken: form.get('formToken') ?? undefined,
    secFetchSite: typeof site === 'string' ? site : undefined,
    origin: request.headers.origin,
  });
  if (!checked.ok) return showProblem(deps, reply, 403);
  if (form.get('decision') !== 'allow') {
    const declined = await deps.signIn.apps.decline(asked, question);
    return declined.ok ? reply.redirect(declined.value, 303) : showFault(deps, reply, asked, declined.fault);
  }
  const keys = form.getAll('allow');
  const isAnything = question.items.some(
    ({ key, about }) => keys.includes(key) && about !== 'identity' && about !== 'offline',
  );
  if (!isAnything) return showConsent(deps, reply, { request: asked, question, chosen: keys, hasChosenNothing: true });
  const patient = await patientOf(deps, request, question);
  if (!patient.ok) return showFault(deps, reply, asked, patient.fault);
  const allowed = await deps.signIn.apps.allow(asked, request.headers.cookie, { keys, patient: patient.value });
  return allowed.ok ? reply.redirect(allowed.value, 303) : showFault(deps, reply, asked, allowed.fault);
}

export function registerAuthorize(app: FastifyInstance, deps: AuthorizeDeps): void {
  app.get('/oauth2/authorize', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const at = request.url.indexOf('?');
    const query = new URLSearchParams(at === -1 ? '' : request.url.slice(at));
    const found = await prepared(deps, request, reply, query);
    if (found === undefined) return reply;
    const chosen = found.question.items.map(({ key }) => key);
    return showConsent(deps, reply, { ...found, chosen, hasChosenNothing: false });
  });

  app.post('/oauth2/consent', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return answerConsent(deps, request, reply);
  });
}
