/** `/oauth2/...` and the SMART discovery documents. The authorize endpoint comes with SMART App Launch: until then it is not advertised. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Fault } from '#kernel/fault.ts';
import type { SignIn } from '#sign-in';

export interface OauthDeps {
  readonly signIn: Pick<SignIn, 'exchangeClientAssertion' | 'publicKeys'>;
  /** Scheme, host and port of the region; no slash at the end. */
  readonly publicUrl: string;
}

/** RFC 6749, 5.2: the code of a fault for OAuth clients. */
const oauthErrorByFault: Readonly<Record<string, { readonly error: string; readonly status: number }>> = {
  'SIGN-IN-011': { error: 'invalid_client', status: 401 },
  'SIGN-IN-012': { error: 'invalid_request', status: 400 },
  'SIGN-IN-013': { error: 'unsupported_grant_type', status: 400 },
  'SIGN-IN-014': { error: 'invalid_scope', status: 400 },
};

/** A Fastify plugin: `await app.register((scope) => oauthRoutes(scope, deps))`, so that its form reading stays its own. */
export async function oauthRoutes(app: FastifyInstance, deps: OauthDeps): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 20_000 },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );

  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 400 || status >= 500) throw error;
    return refuse(reply, status === 413 ? 413 : 400, 'invalid_request', 'The request is not a form of at most 20 kB.');
  });

  app.post('/oauth2/token', async (request, reply) => {
    if (!(request.body instanceof URLSearchParams)) {
      return refuse(reply, 400, 'invalid_request', 'Send application/x-www-form-urlencoded.');
    }
    const answer = await deps.signIn.exchangeClientAssertion(request.body);
    if (!answer.ok) return refuseFault(reply, answer.fault);
    return reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' }).send(answer.value);
  });

  app.get('/oauth2/jwks', async (_request, reply) =>
    reply.type('application/jwk-set+json').header('cache-control', 'max-age=300').send(deps.signIn.publicKeys()),
  );

  const discovery = smartConfiguration(deps.publicUrl);
  for (const path of ['/.well-known/smart-configuration', '/fhir/.well-known/smart-configuration']) {
    app.get(path, async (_request, reply) =>
      reply.type('application/json').header('cache-control', 'max-age=300').send(discovery),
    );
  }
}

/** SMART App Launch 2.2, conformance: only what answers today. */
function smartConfiguration(publicUrl: string) {
  return {
    issuer: publicUrl,
    jwks_uri: `${publicUrl}/oauth2/jwks`,
    token_endpoint: `${publicUrl}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384', 'ES256'],
    grant_types_supported: ['client_credentials'],
    scopes_supported: ['system/*.cruds', 'system/*.rs', 'system/*.read', 'system/*.write'],
    capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
  };
}

function refuseFault(reply: FastifyReply, fault: Fault) {
  const known = oauthErrorByFault[fault.code];
  return known === undefined
    ? refuse(reply, fault.kind === 'unavailable' ? 503 : 500, 'temporarily_unavailable', fault.message)
    : refuse(reply, known.status, known.error, fault.message);
}

function refuse(reply: FastifyReply, status: number, error: string, description: string) {
  return reply.code(status).headers({ 'cache-control': 'no-store', pragma: 'no-cache' }).send({
    error,
    error_description: description,
  });
}
