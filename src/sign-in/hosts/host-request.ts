/**
 * A signed request of a host system to open one person's record for one member of staff: who they are, in which role and
 * organisation, and whom it is about. Good once, for a minute (RFC 7519, RFC 8725).
 */
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { type NhsNumber, parseNhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { isFirstUse } from '../client-assertion.ts';
import { signInFault } from '../faults.ts';
import type { SignedInPerson } from '../session.ts';
import { absoluteMs, clockSkewMs, minuteMs } from '../settings.ts';
import type { SignInDatabase } from '../sign-in-database.ts';
import { type HostSystem, hostContextClasses, hostIssuer } from './host-system.ts';

const tokenType = 'goldthread-launch+jwt';
const algorithms = ['ES256', 'ES384', 'RS384'];
const lengthMax = 8_192;

export interface HostRequestDeps {
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly hosts: readonly HostSystem[];
}

export interface HostRequest {
  readonly host: Pick<HostSystem, 'id' | 'name'>;
  readonly person: SignedInPerson & { readonly kind: 'staff' };
  readonly patient: { readonly nhsNumber: NhsNumber; readonly birthDate: string; readonly familyName: string };
}

const filled = z.string().min(1).max(200);
const shape = z.object({
  jti: filled,
  iat: z.number(),
  exp: z.number(),
  sub: filled,
  name: filled,
  /** When the host authenticated the member of staff, and how strongly. */
  auth_time: z.number(),
  acr: z.enum(hostContextClasses),
  organisation: z.object({ code: filled, name: filled }),
  role: z.object({ code: filled, name: filled }),
  patient: z.object({ nhs_number: filled, birth_date: z.string().regex(/^\d{4}-\d\d-\d\d$/), family_name: filled }),
});

export function hostLaunchUrl(publicUrl: string): string {
  return `${publicUrl}/staff/launch`;
}

/** Fault SIGN-IN-026, the same whatever was wrong: unknown host, signature, time, use, organisation, role. */
export async function readHostRequest(deps: HostRequestDeps, token: string): Promise<Outcome<HostRequest>> {
  const refused = failed(signInFault('SIGN-IN-026'));
  const host = hostOf(deps, token);
  if (host === undefined) return refused;
  const nowMs = deps.clock.now();
  const verified = await jwtVerify(token, createLocalJWKSet(host.jwks), {
    algorithms,
    typ: tokenType,
    issuer: host.id,
    audience: hostLaunchUrl(deps.publicUrl),
    clockTolerance: clockSkewMs / 1000,
    currentDate: new Date(nowMs),
  }).then(
    ({ payload }) => shape.safeParse(payload),
    () => undefined,
  );
  if (verified?.success !== true) return refused;
  const claims = verified.data;
  const organisation = host.speaksFor.find((code) => code === claims.organisation.code);
  const nhsNumber = parseNhsNumber(claims.patient.nhs_number);
  if (organisation === undefined || nhsNumber === undefined || !host.roles.includes(claims.role.code)) return refused;
  const { iat, exp } = claims;
  if (exp - iat > minuteMs / 1000 || iat * 1000 > nowMs + clockSkewMs || iat * 1000 < nowMs - minuteMs - clockSkewMs)
    return refused;
  const authenticatedAtMs = claims.auth_time * 1000;
  if (authenticatedAtMs > nowMs + clockSkewMs || nowMs > authenticatedAtMs + absoluteMs) return refused;
  const use = { clientId: `host:${host.id}`, jti: claims.jti, expiresAtMs: exp * 1000 };
  if (!(await isFirstUse(deps, use))) return refused;
  const role = {
    id: `${organisation}.${claims.role.code}`,
    organisation,
    organisationName: claims.organisation.name,
    roleCode: claims.role.code,
    roleName: claims.role.name,
  };
  const person = {
    kind: 'staff',
    issuer: hostIssuer(host.id),
    subject: claims.sub,
    name: claims.name,
    authenticatedAtMs,
    authenticationContextClass: claims.acr,
  } as const;
  const { birth_date: birthDate, family_name: familyName } = claims.patient;
  return ok({ host, person: { ...person, roleChoices: [role] }, patient: { nhsNumber, birthDate, familyName } });
}

/** Unverified, to find the key; only these header parameters, so that the token cannot say who vouches for it. */
function hostOf(deps: HostRequestDeps, token: string): HostSystem | undefined {
  if (token.length > lengthMax) return undefined;
  try {
    const header = decodeProtectedHeader(token);
    if (Object.keys(header).some((name) => name !== 'alg' && name !== 'kid' && name !== 'typ')) return undefined;
    const { iss } = decodeJwt(token);
    return deps.hosts.find(({ id }) => id === iss);
  } catch {
    return undefined;
  }
}
