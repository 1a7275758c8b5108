/** The page before sign-in, and signing out. */
import type { FastifyInstance } from 'fastify';
import { newCspNonce, pageHeaders } from '#kit';
import type { PatientAppDependencies } from './dependencies.ts';
import { helpPage } from './pages/help/page.ts';
import { signInPage } from './pages/sign-in/page.ts';
import { patientShell } from './patient-shell.ts';
import { homeLink, sendFault } from './visit.ts';
import { words } from './words.en.ts';

/** Open to all: it says nothing about anybody. */
function registerHelp(app: FastifyInstance, deps: PatientAppDependencies): void {
  app.get('/help', async (request, reply) => {
    const session = await deps.signIn.findSession('patient', request.headers.cookie);
    const nonce = newCspNonce();
    const shell = patientShell({
      title: words.help,
      nonce,
      nowMs: deps.clock.now(),
      isDemo: deps.config.isDemo,
      back: homeLink,
      ...(session.ok ? { formToken: session.value.formToken } : {}),
    });
    const html = deps.pages.render(helpPage, shell, {});
    return reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html);
  });
}

export function registerSignedOut(app: FastifyInstance, deps: PatientAppDependencies): void {
  registerHelp(app, deps);
  app.get('/sign-in', async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const asked = typeof query['returnTo'] === 'string' ? query['returnTo'] : undefined;
    const returnTo = deps.signIn.returnAddress('patient', asked);
    const notice = query['ended'] === 'yes' ? words.ended : query['left'] === 'yes' ? words.left : undefined;
    const nonce = newCspNonce();
    const shell = patientShell({
      title: words.signIn.title,
      nonce,
      nowMs: deps.clock.now(),
      isDemo: deps.config.isDemo,
    });
    const html = deps.pages.render(signInPage, shell, {
      startHref: `/sign-in/patient?${new URLSearchParams({ returnTo })}`,
      provider: deps.signIn.issuers('patient')[0]?.name ?? words.signIn.issuer,
      ...(notice === undefined ? {} : { notice }),
      links: [],
    });
    return reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html);
  });

  app.post('/sign-out', async (request, reply) => {
    const cookieHeader = request.headers.cookie;
    const session = await deps.signIn.findSession('patient', cookieHeader, { countsAsActivity: false });
    if (session.ok) {
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const site = request.headers['sec-fetch-site'];
      const checked = deps.signIn.checkForm(session.value, {
        formToken: form.get('formToken') ?? undefined,
        secFetchSite: typeof site === 'string' ? site : undefined,
        origin: request.headers.origin,
      });
      if (!checked.ok) return sendFault(deps, reply, checked.fault, session.value.formToken);
    }
    const { setCookie } = await deps.signIn.signOut('patient', cookieHeader);
    // What the pages left in the browser goes with the session.
    const headers = { 'set-cookie': setCookie, 'clear-site-data': '"cache"', 'cache-control': 'no-store' };
    return reply.headers(headers).redirect('/my/sign-in?left=yes', 303);
  });
}
