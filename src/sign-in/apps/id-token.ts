/** OpenID Connect Core, 2; SMART App Launch 2.2, "Scopes for requesting identity data". */
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { AccessTokenDeps } from '../access-token.ts';
import { fhirBaseUrl } from '../settings.ts';
import { type AppGrant, subjectOf } from './app-grants.ts';

const idTokenSeconds = 300;

/** Another one for each app (OpenID Connect Core, 8.1): two apps cannot find out that they serve the same person. */
export function subjectFor(grant: Pick<AppGrant, 'clientId' | 'caller'>): string {
  const { caller, clientId } = grant;
  return createHash('sha256')
    .update(JSON.stringify([clientId, caller.issuer, subjectOf(caller)]))
    .digest('base64url');
}

/** The address of the person's own Patient resource; staff have none here. */
export function fhirUserOf(
  publicUrl: string,
  grant: Pick<AppGrant, 'caller' | 'patient' | 'scopes'>,
): string | undefined {
  const isOwn = grant.caller.kind === 'patient' && grant.patient !== undefined && grant.scopes.includes('fhirUser');
  return isOwn ? `${fhirBaseUrl(publicUrl)}/Patient/${grant.patient?.id}` : undefined;
}

export function signIdToken(
  deps: AccessTokenDeps,
  { grant, nonce }: { readonly grant: AppGrant; readonly nonce: string | undefined },
): Promise<string> {
  const nowSeconds = Math.floor(deps.clock.now() / 1000);
  const fhirUser = fhirUserOf(deps.publicUrl, grant);
  const claims = {
    auth_time: Math.floor(grant.caller.authenticatedAtMs / 1000),
    ...(nonce === undefined ? {} : { nonce }),
    ...(fhirUser === undefined ? {} : { fhirUser }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: deps.keys.newest.kid, typ: 'JWT' })
    .setIssuer(deps.publicUrl)
    .setAudience(grant.clientId)
    .setSubject(subjectFor(grant))
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + idTokenSeconds)
    .sign(deps.keys.newest.privateKey);
}
