/** The addresses with which a browser signs in and out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Fault } from '#kernel/fault.ts';
import { readForm } from '#kernel/read-form.ts';
import { newCspNonce, pageHeaders } from '#kit';
import type { SharedRecord } from '#record';
import { type Session, type SignIn, signInFault, signInPageHref, staffCallerOf } from '#sign-in';
import type { RenderSignInPage, SignInPages } from './pages.ts';

export type { RenderSignInPage, SignInPages } from './pages.ts';

export interface WebSignInDeps {
  readonly signIn: Pick<
    SignIn,
    | 'issuers'
    | 'begin'
    | 'finish'
    | 'admit'
    | 'readHostRequest'
    | 'findSession'
    | 'chooseRole'
    | 'signOut'
    | 'checkForm'
    | 'returnAddress'
    | 'endByIssuer'
  >;
  readonly record: Pick<SharedRecord, 'findForLaunch'>;
  readonly clock: Clock;
  /** Scheme, host and port of the region; no slash at the end. */
  readonly publicUrl: string;
  readonly render: RenderSignInPage;
}

type Kind = 'staff' | 'patient';
type Show = <Page extends keyof SignInPages>(
  reply: FastifyReply,
  status: number,
  page: Page,
  view: SignInPages[Page],
) => FastifyReply;

/** A Fastify plugin: `await app.register((scope) => webSignInRoutes(scope, deps))`. */
export async function webSignInRoutes(app: FastifyInstance, deps: WebSignInDeps): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 20_000 },
    (_request, body, done) => done(null, readForm(body as string)),
  );
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
  });
  const show: Show = (reply, status, page, view) => {
    const nonce = newCspNonce();
    const html = deps.render(page, view, nonce);
    return reply.code(status).headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html);
  };

  registerSignIn(app, deps, show);
  registerChooseRole(app, deps, show);
  registerSignOut(app, deps, show);
  registerHostLaunch(app, deps, show);
  registerBackChannelLogout(app, deps);
}

function registerSignIn(app: FastifyInstance, deps: WebSignInDeps, show: Show): void {
  const canonicalHost = new URL(deps.publicUrl).host;

  const begin = (kind: Kind) => async (request: FastifyRequest, reply: FastifyReply) => {
    // The cookie of the sign-in must belong to the host that the issuer sends the browser back to.
    if (request.headers.host !== canonicalHost) return reply.redirect(`${deps.publicUrl}${request.url}`, 302);
    const query = queryOf(request);
    const returnTo = query.get('returnTo') ?? undefined;
    const isAgain = query.get('again') === 'yes';
    const ownIssuer = isAgain ? await issuerOfSession(deps, kind, request.headers.cookie) : undefined;
    const issuerId = query.get('issuer') ?? ownIssuer;
    const issuers = deps.signIn.issuers(kind);
    if (issuerId === undefined && issuers.length > 1) {
      const rest = { ...(returnTo === undefined ? {} : { returnTo }), ...(isAgain ? { again: 'yes' } : {}) };
      const href = (id: string): string => `/sign-in/${kind}?${new URLSearchParams({ issuer: id, ...rest })}`;
      return show(reply, 200, 'choose-issuer', {
        kind,
        issuers: issuers.map((issuer) => ({ name: issuer.name, href: href(issuer.id) })),
      });
    }
    const begun = await deps.signIn.begin({ kind, issuerId, returnTo, isAgain, cookieHeader: request.headers.cookie });
    if (!begun.ok) return showFault(show, reply, kind, begun.fault);
    return reply.header('set-cookie', begun.value.setCookie).redirect(begun.value.location, 302);
  };
  app.get('/sign-in/next', async (request, reply) => {
    const query = queryOf(request);
    const kind = kindOf(query.get('kind'));
    const returnTo = deps.signIn.returnAddress(kind, query.get('returnTo') ?? undefined);
    const again = query.get('again') === 'yes' ? { again: 'yes' } : {};
    return show(reply, 200, 'sign-in-next', {
      signInHref: `/sign-in/${kind}?${new URLSearchParams({ ...again, returnTo })}`,
    });
  });
  app.get('/sign-in/staff', begin('staff'));
  app.get('/sign-in/patient', begin('patient'));

  app.get('/sign-in/callback/:issuer', async (request, reply) => {
    const issuerId = (request.params as { issuer: string }).issuer;
    const kind = deps.signIn.issuers('patient').some((issuer) => issuer.id === issuerId) ? 'patient' : 'staff';
    const query = rawQueryOf(request);
    const done = await deps.signIn.finish({ issuerId, query, cookieHeader: request.headers.cookie });
    if (!done.ok) return showFault(show, reply, kind, done.fault);
    const { session, setCookies, returnTo } = done.value;
    const next = session.caller === undefined ? chooseRoleAddress(returnTo) : returnTo;
    return reply.header('set-cookie', [...setCookies]).redirect(next, 303);
  });
}

