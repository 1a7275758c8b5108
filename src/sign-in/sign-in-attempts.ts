/** Sign-ins under way. Each is bound to one browser and used once (RFC 9700, 2.1 and 4.7: login forgery, mix-up). */
import type { Clock } from '#kernel/clock.ts';
import type { Challenge } from './issuer-connection.ts';
import { hashOf, newSecret } from './secret.ts';
import { attemptMs, type PersonKind } from './settings.ts';
import type { SignInDatabase } from './sign-in-database.ts';

interface AttemptRow {
  readonly kind: PersonKind;
  readonly nonce: string;
  readonly code_verifier: string;
  readonly return_to: string;
  readonly again_from: Date | null;
}

export interface Attempt {
  readonly kind: PersonKind;
  readonly challenge: Challenge;
  readonly returnTo: string;
  /** The person must have been authenticated since; undefined where an earlier sign-in at the issuer is enough. */
  readonly againFromMs?: number;
}

export interface SignInAttempts {
  start(about: {
    kind: PersonKind;
    issuerId: string;
    browserSecret: string;
    returnTo: string;
    isAgain: boolean;
  }): Promise<Challenge>;
  /** The attempt, once: only for the issuer it was sent to, in the browser that started it, within its time. */
  take(state: string, issuerId: string, browserSecret: string): Promise<Attempt | undefined>;
}

export function createSignInAttempts(deps: { database: SignInDatabase; clock: Clock }): SignInAttempts {
  const { sql } = deps.database;

  const start: SignInAttempts['start'] = async (about) => {
    const challenge = { state: newSecret(), nonce: newSecret(), codeVerifier: newSecret() };
    const nowMs = deps.clock.now();
    await sql`delete from sign_in.attempt where expires_at < ${new Date(nowMs)}`;
    const row = {
      state_hash: hashOf(challenge.state),
      browser_hash: hashOf(about.browserSecret),
      kind: about.kind,
      issuer_id: about.issuerId,
      nonce: challenge.nonce,
      code_verifier: challenge.codeVerifier,
      return_to: about.returnTo,
      again_from: about.isAgain ? new Date(nowMs) : null,
      expires_at: new Date(nowMs + attemptMs),
    };
    await sql`insert into sign_in.attempt ${sql(row)}`;
    return challenge;
  };

  const take: SignInAttempts['take'] = async (state, issuerId, browserSecret) => {
    const rows = await sql<AttemptRow[]>`
      delete from sign_in.attempt
      where state_hash = ${hashOf(state)} and browser_hash = ${hashOf(browserSecret)} and issuer_id = ${issuerId}
        and expires_at >= ${new Date(deps.clock.now())}
      returning kind, nonce, code_verifier, return_to, again_from`;
    const row = rows[0];
    if (row === undefined) return undefined;
    const challenge = { state, nonce: row.nonce, codeVerifier: row.code_verifier };
    return {
      kind: row.kind,
      challenge,
      returnTo: row.return_to,
      ...(row.again_from === null ? {} : { againFromMs: row.again_from.getTime() }),
    };
  };

  return { start, take };
}
