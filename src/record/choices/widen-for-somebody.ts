/**
 * Staff who open for somebody what that person, or the rules, had closed: the one it is about is not at the screen to notice,
 * so that it needs a sign-in as the gravest acts do (decision 66), and is nothing for those close to them (decision 80): they may be whom it
 * was closed to. What only closes never waits for either.
 */
import type { PatientCaller, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import { privacyFault } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

/** The person themself is asked nothing more. Faults: PRIVACY-014, PRIVACY-015. */
export function checkSignInToWiden(
  { privacy }: Pick<ReadDependencies, 'privacy'>,
  caller: PatientCaller | StaffCaller,
): Outcome<true> {
  return caller.kind === 'staff' ? privacy.checkFreshSignIn(caller) : ok(true);
}

/** The same for choices, of which somebody close to the person opens none. Faults: PRIVACY-014, PRIVACY-015, PRIVACY-016. */
export async function checkWidening(
  deps: Pick<ReadDependencies, 'privacy'>,
  caller: PatientCaller | StaffCaller,
  { person }: PersonInIndex,
): Promise<Outcome<true>> {
  if (caller.kind === 'staff' && (await deps.privacy.review.isConnected(caller, person)))
    return failed(privacyFault('PRIVACY-016'));
  return checkSignInToWiden(deps, caller);
}
