/** The demo region's own OpenID provider, under `/demo-identity`. Never mounted in a real region. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import Provider from 'oidc-provider';
import { readForm } from '#kernel/read-form.ts';
import { acrWithoutSmartcard, acrWithSmartcard, type DemoAccount } from './demo-account.ts';
import { mountPath, oidcConfiguration, patientClientId, sessionCookie, staffClientId } from './oidc-configuration.ts';
import { accountPage, escapeHtml, expiredPage } from './pages.ts';

export interface RenderedPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DemoIdentityDeps {
  /** Scheme, host and port of the region; no slash at the end. */
  readonly publicUrl: string;
  readonly accounts: readonly DemoAccount[];
  /** Private ES256 keys of this provider, each with `kid`. */
  readonly signingKeys: readonly JWK[];
  /** The public keys with which the region proves that it is the one asking. */
  readonly clientKeys: readonly JWK[];
  /** A whole page around a title and a body of HTML. */
  /** The page, and the headers that belong to it. */
  readonly renderPage: (title: string, body: string) => RenderedPage;
}

export interface DemoIdentityProvider {
  /** Mounts the provider. Register it before the server listens. */
  register(app: FastifyInstance): Promise<void>;
  /** Logs one sign-in out, as an issuer does when it ends there: tells the region by the back channel. */
  logOut(kind: DemoAccount['kind'], account: string, session: string): Promise<void>;
}

/** Throws in a region that is not a demo region: to mount it there is a bug. */
export function createDemoIdentityProvider(
  deps: DemoIdentityDeps & { readonly isDemoRegion: boolean },
): DemoIdentityProvider {
  if (!deps.isDemoRegion) throw new Error('a real region has no identity provider of its own');
  const accountByName = new Map(deps.accounts.map((account) => [account.name, account]));
  const provider = new Provider(
    `${deps.publicUrl}${mountPath}`,
    oidcConfiguration({
      publicUrl: deps.publicUrl,
      accountByName,
      signingKeys: deps.signingKeys,
      clientKeys: deps.clientKeys,
      renderError: (message) =>
        deps.renderPage(
          'Sign-in problem',
          `<h1 class="nhsuk-heading-l">Sign-in problem</h1><p>${escapeHtml(message)}</p>`,
        ),
    }),
  );
  const handle = provider.callback();

  /** oidc-provider reads the request itself and finds its own address by the difference between these two. */
  const handOver = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const raw = request.raw as typeof request.raw & { originalUrl?: string };
    const url = raw.url ?? '';
    raw.originalUrl = url;
    raw.url = url.slice(mountPath.length) || '/';
    raw.headers.cookie = withoutSession(raw.headers.cookie);
    reply.hijack();
    await handle(raw, reply.raw);
  };

  const register = async (app: FastifyInstance): Promise<void> => {
    await app.register(async (pages) => registerAccountPage(pages, { provider, accountByName, deps }));
    await app.register(async (rest) => {
      // The body stays unread, since oidc-provider reads the stream.
      rest.removeAllContentTypeParsers();
      rest.addContentTypeParser('*', (_request, _payload, done) => done(null));
      rest.all(`${mountPath}/*`, handOver);
    });
  };
  const logOut: DemoIdentityProvider['logOut'] = async (kind, account, session) => {
    const client = await provider.Client.find(kind === 'patient' ? patientClientId : staffClientId);
    // Missing in the types that the package is published with.
    const told = client as unknown as
      | { backchannelLogout(subject: string, session: string): Promise<void> }
      | undefined;
    await told?.backchannelLogout(account, session);
  };
  return { register, logOut };
}

/** A session from before would make the next person on this machine the last one, or ask to sign that one out. */
function withoutSession(header: string | undefined): string {
  const parts = (header ?? '').split(';').map((part) => part.trim());
  return parts.filter((part) => !part.startsWith(sessionCookie)).join('; ');
}

interface AccountPageDeps {
  readonly provider: Provider;
  readonly accountByName: ReadonlyMap<string, DemoAccount>;
  readonly deps: DemoIdentityDeps;
}

function registerAccountPage(app: FastifyInstance, { provider, accountByName, deps }: AccountPageDeps): void {
  const path = `${mountPath}/choose/:uid`;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_request, body, done) => done(null, readForm(body as string)),
  );

  const page = (reply: FastifyReply, status: number, body: string) => {
    const { html, headers } = deps.renderPage('Demo sign-in', body);
    return reply
      .code(status)
      .headers(headers)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(html);
  };
  /** The accounts that fit who is asking; undefined when this browser has no such sign-in under way. */
  const accountsFor = async (request: FastifyRequest, reply: FastifyReply) => {
    const interaction = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined);
    if (interaction === undefined || interaction.uid !== (request.params as { uid: string }).uid) return undefined;
    const kind = interaction.params['client_id'] === patientClientId ? 'patient' : 'staff';
    return deps.accounts.filter((account) => account.kind === kind);
  };
  const actionOf = (request: FastifyRequest): string =>
    `${mountPath}/choose/${encodeURIComponent((request.params as { uid: string }).uid)}`;

  app.get(path, async (request, reply) => {
    const accounts = await accountsFor(request, reply);
    if (accounts === undefined) return page(reply, 400, expiredPage());
    return page(reply, 200, accountPage({ action: actionOf(request), accounts }));
  });

  app.post(path, async (request, reply) => {
    const accounts = await accountsFor(request, reply);
    if (accounts === undefined) return page(reply, 400, expiredPage());
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const isWithoutSmartcard = form.get('without-smartcard') === 'yes';
    const typed = (form.get('account') ?? form.get('typed') ?? '').trim();
    const account = accountByName.get(typed.toLowerCase());
    if (account === undefined || !accounts.includes(account)) {
      const typedWrong = typed.slice(0, 100);
      return page(reply, 400, accountPage({ action: actionOf(request), accounts, typedWrong, isWithoutSmartcard }));
    }
    const acr = isWithoutSmartcard ? acrWithoutSmartcard : acrWithSmartcard;
    const context = account.kind === 'staff' ? { acr } : {};
    const result = { login: { accountId: account.name, remember: false, ...context } };
    const location = await provider.interactionResult(request.raw, reply.raw, result);
    return reply.header('cache-control', 'no-store').redirect(location, 303);
  });
}
