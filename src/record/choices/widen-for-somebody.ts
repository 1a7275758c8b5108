/**
 * Staff who open for somebody what that person, or the rules, had closed: the one it is about is not at the screen to notice,
 * so that it needs a sign-in as the gravest acts do (decision 66). What only closes never waits for one.
 */
import type { PatientCaller, StaffCaller } from '#disclosure';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { ReadDependencies } from '../open-record.ts';

/** The person themself is asked nothing more. Faults: PRIVACY-014, PRIVACY-015. */
export function checkSignInToWiden(
  { privacy }: Pick<ReadDependencies, 'privacy'>,
  caller: PatientCaller | StaffCaller,
): Outcome<true> {
  return caller.kind === 'staff' ? privacy.checkFreshSignIn(caller) : ok(true);
}
