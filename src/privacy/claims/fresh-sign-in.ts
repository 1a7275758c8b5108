/**
 * Acts for which a sign-in of some hours ago is not enough (D1; OWASP ASVS 5, 7.5.3): breaking glass, overriding a seal,
 * agreeing as the second person, taking evidence away, ending a team, opening further for somebody else (decision 66).
 * Whoever finds a browser that somebody left open can do none of them; where the region demands it of an issuer, neither can
 * whoever was authenticated less strongly than it says.
 */
import type { DemandedSignIn, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { Fault } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { privacyFault } from '../faults.ts';

/** What is demanded of those whom this issuer signed in; undefined where nothing is. */
export type DemandedSignInOf = (issuer: string) => DemandedSignIn | undefined;

export interface FreshSignInDependencies {
  readonly clock: Clock;
  /** 15 unless told otherwise. */
  readonly freshSignInMinutes?: number;
  /** Nothing is demanded unless told otherwise. */
  readonly demandedSignInOf?: DemandedSignInOf;
}

const minuteMs = 60_000;
export const freshSignInMinutesUnlessTold = 15;

export type AuthenticatedStaff = Pick<StaffCaller, 'authenticatedAtMs' | 'issuer' | 'authenticationContextClass'>;

/**
 * Whether whoever asks was authenticated within the limit, and strongly enough: by the issuer's word for this sign-in
 * (`auth_time`, `acr`), never by the age of the session. An issuer may overlook what it was asked for (OpenID Connect Core 1.0,
 * 3.1.2.1: acr_values is voluntary), so that what it did is checked here. Faults PRIVACY-014, PRIVACY-015.
 */
export function checkFreshSignIn(
  deps: FreshSignInDependencies,
  { authenticatedAtMs, issuer, authenticationContextClass }: AuthenticatedStaff,
): Outcome<true> {
  const limitMs = (deps.freshSignInMinutes ?? freshSignInMinutesUnlessTold) * minuteMs;
  if (deps.clock.now() - authenticatedAtMs > limitMs) return failed(privacyFault('PRIVACY-014'));
  const demanded = deps.demandedSignInOf?.(issuer);
  const isEnough = demanded === undefined || demanded.acrValues.some((acr) => acr === authenticationContextClass);
  return isEnough ? ok(true) : failed(privacyFault('PRIVACY-015'));
}

/** The sign-in was refused, neither who asks nor what for: they sign in again, and ask again. */
export const isSignInNotEnough = ({ code }: Fault): boolean => code === 'PRIVACY-014' || code === 'PRIVACY-015';