/** Who signs in anew does so where they did before: another issuer knows them by another name. */
async function issuerOfSession(
  { signIn }: WebSignInDeps,
  kind: Kind,
  cookieHeader: string | undefined,
): Promise<string | undefined> {
  const session = await signIn.findSession(kind, cookieHeader, { countsAsActivity: false });
  const issuer = session.ok ? session.value.caller?.issuer : undefined;
  return signIn.issuers(kind).find((one) => one.issuer === issuer)?.id;
}

function registerChooseRole(app: FastifyInstance, deps: WebSignInDeps, show: Show): void {
  const pageView = (session: Session, returnTo: string): SignInPages['choose-role'] => ({
    personName: session.personName,
    roles: session.roleChoices.map((role) => ({ ...role, isChosen: role.id === session.chosenRoleId })),
    formToken: session.formToken,
    returnTo,
  });

  app.get('/sign-in/choose-role', async (request, reply) => {
    const returnTo = deps.signIn.returnAddress('staff', queryOf(request).get('returnTo') ?? undefined);
    const session = await deps.signIn.findSession('staff', request.headers.cookie);
    if (!session.ok) return reply.redirect(`/sign-in/staff?${new URLSearchParams({ returnTo })}`, 302);
    return show(reply, 200, 'choose-role', pageView(session.value, returnTo));
  });

  app.post('/sign-in/choose-role', async (request, reply) => {
    const form = formOf(request);
    const returnTo = deps.signIn.returnAddress('staff', form.get('returnTo') ?? undefined);
    const session = await deps.signIn.findSession('staff', request.headers.cookie);
    if (!session.ok) return reply.redirect(signInPageHref('staff', { returnTo }), 303);
    const checked = deps.signIn.checkForm(session.value, postedForm(request, form));
    if (!checked.ok) return showFault(show, reply, 'staff', checked.fault);
    const roleId = form.get('role') ?? '';
    if (roleId === '') {
      const error = 'Select the organisation and role that you are working in';
      return show(reply, 400, 'choose-role', { ...pageView(session.value, returnTo), error });
    }
    const chosen = await deps.signIn.chooseRole({ cookieHeader: request.headers.cookie, roleId });
    if (!chosen.ok) return showFault(show, reply, 'staff', chosen.fault);
    return reply.header('set-cookie', chosen.value.setCookie).redirect(returnTo, 303);
  });
}

function registerSignOut(app: FastifyInstance, deps: WebSignInDeps, show: Show): void {
  app.get('/sign-out', async (request, reply) => {
    const kind = kindOf(queryOf(request).get('kind'));
    const session = await deps.signIn.findSession(kind, request.headers.cookie, { countsAsActivity: false });
    if (!session.ok) return show(reply, 200, 'signed-out', { kind, signInHref: `/sign-in/${kind}` });
    const { personName, formToken } = session.value;
    return show(reply, 200, 'sign-out', { kind, personName, formToken });
  });

  app.post('/sign-out', async (request, reply) => {
    const form = formOf(request);
    const kind = kindOf(form.get('kind'));
    const cookieHeader = request.headers.cookie;
    const session = await deps.signIn.findSession(kind, cookieHeader, { countsAsActivity: false });
    if (session.ok) {
      const { personName, formToken } = session.value;
      const checked = deps.signIn.checkForm(session.value, postedForm(request, form));
      // A page of a sign-in before this one: whoever wants to leave is not told that signing in went wrong, and left signed in.
      if (!checked.ok) return show(reply, 403, 'sign-out', { kind, personName, formToken });
    }
    const { setCookie } = await deps.signIn.signOut(kind, cookieHeader);
    // What the pages left in the browser goes with the session.
    const headers = { 'set-cookie': setCookie, 'clear-site-data': '"cache"' };
    return reply.headers(headers).redirect(`/sign-out?${new URLSearchParams({ kind })}`, 303);
  });
}

