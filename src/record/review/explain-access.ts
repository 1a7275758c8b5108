/**
 * What a member of staff could see of a person at a moment that is past, and why: the decision from what was known then, and
 * how many entries of which kinds it opened, counted over the versions of then. Counts only: it opens nothing by itself.
 */
import type { CodeAndName } from '#audit';
import { type ContentClassName, contentClassName, type StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import { recordFault } from '../faults.ts';
import type { ReadDependencies } from '../open-record.ts';
import { enter, type ReviewRequest } from './enter.ts';

export interface AccessExplanation {
  readonly atMs: number;
  /** The role that it is about. */
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
  /** As the log knows them at that time when left out. */
  readonly roleCode?: string;
  readonly about: { readonly compartment: Compartment } | { readonly nhsNumber: NhsNumber };
  readonly atMs: number;
}

const dayMs = 86_400_000;
/** Around the moment, the nearest first. */
const windows = [
  { before: 1, after: 0 },
  { before: 0, after: 1 },
  { before: 60, after: 60 },
] as const;

/** The role in which this member of staff stands in the log nearest to a moment. Faults: those of the log. */
async function roleAt(
  deps: ReadDependencies,
  request: ReviewRequest,
  { staff, atMs }: ExplanationWanted,
): Promise<Outcome<CodeAndName | undefined>> {
  for (const { before, after } of windows) {
    const period = { fromMs: atMs - before * dayMs, untilMs: atMs + after * dayMs + 1 };
    const page = await deps.audit.listLooks({ ...period, identifier: staff.staffId, limit: 5_000 });
    if (!page.ok) return page;
    const { organisation } = request.caller;
    const own = page.value.looks.filter(
      (look) => look.staff.issuer === staff.issuer && look.organisation.code === organisation,
    );
    const nearest = own.sort((one, other) => Math.abs(one.atMs - atMs) - Math.abs(other.atMs - atMs))[0];
    if (nearest?.role !== undefined) return ok(nearest.role);
  }
  return ok(undefined);
}

async function personAsked(deps: ReadDependencies, { about }: ExplanationWanted): Promise<PersonInIndex | undefined> {
  if ('compartment' in about) return deps.patientIndex.personOfCompartment(about.compartment);
  return (await deps.patientIndex.personsByNhsNumber(about.nhsNumber))[0];
}

async function explain(
  deps: ReadDependencies,
  caller: StaffCaller,
  person: PersonInIndex,
  atMs: number,
): Promise<AccessExplanation> {
  const decision = await deps.privacy.explainAccess({ caller, person, atMs });
  const role = { code: caller.roleCode, name: caller.roleName };
  const closed = { relationship: undefined, reason: undefined, isWithoutPlace: false, entries: {} };
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

/** Undefined when the log knows no role of this member of staff then. Faults: PRIVACY-005, RECORD-002, those of the log. */
export async function explainAccess(
  deps: ReadDependencies,
  request: ReviewRequest,
  wanted: ExplanationWanted,
): Promise<Outcome<AccessExplanation | undefined>> {
  const isReviewer = deps.privacy.review.check(request.caller).ok;
  const person = isReviewer ? await personAsked(deps, wanted) : undefined;
  const entered = await enter(deps, request, {
    detail: { shown: 'explanation of access' },
    about: person === undefined ? [] : [person.person],
  });
  if (!entered.ok) return entered;
  if (person === undefined) return failed(recordFault('RECORD-002'));
  const { roleCode } = wanted;
  const role = roleCode === undefined ? await roleAt(deps, request, wanted) : ok({ code: roleCode, name: roleCode });
  if (!role.ok) return role;
  if (role.value === undefined) return ok(undefined);
  const caller: StaffCaller = {
    ...request.caller,
    ...wanted.staff,
    name: '',
    roleCode: role.value.code,
    roleName: role.value.name,
  };
  return ok(await explain(deps, caller, person, wanted.atMs));
}
