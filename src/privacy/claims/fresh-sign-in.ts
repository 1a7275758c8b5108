/**
 * Acts for which a sign-in of some hours ago is not enough (D1; OWASP ASVS 5, 7.5.3): breaking glass, overriding a seal,
 * agreeing as the second person, taking evidence away, ending a team. Whoever finds a browser that somebody left open can do
 * none of them.
 */
import type { StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { privacyFault } from '../faults.ts';

export interface FreshSignInDependencies {
  readonly clock: Clock;
  /** 15 unless told otherwise. */
  readonly freshSignInMinutes?: number;
}

const minuteMs = 60_000;
export const freshSignInMinutesUnlessTold = 15;

/** Whether whoever asks was authenticated within the limit; the issuer's word (`auth_time`), never the age of the session. Fault PRIVACY-014. */
export function checkFreshSignIn(
  deps: FreshSignInDependencies,
  caller: Pick<StaffCaller, 'authenticatedAtMs'>,
): Outcome<true> {
  const limitMs = (deps.freshSignInMinutes ?? freshSignInMinutesUnlessTold) * minuteMs;
  const isFresh = deps.clock.now() - caller.authenticatedAtMs <= limitMs;
  return isFresh ? ok(true) : failed(privacyFault('PRIVACY-014'));
}
