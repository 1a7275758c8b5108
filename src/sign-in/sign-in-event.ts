import type { Caller } from '#disclosure';
import type { Outcome } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import type { SignInFaultCode } from './faults.ts';

/** Something about signing in that belongs in the log. */
export interface SignInEvent {
  readonly kind:
    | 'signed-in'
    | 'role-chosen'
    | 'signed-out'
    | 'ended-by-issuer'
    | 'logout-refused'
    | 'sign-in-failed'
    | 'token-issued'
    | 'token-refused'
    | 'app-opened'
    | 'app-allowed'
    | 'app-declined'
    | 'app-stopped';
  readonly atMs: number;
  readonly caller?: Caller;
  readonly issuer?: string;
  readonly subject?: string;
  /** `acr` of the checked ID token or host request (OpenID Connect Core 1.0, 2); none where the issuer gave none. */
  readonly authenticationContextClass?: string;
  readonly clientId?: string;
  /** The person whose record an app was allowed to read: they see it in their own log. */
  readonly person?: number;
  /** The app's name as the person was told it. */
  readonly appName?: string;
  readonly scopes?: readonly string[];
  /** Who or what stopped an app. */
  readonly stoppedBy?: 'person' | 'app' | 'reuse' | 'code-reuse';
  readonly faultCode?: SignInFaultCode;
  /** How many like it were not written one by one since the last, under a flood of bad tokens. */
  readonly repeated?: number;
}

/**
 * Durable when it answers ok: no cookie and no token leaves before. Within a transaction it is durable with that: one whose
 * entry was not taken has to be undone.
 */
export type RecordSignIn = (event: SignInEvent, within?: DatabaseTransaction) => Promise<Outcome<unknown>>;
