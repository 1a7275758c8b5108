/** RFC 7662; SMART App Launch 2.2, "Token introspection". */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { checkAccessToken } from '../access-token.ts';
import { signInFault } from '../faults.ts';
import { isSecret } from '../secret.ts';
import { single } from '../token-exchange.ts';
import { type AppTokenDeps, authenticateApp } from './app-tokens.ts';
import { fhirUserOf, subjectFor } from './id-token.ts';

export type Introspection =
  | { readonly active: false }
  | ({ readonly active: true } & Readonly<Record<string, unknown>>);

const inactive: Introspection = { active: false };

/**
 * What a token of the asking app is worth now. A token of another app is as good as none (RFC 7662, 2.2 and 4), and an
 * app that cannot prove itself is not answered. Faults SIGN-IN-011, 012.
 */
export async function introspectToken(deps: AppTokenDeps, form: URLSearchParams): Promise<Outcome<Introspection>> {
  const token = single(form, 'token');
  if (token === undefined) return failed(signInFault('SIGN-IN-012'));
  const app = await authenticateApp(deps, form);
  if (!app.ok) return app;
  if (app.value.kind !== 'confidential') return failed(signInFault('SIGN-IN-011'));
  const checked = isSecret(token) ? undefined : await checkAccessToken(deps, token);
  const known = isSecret(token) ? await deps.secrets.grantOfRefreshToken(token) : undefined;
  const grant = await deps.grants.standing(checked?.grantId ?? known?.grantId ?? '-');
  if (grant?.clientId !== app.value.clientId) return ok(inactive);
  if (isSecret(token) && !(await deps.secrets.isUnused(token))) return ok(inactive);
  const fhirUser = fhirUserOf(deps.publicUrl, grant);
  return ok({
    active: true,
    iss: deps.publicUrl,
    sub: subjectFor(grant),
    client_id: grant.clientId,
    scope: (checked?.scopes ?? grant.scopes).join(' '),
    exp: Math.floor((checked?.expiresAtMs ?? grant.endsAtMs) / 1000),
    ...(checked === undefined ? {} : { iat: Math.floor(checked.issuedAtMs / 1000) }),
    ...(grant.patient === undefined ? {} : { patient: grant.patient.id }),
    ...(fhirUser === undefined ? {} : { fhirUser }),
  });
}
