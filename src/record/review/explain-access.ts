/**
 * What a member of staff could see of a person at a moment that is past, and why: the decision from what was known then, and
 * how many entries of which kinds it opened, counted over the versions of then. Counts only: it opens nothing by itself.
 */
import { type ContentClassName, contentClassName, type StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from '../faults.ts';
import type { ReadDependencies } from '../open-record.ts';
import type { ReviewRequest } from './review-access.ts';

export interface AccessExplanation {
  readonly atMs: number;
  readonly isOpen: boolean;
  /** Rows of docs/safety/access.md. */
  readonly decidedBy: readonly string[];
  readonly relationship: string | undefined;
  readonly reason: string | undefined;
  readonly isWithoutPlace: boolean;
  /** Entries by kind, as they stood; empty where nothing opened. */
  readonly entries: Readonly<Partial<Record<ContentClassName, number>>>;
}

export interface ExplanationWanted {
  readonly staff: StaffCaller;
  readonly compartment: Compartment;
  readonly atMs: number;
}

/** Faults: PRIVACY-005, RECORD-002, those of the log. */
export async function explainAccess(
  deps: ReadDependencies,
  request: ReviewRequest,
  wanted: ExplanationWanted,
): Promise<Outcome<AccessExplanation>> {
  const checked = deps.privacy.review.check(request.caller);
  const person = checked.ok ? await deps.patientIndex.personOfCompartment(wanted.compartment) : undefined;
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: person === undefined ? 'refused' : 'done',
    persons: person === undefined ? [] : [person.person],
    decidedBy: ['D3'],
    detail: { shown: 'explanation of access' },
  });
  if (!logged.ok) return logged;
  if (!checked.ok) return checked;
  if (person === undefined) return failed(recordFault('RECORD-002'));
  const decision = await deps.privacy.explainAccess({ caller: wanted.staff, person, atMs: wanted.atMs });
  const shared = { atMs: wanted.atMs, decidedBy: decision.decidedBy };
  if (!decision.isAllowed)
    return ok({
      ...shared,
      isOpen: false,
      relationship: undefined,
      reason: undefined,
      isWithoutPlace: false,
      entries: {},
    });
  const compartments = person.records.map((record) => record.compartment);
  const labelled = await deps.privacy.labelsAddedAfter(compartments, wanted.atMs);
  const counted = await deps.store.countVisibleAt(decision.rules, { compartments, atMs: wanted.atMs, labelled });
  return ok({
    ...shared,
    isOpen: true,
    relationship: decision.relationship,
    reason: decision.reason,
    isWithoutPlace: decision.stripLocation,
    entries: Object.fromEntries(counted.map(({ contentClass, count }) => [contentClassName(contentClass), count])),
  });
}
