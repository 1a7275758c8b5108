/** Who of the own organisation looked at somebody, and whom one of its members of staff looked at. */
import type { PersonNumber } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex, TracedPerson } from '#patient-index';
import { recordFault } from '../faults.ts';
import type { ReadDependencies } from '../open-record.ts';
import { type CaseLook, ofLine, ofLook } from './case-looks.ts';
import { enter, identify, type ReviewRequest, refuse } from './enter.ts';

export interface LooksAtPerson {
  readonly person: TracedPerson | undefined;
  /** By staff of the reviewer's own organisation only: others answer for theirs. */
  readonly looks: readonly CaseLook[];
  readonly nextBeforeLeaf: number | undefined;
}

/** By NHS number, or by the number that a look-up of a member of staff gave. */
export type WhoseLooks = { readonly nhsNumber: NhsNumber } | { readonly person: PersonNumber };

async function personsAsked({ patientIndex }: ReadDependencies, whose: WhoseLooks) {
  if ('nhsNumber' in whose) return patientIndex.personsByNhsNumber(whose.nhsNumber);
  const found = await patientIndex.personByNumber(whose.person);
  return found === undefined ? [] : [found];
}

/** Faults: PRIVACY-005, RECORD-002, those of the log. */
export async function lookUpByPerson(
  deps: ReadDependencies,
  request: ReviewRequest,
  asked: { readonly whose: WhoseLooks; readonly limit: number; readonly beforeLeaf?: number },
): Promise<Outcome<LooksAtPerson>> {
  const checked = deps.privacy.review.check(request.caller);
  if (!checked.ok) return refuse(deps, request, checked);
  const { whose, ...page } = asked;
  const persons = await personsAsked(deps, whose);
  const numbers = persons.map((one) => one.person);
  const listed = await deps.audit.listForPersons(numbers, page);
  if (!listed.ok) return listed;
  const { organisation } = request.caller;
  const own = listed.value.lines.filter((line) => line.organisation?.code === organisation);
  // A review is no look that needs reviewing: the officer's own question would name whom they ask about at the second try.
  const isLookedAt = own.some(({ relationship }) => relationship !== 'review');
  const person = await nameLookedAt(deps, request, isLookedAt ? persons : [], numbers);
  if (!person.ok) return person;
  if (persons.length === 0) return failed(recordFault('RECORD-002'));
  return ok({ person: person.value, looks: own.map(ofLine), nextBeforeLeaf: listed.value.nextBeforeLeaf });
}

/**
 * A review is of the own organisation's looks: whom none of its staff looked at is not named to its officer, who would have
 * the names and birth dates of a whole region by counting through numbers. The look-up stands in their log all the same.
 */
async function nameLookedAt(
  deps: ReadDependencies,
  request: ReviewRequest,
  toName: readonly PersonInIndex[],
  asked: readonly PersonNumber[],
): Promise<Outcome<TracedPerson | undefined>> {
  if (toName.length === 0) {
    const entered = await enter(deps, request, { detail: { shown: 'look-up by person' }, about: asked });
    return entered.ok ? ok(undefined) : entered;
  }
  const named = await identify(deps, request, toName, 'look-up by person');
  return named.ok ? ok(named.value.persons[0]) : named;
}

export interface LooksOfStaff {
  readonly looks: readonly CaseLook[];
  readonly nextAfterEntry: number | undefined;
}

export interface StaffLookUp {
  readonly staffId: string;
  readonly issuer: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly afterEntry?: number;
}

const looksOnAPage = 500;

/** What one member of staff of the own organisation looked at; people as numbers. Faults: PRIVACY-005, those of the log. */
export async function lookUpByStaff(
  deps: ReadDependencies,
  request: ReviewRequest,
  asked: StaffLookUp,
): Promise<Outcome<LooksOfStaff>> {
  const entered = await enter(deps, request, { detail: { shown: 'look-up by member of staff' } });
  if (!entered.ok) return entered;
  const { staffId, issuer, ...period } = asked;
  const page = await deps.audit.listLooks({ ...period, identifier: staffId, limit: looksOnAPage });
  if (!page.ok) return page;
  const own = page.value.looks.filter(
    (look) => look.staff.issuer === issuer && look.organisation.code === request.caller.organisation,
  );
  return ok({ looks: own.map(ofLook), nextAfterEntry: page.value.nextAfterEntry });
}