/**
 * A host system's own browser window posts its signed request here, so that no number stands in an address. It comes from
 * another site by its nature: it carries its own proof, uses no cookie, and is good once.
 */
function registerHostLaunch(app: FastifyInstance, deps: WebSignInDeps, show: Show): void {
  app.post('/staff/launch', async (request, reply) => {
    const read = await deps.signIn.readHostRequest(formOf(request).get('request') ?? '');
    if (!read.ok) return showFault(show, reply, 'staff', read.fault);
    const { person, patient } = read.value;
    const [role] = person.roleChoices;
    if (role === undefined) return showFault(show, reply, 'staff', signInFault('SIGN-IN-026'));
    const found = await deps.record.findForLaunch(
      {
        requestId: request.id,
        caller: staffCallerOf(person, role),
        purpose: 'TREAT',
        route: 'POST /staff/launch',
        atMs: deps.clock.now(),
      },
      patient,
    );
    if (!found.ok) {
      const isOther = found.fault.code === 'RECORD-002';
      return showFault(show, reply, 'staff', isOther ? signInFault('SIGN-IN-027') : found.fault);
    }
    const returnTo = `/staff/people/${found.value}`;
    const admitted = await deps.signIn.admit({ person, returnTo, cookieHeader: request.headers.cookie });
    if (!admitted.ok) return showFault(show, reply, 'staff', admitted.fault);
    return reply.header('set-cookie', [...admitted.value.setCookies]).redirect(returnTo, 303);
  });
}

/** OpenID Connect Back-Channel Logout 1.0, 2.5 and 2.8: the issuer's server posts it, no browser and no cookie. */
function registerBackChannelLogout(app: FastifyInstance, deps: WebSignInDeps): void {
  app.post<{ Params: { issuer: string } }>('/sign-in/back-channel-logout/:issuer', async (request, reply) => {
    const tokens = formOf(request).getAll('logout_token');
    const done = await deps.signIn.endByIssuer(request.params.issuer, tokens.length === 1 ? (tokens[0] ?? '') : '');
    if (done.ok) return reply.code(200).send();
    return reply.code(400).send({ error: 'invalid_request', error_description: done.fault.message });
  });
}

function showFault(show: Show, reply: FastifyReply, kind: Kind, fault: Fault) {
  const status = { unavailable: 503, 'not-found': 404 }[fault.kind as string] ?? 403;
  const { code, message } = fault;
  return show(reply, status, 'sign-in-failed', { kind, code, message, tryAgainHref: `/sign-in/${kind}` });
}

function postedForm(request: FastifyRequest, form: URLSearchParams) {
  const site = request.headers['sec-fetch-site'];
  return {
    formToken: form.get('formToken') ?? undefined,
    secFetchSite: typeof site === 'string' ? site : undefined,
    origin: request.headers.origin,
  };
}

function chooseRoleAddress(returnTo: string): string {
  return `/sign-in/choose-role?${new URLSearchParams({ returnTo })}`;
}

function kindOf(text: string | null): Kind {
  return text === 'patient' ? 'patient' : 'staff';
}

function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}

function rawQueryOf(request: FastifyRequest): string {
  const at = request.url.indexOf('?');
  return at === -1 ? '' : request.url.slice(at);
}

function queryOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(rawQueryOf(request));
}
