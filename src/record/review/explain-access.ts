/**
 * What a member of staff could see of a person when they looked, and why: the decision from what was known then, and how many
 * entries of which kinds it opened, counted over the versions of then. Counts only: it opens nothing by itself. Bound to a look
 * that stands in the log: an officer reviews what was done, and learns nothing of whom nobody looked at (decision 72).
 */
import type { CodeAndName, LoggedLook } from '#audit';
import { type ContentClassName, contentClassName, type StaffCaller } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { ReadDependencies } from '../open-record.ts';
import { enter, type ReviewRequest } from './enter.ts';

export interface AccessExplanation {
  /** Of the look. */
  readonly atMs: number;
  /** In which they looked. */
  readonly role: CodeAndName;
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
  /** Of the reviewer's own organisation. */
  readonly staff: Pick<StaffCaller, 'staffId' | 'issuer'>;
  readonly nhsNumber: NhsNumber;
  readonly atMs: number;
}

/** A moment is typed to the minute, and remembered less exactly. */
export const minutesAroundMoment = 30;
const aroundMs = minutesAroundMoment * 60_000;

/** A search that found somebody opened nothing of them, and a reason that was written opens nothing yet. */
function isLook({ kind, isStopped }: LoggedLook): boolean {
  return kind === 'disclosure' || kind === 'export' || kind === 'refusal' || (kind === 'search' && isStopped);
}

interface Look {
  readonly look: LoggedLook & { readonly role: CodeAndName };
  readonly person: PersonInIndex;
}

/** The look of this member of staff at one of these persons that is nearest to the moment. Faults: those of the log. */
async function lookNear(
  deps: ReadDependencies,
  { caller }: ReviewRequest,
  { staff, atMs }: ExplanationWanted,
  persons: readonly PersonInIndex[],
): Promise<Outcome<Look | undefined>> {
  const period = { fromMs: atMs - aroundMs, untilMs: atMs + aroundMs + 1 };
  const page = await deps.audit.listLooks({ ...period, identifier: staff.staffId, limit: 5_000 });
  if (!page.ok) return page;
  const near = page.value.looks.flatMap((look): Look[] => {
    const { role, organisation } = look;
    const person = persons.find((one) => one.person === look.person);
    const isTheirs = look.staff.issuer === staff.issuer && organisation.code === caller.organisation;
    const isReview = look.relationship === 'review';
    if (person === undefined || role === undefined || !isTheirs || isReview || !isLook(look)) return [];
    return [{ look: { ...look, role }, person }];
  });
  return ok(near.sort((one, other) => compareLooks(one.look, other.look, atMs))[0]);
}

/** The nearest minute first; in it what opened before what was refused, for then there is more to explain. */
function compareLooks(one: LoggedLook, other: LoggedLook, atMs: number): number {
  const [near, far] = [Math.abs(one.atMs - atMs), Math.abs(other.atMs - atMs)];
  const minutes = Math.floor(near / 60_000) - Math.floor(far / 60_000);
  return minutes || Number(one.isStopped) - Number(other.isStopped) || near - far;
}

async function explain(
  deps: ReadDependencies,
  caller: StaffCaller,
  { look, person }: Look,
): Promise<AccessExplanation> {
  const { atMs, role } = look;
  const closed = { relationship: undefined, reason: undefined, isWithoutPlace: false, entries: {} };
  // Why they were stopped is in the log; whatever would be decided for them now, they saw nothing.
  if (look.isStopped) return { atMs, role, isOpen: false, decidedBy: look.decidedBy, ...closed };
  const decision = await deps.privacy.explainAccess({ caller, person, atMs });
  if (!decision.isAllowed) return { atMs, role, isOpen: false, decidedBy: decision.decidedBy, ...closed };
  const compartments = person.records.map((record) => record.compartment);
  const labelled = await deps.privacy.labelsAddedAfter(compartments, atMs);
  const counted = await deps.store.countVisibleAt(decision.rules, { compartments, atMs, labelled });
  return {
    atMs,
    role,
    isOpen: true,
    decidedBy: decision.decidedBy,
    relationship: decision.relationship,
    reason: decision.reason,
    isWithoutPlace: decision.stripLocation,
    entries: Object.fromEntries(counted.map(({ contentClass, count }) => [contentClassName(contentClass), count])),
  };
}

/**
 * Undefined when the log holds no look of this member of staff at such a person about then, whether or not there is such a
 * person. Faults: PRIVACY-005, those of the log.
 */
export async function explainAccess(
  deps: ReadDependencies,
  request: ReviewRequest,
  wanted: ExplanationWanted,
): Promise<Outcome<AccessExplanation | undefined>> {
  const isReviewer = deps.privacy.review.check(request.caller).ok;
  const persons = isReviewer ? await deps.patientIndex.personsByNhsNumber(wanted.nhsNumber) : [];
  const entered = await enter(deps, request, {
    detail: { shown: 'explanation of access' },
    about: persons.map(({ person }) => person),
  });
  if (!entered.ok) return entered;
  const near = await lookNear(deps, request, wanted, persons);
  if (!near.ok || near.value === undefined) return near.ok ? ok(undefined) : near;
  const { code: roleCode, name: roleName } = near.value.look.role;
  const caller: StaffCaller = { ...request.caller, ...wanted.staff, name: '', roleCode, roleName };
  return ok(await explain(deps, caller, near.value));
}
