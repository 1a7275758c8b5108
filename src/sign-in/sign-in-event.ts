import type { Caller } from '#disclosure';
import type { Outcome } from '#kernel/outcome.ts';
import type { SignInFaultCode } from './faults.ts';

/** Something about signing in that belongs in the log. */
export interface SignInEvent {
  readonly kind: 'signed-in' | 'role-chosen' | 'signed-out' | 'sign-in-failed' | 'token-issued' | 'token-refused';
  readonly atMs: number;
  readonly caller?: Caller;
  readonly issuer?: string;
  readonly subject?: string;
  readonly clientId?: string;
  readonly faultCode?: SignInFaultCode;
  /** How many like it were not written one by one since the last, under a flood of bad tokens. */
  readonly repeated?: number;
}

/** Durable when it answers ok: no cookie and no token leaves before. */
export type RecordSignIn = (event: SignInEvent) => Promise<Outcome<unknown>>;
