/** A privacy officer ends that their organisation's records stay without a place for what another record says (decision 88). */
import { type Outcome, ok } from '#kernel/outcome.ts';
import { endKeptRestrictions } from '#patient-index';
import type { PlaceShown, PlaceToShow } from '#privacy';
import { type ReviewRequest, reviewGround } from './enter.ts';
import type { ReviewDependencies } from './note-connection.ts';

/**
 * Holds from the next look on, and open pages look again at once; the entry stands in the person's log. What a record says itself, or
 * keeps for another organisation, stays. Faults: as `showPlaceInDoubt` of privacy; those of the log.
 */
export async function showPlace(
  deps: ReviewDependencies,
  request: ReviewRequest,
  { alert, words }: Omit<PlaceToShow, 'end'>,
): Promise<Outcome<true>> {
  const { caller } = request;
  const entry = {
    ...reviewGround,
    kind: 'administration',
    detail: { alert, whereabouts: 'no longer in doubt' },
  } as const;
  const committed = await deps.audit.commitLogged<Outcome<PlaceShown>>(request, deps.store, async (transaction) => {
    const end = ({ person, organisation }: PlaceShown) =>
      endKeptRestrictions(transaction, {
        person,
        sources: deps.directory.sourceNumbersOf(organisation),
        by: caller,
        evidence: words.trim(),
        atMs: deps.clock.now(),
      });
    const value = await deps.privacy.review.showPlaceInDoubt(transaction, caller, { alert, words, end });
    if (!value.ok) return ok({ value, event: { ...entry, outcome: 'refused' as const }, sealed: [] });
    const event = { ...entry, outcome: 'done' as const, persons: [value.value.person] };
    return ok({ value, event, sealed: [] });
  });
  if (!committed.ok) return committed;
  const { value } = committed.value;
  if (!value.ok) return value;
  const person = await deps.patientIndex.personByNumber(value.value.person);
  deps.changes.announce(person?.records.map(({ compartment }) => compartment) ?? []);
  return ok(true);
}
