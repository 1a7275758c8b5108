import type { JWK } from 'jose';
import type { DemandedSignIn } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { signAccessToken } from './access-token.ts';
import { createAppGrants } from './apps/app-grants.ts';
import { createAppRegister } from './apps/app-register.ts';
import { createAppSecrets } from './apps/app-secrets.ts';
import { createLaunches } from './apps/launches.ts';
import { createSmartApps, type SmartApps } from './apps/smart-apps.ts';
import { endByIssuer } from './back-channel-logout.ts';
import { type BrowserSignIn, createBrowserSignIn } from './browser-sign-in.ts';
import { checkForm, type PostedForm } from './check-form.ts';
import { createClientKeys } from './client-keys.ts';
import { type ClientRegistration, createClientRegister } from './client-register.ts';
import { type HostRequest, readHostRequest } from './hosts/host-request.ts';
import { connectIssuer } from './issuer-connection.ts';
import { createRefusalLog } from './refusal-log.ts';
import { returnAddress } from './return-address.ts';
import type { Session } from './session.ts';
import { createSessionStore } from './session-store.ts';
import {
  gravestActsAt,
  minuteMs,
  needsSecureCookies,
  type PersonKind,
  type SignInSettings,
  staffIdleMs,
  tokenEndpointUrl,
} from './settings.ts';
import { createSignInAttempts } from './sign-in-attempts.ts';
import type { SignInDatabase } from './sign-in-database.ts';
import type { RecordSignIn } from './sign-in-event.ts';
import type { SigningKeys } from './signing-keys.ts';
import { exchangeClientAssertion, single, systemTokenSeconds, type TokenAnswer } from './token-exchange.ts';
import { createTokenVerifier, type VerifiedToken } from './verify-access-token.ts';

export interface SignInDeps {
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly settings: SignInSettings;
  readonly accessTokenKeys: SigningKeys;
  readonly recordSignIn: RecordSignIn;
  /** For the published keys of clients; the platform's own unless told otherwise. */
  readonly fetch?: typeof fetch;
}

export interface SignIn extends BrowserSignIn {
  /** A logout token that an issuer sent. Faults SIGN-IN-004, SIGN-IN-020, SIGN-IN-028. */
  endByIssuer(issuerId: string, token: string): Promise<Outcome<{ readonly ended: number }>>;
  /** How strongly this issuer must have authenticated a member of staff for the gravest acts; undefined where nothing is set. */
  gravestActsAt(issuer: string): DemandedSignIn | undefined;
  /** Told, in this process, whenever sessions have ended before their time. Gives the way to stop. */
  onSessionsEnded(listener: () => void): () => void;
  /** A path inside the person's own app: the one asked for, or the app's first page when it leads elsewhere. */
  returnAddress(kind: PersonKind, asked: string | undefined): string;
  /** To be asked for every form that is posted. Fault SIGN-IN-009. */
  checkForm(session: Session, form: PostedForm): Outcome<true>;
  /** Fault SIGN-IN-010. */
  verifyAccessToken(token: string): Promise<Outcome<VerifiedToken>>;
  /** For a client that has been authenticated; 300 seconds unless told otherwise. */
  issueAccessToken(contents: { clientId: string; scopes: readonly string[]; ttlSeconds?: number }): Promise<string>;
  /** The form of `POST /oauth2/token`, whatever its grant type. Faults SIGN-IN-011 to 014, 018, 022. */
  answerTokenRequest(form: URLSearchParams): Promise<Outcome<TokenAnswer>>;
  /** A host system's signed request to open a record. Fault SIGN-IN-026. */
  readHostRequest(token: string): Promise<Outcome<HostRequest>>;
  /** Apps that people allow to ask on their behalf. */
  readonly apps: SmartApps;
  /** Fault SIGN-IN-015. */
  registerClient(client: ClientRegistration): Promise<Outcome<true>>;
  /** A client that is registered and not disabled, for what it asked to be done while it is away. */
  findClient(clientId: string): Promise<ClientRegistration | undefined>;
  /** The key set of `/oauth2/jwks`. */
  publicKeys(): { readonly keys: readonly JWK[] };
}

