/** Codes and refresh tokens: each spent once, known by its hash only. */
import type { Clock } from '#kernel/clock.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { hashOf, newSecret } from '../secret.ts';
import type { SignInDatabase } from '../sign-in-database.ts';
import type { AppGrant, AppGrants, CodeRequest } from './app-grants.ts';

/** A code that was shown: spent now, spent before, or none. */
export type RedeemedCode =
  | { readonly kind: 'redeemed'; readonly grant: AppGrant; readonly request: CodeRequest }
  | { readonly kind: 'reused'; readonly grant: AppGrant }
  | { readonly kind: 'unknown' };

export type RedeemedRefreshToken =
  | { readonly kind: 'redeemed'; readonly grant: AppGrant }
  | { readonly kind: 'reused'; readonly grant: AppGrant }
  | { readonly kind: 'unknown' };

export type AppSecrets = ReturnType<typeof createAppSecrets>;

export function createAppSecrets(deps: {
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly grants: Pick<AppGrants, 'find' | 'standing'>;
}) {
  const { sql } = deps.database;
  const { find, standing } = deps.grants;
  const now = (): Date => new Date(deps.clock.now());

  const redeemCode = async (within: DatabaseTransaction, code: string, clientId: string): Promise<RedeemedCode> => {
    const [row] = await within<
      { grant_id: string; redirect_uri: string; code_challenge: string; nonce: string | null }[]
    >`
      update sign_in.app_code set used_at = ${now()}
      where code_hash = ${hashOf(code)} and used_at is null and expires_at > ${now()}
        and grant_id in (select grant_id from sign_in.app_grant where client_id = ${clientId})
      returning grant_id, redirect_uri, code_challenge, nonce`;
    if (row !== undefined) {
      const grant = await standing(row.grant_id, within);
      const { redirect_uri: redirectUri, code_challenge: codeChallenge } = row;
      const request = { redirectUri, codeChallenge, nonce: row.nonce ?? undefined };
      return grant === undefined ? { kind: 'unknown' } : { kind: 'redeemed', grant, request };
    }
    const spentFor = await grantIdOfSpentCode(within, code);
    const grant = spentFor === undefined ? undefined : await find(spentFor, within);
    return grant === undefined ? { kind: 'unknown' } : { kind: 'reused', grant };
  };

  const grantOfRefreshToken = async (token: string, within: AnySql = sql): Promise<AppGrant | undefined> => {
    const [row] = await within<{ grant_id: string; used_at: Date | null }[]>`
      select grant_id, used_at from sign_in.refresh_token where token_hash = ${hashOf(token)}`;
    return row === undefined ? undefined : find(row.grant_id, within);
  };

  const redeemRefreshToken = async (
    within: DatabaseTransaction,
    token: string,
    clientId: string,
  ): Promise<RedeemedRefreshToken> => {
    const [row] = await within<{ grant_id: string }[]>`
      update sign_in.refresh_token set used_at = ${now()}
      where token_hash = ${hashOf(token)} and used_at is null
        and grant_id in (select grant_id from sign_in.app_grant where client_id = ${clientId})
      returning grant_id`;
    if (row !== undefined) {
      const grant = await standing(row.grant_id, within);
      return grant === undefined ? { kind: 'unknown' } : { kind: 'redeemed', grant };
    }
    const grant = await grantOfRefreshToken(token, within);
    return grant?.clientId === clientId ? { kind: 'reused', grant } : { kind: 'unknown' };
  };

  return {
    redeemCode,
    newRefreshToken: (within: DatabaseTransaction, grantId: string) => newRefreshToken(within, grantId, now()),
    redeemRefreshToken,
    grantOfRefreshToken,
    isUnused: (refreshToken: string) => isUnused(sql, refreshToken),
  };
}

async function grantIdOfSpentCode(within: DatabaseTransaction, code: string): Promise<string | undefined> {
  const [spent] = await within<{ grant_id: string }[]>`
    select grant_id from sign_in.app_code where code_hash = ${hashOf(code)} and used_at is not null`;
  return spent?.grant_id;
}

async function newRefreshToken(within: DatabaseTransaction, grantId: string, issuedAt: Date): Promise<string> {
  const token = newSecret();
  const row = { token_hash: hashOf(token), grant_id: grantId, issued_at: issuedAt };
  await within`insert into sign_in.refresh_token ${within(row)}`;
  return token;
}

async function isUnused(sql: AnySql, refreshToken: string): Promise<boolean> {
  const found = await sql`
    select 1 from sign_in.refresh_token where token_hash = ${hashOf(refreshToken)} and used_at is null`;
  return found.length === 1;
}
