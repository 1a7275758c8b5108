/** Access tokens for the APIs: JWTs (RFC 9068), ES256 by this region's key and nothing else. */
import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { PatientCaller, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { parseNhsNumber } from '#kernel/nhs-number.ts';
import { parseOdsCode } from '#kernel/ods-code.ts';
import { clockSkewMs, fhirBaseUrl } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

const tokenType = 'at+jwt';
const tokenLengthMax = 8_192;
/** The claim with the person for whom a demo token speaks. */
const personClaim = 'goldthread_person';
/** The claim that names what a person allowed an app: nothing about the person stands in an app's token. */
const grantClaim = 'goldthread_grant';

export interface AccessTokenContents {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly ttlSeconds: number;
  readonly person?: StaffCaller | PatientCaller;
  readonly grant?: { readonly grantId: string; readonly subject: string };
}

export interface CheckedToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly person: StaffCaller | PatientCaller | undefined;
  readonly grantId: string | undefined;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

export type AccessTokenIssuer = (contents: AccessTokenContents) => Promise<string>;

export interface AccessTokenDeps {
  readonly keys: SigningKeys;
  readonly publicUrl: string;
  readonly clock: Clock;
}

export function signAccessToken(deps: AccessTokenDeps, contents: AccessTokenContents): Promise<string> {
  const nowSeconds = Math.floor(deps.clock.now() / 1000);
  const { kid, privateKey } = deps.keys.newest;
  const person = contents.person === undefined ? {} : { [personClaim]: contents.person };
  const grant = contents.grant === undefined ? {} : { [grantClaim]: contents.grant.grantId };
  return new SignJWT({ client_id: contents.clientId, scope: contents.scopes.join(' '), ...person, ...grant })
    .setProtectedHeader({ alg: 'ES256', kid, typ: tokenType })
    .setIssuer(deps.publicUrl)
    .setAudience(fhirBaseUrl(deps.publicUrl))
    .setSubject(subjectOf(contents))
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + contents.ttlSeconds)
    .setJti(randomUUID())
    .sign(privateKey);
}

function subjectOf({ clientId, person, grant }: AccessTokenContents): string {
  if (grant !== undefined) return grant.subject;
  if (person === undefined) return clientId;
  return person.kind === 'staff' ? person.staffId : person.subject;
}

/** Undefined whatever is wrong: the caller learns nothing more, and nothing that the token names is opened or fetched. */
export async function checkAccessToken(deps: AccessTokenDeps, token: string): Promise<CheckedToken | undefined> {
  const key = keyOf(deps.keys, token);
  if (key === undefined) return undefined;
  const nowMs = deps.clock.now();
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['ES256'],
      typ: tokenType,
      issuer: deps.publicUrl,
      audience: fhirBaseUrl(deps.publicUrl),
      clockTolerance: clockSkewMs / 1000,
      currentDate: new Date(nowMs),
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'scope'],
    });
    return contentsOf(payload, nowMs);
  } catch {
    return undefined;
  }
}

function keyOf(keys: SigningKeys, token: string) {
  if (token.length > tokenLengthMax) return undefined;
  try {
    const header = decodeProtectedHeader(token);
    // Only these three: `jku`, `x5u`, `jwk`, `x5c` and `crit` would let the token say who vouches for it.
    if (Object.keys(header).some((name) => name !== 'alg' && name !== 'kid' && name !== 'typ')) return undefined;
    return header.alg === 'ES256' && typeof header.kid === 'string' ? keys.byKid.get(header.kid)?.publicKey : undefined;
  } catch {
    return undefined;
  }
}

function contentsOf(payload: JWTPayload, nowMs: number): CheckedToken | undefined {
  const { client_id: clientId, scope, iat, exp } = payload;
  if (typeof clientId !== 'string' || typeof scope !== 'string' || iat === undefined || exp === undefined) {
    return undefined;
  }
  if (iat * 1000 > nowMs + clockSkewMs) return undefined;
  const claimed = payload[personClaim];
  const person = claimed === undefined ? undefined : readPerson(claimed);
  if (claimed !== undefined && person === undefined) return undefined;
  const grantId = payload[grantClaim];
  if (grantId !== undefined && (typeof grantId !== 'string' || person !== undefined)) return undefined;
  const times = { issuedAtMs: iat * 1000, expiresAtMs: exp * 1000 };
  return { clientId, scopes: scope.split(' ').filter(Boolean), person, grantId, ...times };
}

const odsCode = z.string().transform((text, context) => {
  const code = parseOdsCode(text);
  if (code !== undefined) return code;
  context.addIssue({ code: 'custom', message: 'organisation code' });
  return z.NEVER;
});
const nhsNumber = z.string().transform((text, context) => {
  const number = parseNhsNumber(text);
  if (number !== undefined) return number;
  context.addIssue({ code: 'custom', message: 'NHS number' });
  return z.NEVER;
});
const filled = z.string().min(1);
const personShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('staff'),
    staffId: filled,
    issuer: filled,
    name: filled,
    roleCode: filled,
    roleName: filled,
    organisation: odsCode,
    organisationName: filled,
    authenticatedAtMs: z.number(),
  }),
  z.strictObject({
    kind: z.literal('patient'),
    subject: filled,
    issuer: filled,
    name: filled,
    nhsNumber,
    birthDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    // Below P9 a person has no access to a record (UK-20), by whatever way the token came about.
    identityProofing: z.literal('P9'),
    authenticatedAtMs: z.number(),
  }),
]);

function readPerson(value: unknown): StaffCaller | PatientCaller | undefined {
  const parsed = personShape.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
