/** Tokens for the command line of a demo region: the same key and the same checks as any other token. */
import type { PatientCaller, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AccessTokenDeps, signAccessToken } from './access-token.ts';
import { signInFault } from './faults.ts';
import { areScopes } from './scopes.ts';
import { systemTokenSeconds } from './token-exchange.ts';

const commandLineClientId = 'goldthread-command-line';
const ttlSecondsMax = 12 * 3600;

export type DemoTokenRequest = { readonly scopes?: readonly string[]; readonly ttlSeconds?: number } & (
  | { readonly client: string }
  | { readonly caller: StaffCaller | PatientCaller }
);

/**
 * A bearer token for a registered client or a demo person. The region still cuts a client's scopes down to those it
 * is registered for, and refuses an unknown client. Faults SIGN-IN-019 outside a demo region, SIGN-IN-014.
 */
export async function mintDemoToken(
  deps: AccessTokenDeps & { readonly isDemoRegion: boolean },
  request: DemoTokenRequest,
): Promise<Outcome<string>> {
  if (!deps.isDemoRegion) return failed(signInFault('SIGN-IN-019'));
  const isClient = 'client' in request;
  const scopes = request.scopes ?? [defaultScope(request)];
  if (scopes.length === 0 || !areScopes(scopes)) return failed(signInFault('SIGN-IN-014'));
  const ttlSeconds = Math.min(Math.max(1, request.ttlSeconds ?? (isClient ? systemTokenSeconds : 3600)), ttlSecondsMax);
  const contents = isClient
    ? { clientId: request.client, scopes, ttlSeconds }
    : { clientId: commandLineClientId, scopes, ttlSeconds, person: request.caller };
  return ok(await signAccessToken(deps, contents));
}

function defaultScope(request: DemoTokenRequest): string {
  if ('client' in request) return 'system/*.cruds';
  return request.caller.kind === 'staff' ? 'user/*.cruds' : 'patient/*.rs';
}
