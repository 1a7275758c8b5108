/** `/oauth2/...` and the discovery documents: SMART App Launch, SMART Backend Services, RFC 7009, RFC 7662, RFC 8414. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '#kernel/outcome.ts';
import { isOutOfService, outOfServiceRetrySeconds } from '#platform';
import type { SignIn } from '#sign-in';
import { type AuthorizeDeps, registerAuthorize } from './authorize-routes.ts';
import { openidConfiguration, smartConfiguration } from './discovery.ts';
import { notStored, readForms, refuse, refuseFault } from './oauth-answers.ts';

export type { ConsentPages } from './authorize-routes.ts';

export interface OauthDeps {
  readonly signIn: Pick<SignIn, 'answerTokenRequest' | 'publicKeys' | 'apps' | 'checkForm'>;
  /** Scheme, host and port of the region; no slash at the end. */
  readonly publicUrl: string;
  /** What the screens of a person’s consent need; without it only back-end clients are served. */
  readonly consent?: Omit<AuthorizeDeps, 'signIn'>;
}

/** A Fastify plugin: `await app.register((scope) => oauthRoutes(scope, deps))`, so that its form reading stays its own. */
export async function oauthRoutes(app: FastifyInstance, deps: OauthDeps): Promise<void> {
  readForms(app);
  const forms: string[] = [];
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    // RFC 6749, 5.2 has no code for it; RFC 7009, 2.2.1: after a 503 the token is taken to exist, and the client asks again.
    if (isOutOfService(error) && forms.includes(request.routeOptions.url ?? ''))
      return refuse(
        reply.header('retry-after', outOfServiceRetrySeconds),
        503,
        'temporarily_unavailable',
        'The database does not answer at the moment. Try again.',
      );
    const status = error.statusCode ?? 500;
    if (status < 400 || status >= 500) throw error;
    return refuse(reply, status === 413 ? 413 : 400, 'invalid_request', 'The request is not a form of at most 20 kB.');
  });

  const { signIn, publicUrl } = deps;
  /** RFC 6749, 3.2: no parameter comes twice, whether or not it would decide. */
  const answerForm = (path: string, answer: (form: URLSearchParams) => Promise<Outcome<unknown>>): void => {
    forms.push(path);
    app.post(path, async (request: FastifyRequest, reply: FastifyReply) => {
      if (!(request.body instanceof URLSearchParams))
        return refuse(reply, 400, 'invalid_request', 'Send application/x-www-form-urlencoded.');
      const names = [...request.body.keys()];
      if (new Set(names).size < names.length)
        return refuse(reply, 400, 'invalid_request', 'A parameter is there twice.');
      const answered = await answer(request.body);
      if (!answered.ok) return refuseFault(reply, answered.fault);
      const body = answered.value === true ? {} : answered.value;
      return reply.headers(notStored).send(body);
    });
  };
  answerForm('/oauth2/token', signIn.answerTokenRequest);
  answerForm('/oauth2/introspect', signIn.apps.introspect);
  answerForm('/oauth2/revoke', signIn.apps.revoke);
  if (deps.consent !== undefined) registerAuthorize(app, { signIn, ...deps.consent });

  const open = (path: string, type: string, document: () => unknown): void => {
    app.get(path, async (_request, reply) => reply.type(type).header('cache-control', 'max-age=300').send(document()));
  };
  open('/oauth2/jwks', 'application/jwk-set+json', signIn.publicKeys);
  const smart = smartConfiguration(publicUrl);
  const openid = openidConfiguration(publicUrl);
  open('/.well-known/smart-configuration', 'application/json', () => smart);
  open('/fhir/.well-known/smart-configuration', 'application/json', () => smart);
  open('/.well-known/openid-configuration', 'application/json', () => openid);
  open('/.well-known/oauth-authorization-server', 'application/json', () => openid);
}
