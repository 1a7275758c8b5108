/** SMART App Launch for people: from the app's request, by the person's own choice, to a code; and what they allowed before. */
import type { PatientCaller, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from '../faults.ts';
import { fhirBaseUrl, type PersonKind } from '../settings.ts';
import type { TokenAnswer } from '../token-exchange.ts';
import type { AppGrant, LaunchPatient } from './app-grants.ts';
import type { AppRegistration } from './app-register.ts';
import { type ConsentItem, consentItems } from './app-scopes.ts';
import { endGrant, exchangeCode, refreshTokens, revokeToken } from './app-tokens.ts';
import {
  allow,
  type ConsentChoice,
  type ConsentQuestion,
  decline,
  type Prepared,
  prepare,
  type SmartAppsDeps,
  sessionOf,
} from './ask-consent.ts';
import {
  type AuthorizationError,
  type AuthorizationRequest,
  errorLocation,
  type ReadRequest,
  readAuthorizationRequest,
} from './authorization-request.ts';
import { type Introspection, introspectToken } from './introspection.ts';

/** One app that a person has allowed, as they see it in their list. */
export interface ConnectedApp {
  readonly grantId: string;
  readonly clientId: string;
  readonly name: string;
  readonly publisher: string;
  readonly items: readonly ConsentItem[];
  readonly allowedAtMs: number;
  readonly lastUsedAtMs: number | undefined;
  readonly endsAtMs: number;
  readonly isLive: boolean;
  readonly isBoundToSession: boolean;
  readonly ended: AppGrant['ended'];
}

export interface SmartApps {
  /** Fault SIGN-IN-021. */
  register(app: AppRegistration): Promise<Outcome<true>>;
  keepOnly(clientIds: readonly string[]): Promise<void>;
  isOrigin(origin: string): Promise<boolean>;
  readRequest(query: URLSearchParams): Promise<ReadRequest>;
  prepare(request: AuthorizationRequest, cookieHeader: string | undefined): Promise<Prepared>;
  /** Where to send the browser with the code. `keys` are the boxes that were left ticked. Fault SIGN-IN-018. */
  allow(
    request: AuthorizationRequest,
    cookieHeader: string | undefined,
    choice: ConsentChoice,
  ): Promise<Outcome<string>>;
  decline(request: AuthorizationRequest, question: ConsentQuestion): Promise<Outcome<string>>;
  errorLocation(request: AuthorizationRequest, error: AuthorizationError, description: string): string;
  exchangeCode(form: URLSearchParams): Promise<Outcome<TokenAnswer>>;
  refresh(form: URLSearchParams): Promise<Outcome<TokenAnswer>>;
  revoke(form: URLSearchParams): Promise<Outcome<true>>;
  introspect(form: URLSearchParams): Promise<Outcome<Introspection>>;
  /** Apps that can be opened from a record. */
  launchable(audience: PersonKind): Promise<readonly AppRegistration[]>;
  /** The app's launch address with a token for this session and record. Faults SIGN-IN-001, 018, 023. */
  openFrom(opening: {
    readonly kind: PersonKind;
    readonly cookieHeader: string | undefined;
    readonly clientId: string;
    readonly patient: LaunchPatient;
  }): Promise<Outcome<string>>;
  /** Newest first; those that ended lately too. */
  connected(caller: StaffCaller | PatientCaller): Promise<readonly ConnectedApp[]>;
  /** Faults SIGN-IN-018, 024. */
  stop(caller: StaffCaller | PatientCaller, grantId: string): Promise<Outcome<true>>;
}

export function createSmartApps(deps: SmartAppsDeps): SmartApps {
  const { apps, tokens } = deps;
  const { publicUrl } = tokens;
  return {
    register: apps.register,
    keepOnly: apps.keepOnly,
    isOrigin: apps.isOrigin,
    readRequest: (query) => readAuthorizationRequest({ apps, publicUrl }, query),
    prepare: (request, cookieHeader) => prepare(deps, request, cookieHeader),
    allow: (request, cookieHeader, choice) => allow(deps, request, cookieHeader, choice),
    decline: (request, question) => decline(deps, request, question),
    errorLocation: (request, error, description) => errorLocation(publicUrl, request, error, description),
    exchangeCode: (form) => exchangeCode(tokens, form),
    refresh: (form) => refreshTokens(tokens, form),
    revoke: (form) => revokeToken(tokens, form),
    introspect: (form) => introspectToken(tokens, form),
    launchable: async (audience) => (await apps.list(audience)).filter((app) => app.launchUrl !== undefined),
    openFrom: (opening) => openFrom(deps, opening),
    connected: (caller) => connected(deps, caller),
    stop: (caller, grantId) => stop(deps, caller, grantId),
  };
}

async function openFrom(deps: SmartAppsDeps, opening: Parameters<SmartApps['openFrom']>[0]): Promise<Outcome<string>> {
  const { clock, publicUrl, recordSignIn } = deps.tokens;
  const open = await sessionOf(deps, opening.kind, opening.cookieHeader);
  if (open === undefined || open === 'no-role') return failed(signInFault('SIGN-IN-001'));
  const app = await deps.apps.find(opening.clientId);
  if (app?.audience !== opening.kind || app.launchUrl === undefined) return failed(signInFault('SIGN-IN-023'));
  const launch = { clientId: app.clientId, sessionId: open.sessionId, patient: opening.patient };
  const token = await deps.launches.start(launch);
  const logged = await recordSignIn({
    kind: 'app-opened',
    atMs: clock.now(),
    caller: open.caller,
    clientId: app.clientId,
    appName: app.name,
    person: opening.patient.person,
  });
  if (!logged.ok) return failed(signInFault('SIGN-IN-018'));
  const url = new URL(app.launchUrl);
  url.searchParams.set('iss', fhirBaseUrl(publicUrl));
  url.searchParams.set('launch', token);
  return ok(url.href);
}

async function connected(deps: SmartAppsDeps, caller: StaffCaller | PatientCaller): Promise<readonly ConnectedApp[]> {
  const { grants, clock } = deps.tokens;
  const all = await grants.listOf(caller);
  return Promise.all(
    all.map(async (grant): Promise<ConnectedApp> => {
      const app = await deps.apps.find(grant.clientId);
      const isStanding = grant.ended === undefined && grant.endsAtMs > clock.now();
      return {
        grantId: grant.grantId,
        clientId: grant.clientId,
        name: app?.name ?? grant.clientId,
        publisher: app?.publisher ?? '',
        items: consentItems(grant.scopes),
        allowedAtMs: grant.createdAtMs,
        lastUsedAtMs: grant.lastUsedAtMs,
        endsAtMs: grant.endsAtMs,
        isLive: isStanding && app !== undefined && (await grants.standing(grant.grantId)) !== undefined,
        isBoundToSession: grant.isBoundToSession,
        ended: grant.ended,
      };
    }),
  );
}

async function stop(deps: SmartAppsDeps, caller: StaffCaller | PatientCaller, grantId: string): Promise<Outcome<true>> {
  const mine = (await deps.tokens.grants.listOf(caller)).find((grant) => grant.grantId === grantId);
  if (mine === undefined) return failed(signInFault('SIGN-IN-024'));
  const ended = await endGrant(deps.tokens, mine, 'person');
  return ended.ok ? ok(true) : ended;
}
