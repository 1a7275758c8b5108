/**
 * Places that are kept back because another record, which was or may be of the same person, protects them (decision 88): a privacy
 * officer who has found out that it does not hold for their organisation's records ends it from the alert.
 */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { checkFreshSignIn, type FreshSignInDependencies } from '../claims/fresh-sign-in.ts';
import { privacyFault } from '../faults.ts';
import { addStep, checkReviewer, type ReviewDependencies, readAlert } from './review-alerts.ts';
import { isConnected } from './standing-connection.ts';

export interface PlaceToShow {
  readonly alert: number;
  /** How they found out. */
  readonly words: string;
  /** Ends it where the index keeps it; gives whether there was something to end. */
  readonly end: (shown: PlaceShown) => Promise<boolean>;
}

export interface PlaceShown {
  readonly person: PersonNumber;
  /** Whose records it holds for. */
  readonly organisation: OdsCode;
}

/**
 * A step of the alert, in the transaction that ends it. Faults: PRIVACY-005, also for whoever is noted as the person or close to them;
 * PRIVACY-007 without words; PRIVACY-008 for another organisation's alert, one of another kind, or where nothing is in doubt; PRIVACY-014, -015.
 */
export async function showPlaceInDoubt(
  transaction: DatabaseTransaction,
  deps: ReviewDependencies & FreshSignInDependencies,
  caller: StaffCaller,
  { alert, words, end }: PlaceToShow,
): Promise<Outcome<PlaceShown>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  if (words.trim() === '') return failed(privacyFault('PRIVACY-007'));
  const within = { ...deps, database: { sql: transaction } };
  const row = await readAlert(within, caller, alert);
  if (row === undefined || row.person === null || row.kind !== 'place-in-doubt')
    return failed(privacyFault('PRIVACY-008'));
  const shown = { person: row.person as PersonNumber, organisation: row.organisation };
  // Where somebody in danger lives is nothing for those close to them to decide, nor for themself at work.
  if (await isConnected(transaction, caller, { person: shown.person, nowMs: deps.clock.now() }))
    return failed(privacyFault('PRIVACY-005'));
  const fresh = checkFreshSignIn(deps, caller);
  if (!fresh.ok) return fresh;
  if (!(await end(shown))) return failed(privacyFault('PRIVACY-008'));
  await addStep(within, caller, alert, { step: 'place', words: words.trim() });
  return ok(shown);
}
