/**
 * A privacy officer notes how a member of staff is connected to a person (D17). The note and its entry are one transaction; the entry
 * stands in the person's log and names nobody of the staff: the alert says who.
 */
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { ConnectionNoted, ConnectionToNote } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';
import type { RecordChanges } from '../record-changes.ts';
import { type ReviewRequest, reviewGround } from './enter.ts';

export type ReviewDependencies = ReadDependencies & { readonly changes: RecordChanges };

/**
 * Holds from the next decision on, and open pages look again at once. Noted so before: nothing is changed, and the entry is about
 * nobody. Faults: PRIVACY-005, also about oneself; PRIVACY-008 where the alert is another organisation's or does not name both;
 * PRIVACY-014, -015 where it closes less than before; those of the log.
 */
export async function noteConnection(
  deps: ReviewDependencies,
  request: ReviewRequest,
  { alert, connection }: ConnectionToNote,
): Promise<Outcome<true>> {
  const { review } = deps.privacy;
  const entry = { ...reviewGround, kind: 'administration', detail: { alert, connection } } as const;
  const committed = await deps.audit.commitLogged<Outcome<ConnectionNoted>>(
    request,
    deps.store,
    async (transaction) => {
      const value = await review.noteConnection(transaction, request.caller, { alert, connection });
      if (!value.ok) return ok({ value, event: { ...entry, outcome: 'refused' as const }, sealed: [] });
      const { person, isNews } = value.value;
      const event = isNews ? { ...entry, persons: [person] } : { ...entry, detail: { ...entry.detail, isNews } };
      return ok({ value, event: { ...event, outcome: 'done' as const }, sealed: [] });
    },
  );
  if (!committed.ok) return committed;
  const { value } = committed.value;
  if (!value.ok) return value;
  if (!value.value.isNews) return ok(true);
  const person = await deps.patientIndex.personByNumber(value.value.person);
  deps.changes.announce(person?.records.map(({ compartment }) => compartment) ?? []);
  return ok(true);
}