/** The sign-in of one region. Touches neither network nor database before it is asked. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { database, clock, settings, recordSignIn, accessTokenKeys: keys } = deps;
  const { publicUrl, isDemoRegion } = settings;
  const clients = createClientRegister({ database, clock, isDemoRegion });
  const tokenDeps = { keys, publicUrl, clock };
  const staffMs = settings.staffIdleMinutes === undefined ? staffIdleMs : settings.staffIdleMinutes * minuteMs;
  const sessions = createSessionStore({ database, clock, staffIdleMs: staffMs });
  const connections = connectAll(settings, { publicUrl, clock });
  const browser = createBrowserSignIn({
    connections,
    attempts: createSignInAttempts({ database, clock }),
    sessions,
    clock,
    isSecure: needsSecureCookies(settings),
    recordSignIn,
  });
  const clientKeys = createClientKeys({ clock, fetch: deps.fetch ?? fetch });
  const assertionDeps = { database, clock, clientKeys, tokenEndpoint: tokenEndpointUrl(publicUrl), recordSignIn };
  const exchangeDeps = {
    ...assertionDeps,
    clients,
    issueAccessToken: (contents: Parameters<typeof signAccessToken>[1]) => signAccessToken(tokenDeps, contents),
  };
  const appRegister = createAppRegister({ database, clock, isDemoRegion });
  const grants = createAppGrants({ database, clock, sessions });
  const secrets = createAppSecrets({ database, clock, grants });
  const verifier = createTokenVerifier({
    ...tokenDeps,
    ...{ isDemoRegion, clients, recordSignIn },
    apps: appRegister,
    appGrants: grants,
  });
  sessions.onEnded(verifier.forgetBoundToSessions);
  const logRefusal = createRefusalLog(recordSignIn);
  const logoutDeps = { connections, sessions, database, clock, recordSignIn, logRefusal };
  const apps = createSmartApps({
    tokens: { ...tokenDeps, ...assertionDeps, clients: appRegister, grants, secrets, onEnded: verifier.forget },
    apps: appRegister,
    launches: createLaunches({ database, clock }),
    sessions,
    isSecure: needsSecureCookies(settings),
  });
  return {
    ...browser,
    returnAddress,
    endByIssuer: (issuerId, token) => endByIssuer(logoutDeps, issuerId, token),
    gravestActsAt: (issuer) => gravestActsAt(settings, issuer),
    onSessionsEnded: sessions.onEnded,
    checkForm: (session, form) => checkForm(session, form, publicUrl),
    verifyAccessToken: verifier.verify,
    issueAccessToken: (contents) => signAccessToken(tokenDeps, { ttlSeconds: systemTokenSeconds, ...contents }),
    answerTokenRequest: (form) => answerTokenRequest(exchangeDeps, apps, form),
    readHostRequest: (token) => readHostRequest({ database, clock, publicUrl, hosts: settings.hosts ?? [] }, token),
    registerClient: clients.register,
    findClient: clients.find,
    publicKeys: () => ({ keys: [...keys.byKid.values()].map((key) => key.publicJwk) }),
    apps,
  };
}

function connectAll({ staffIssuers, patientIssuer }: SignInSettings, deps: Parameters<typeof connectIssuer>[2]) {
  return [
    ...staffIssuers.map((issuer) => connectIssuer('staff', issuer, deps)),
    ...(patientIssuer === undefined ? [] : [connectIssuer('patient', patientIssuer, deps)]),
  ];
}

function answerTokenRequest(
  deps: Parameters<typeof exchangeClientAssertion>[0],
  apps: SmartApps,
  form: URLSearchParams,
): Promise<Outcome<TokenAnswer>> {
  switch (single(form, 'grant_type')) {
    case 'authorization_code':
      return apps.exchangeCode(form);
    case 'refresh_token':
      return apps.refresh(form);
    default:
      return exchangeClientAssertion(deps, form);
  }
}
