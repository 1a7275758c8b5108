/** The door to alerts and what looks for patterns. */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { type DatabaseTransaction, numberArray } from '#platform';
import type { FreshSignInDependencies } from '../claims/fresh-sign-in.ts';
import { answerQuestion, askStaff, questionsTo } from './explanations.ts';
import { noteBrokenLog, noteStopped } from './note-alert.ts';
import { type ConnectionToNote, noteConnection } from './note-connection.ts';
import { findPatterns, type Look, type LookContext } from './patterns.ts';
import { type PlaceToShow, showPlaceInDoubt } from './place-in-doubt.ts';
import { raiseAlert } from './raise-alert.ts';
import { checkReviewer, closeAlert, listAlerts, openAlert, type ReviewDependencies } from './review-alerts.ts';
import { isConnected } from './standing-connection.ts';
import { reviewsToldTo, stopsToldTo } from './tell-person.ts';

/** What privacy itself keeps around some looks. */
async function knownAround(deps: ReviewDependencies, looks: readonly Look[], compartmentsOf: CompartmentsOf) {
  const { sql } = deps.database;
  const persons = numberArray([...new Set(looks.map((look) => look.person))]);
  const nowMs = deps.clock.now();
  const selves = await sql<{ issuer: string; staff_id: string; person: PersonNumber }[]>`select issuer, staff_id, person
    from privacy.staff_connection where kind = 'self' and (ends_ms is null or ends_ms > ${nowMs})`;
  const guarded = await sql<{ person: PersonNumber }[]>`select person from privacy.choice
    where kind = 'protection' and (ends_ms is null or ends_ms > ${nowMs}) and person = any(${persons}::text::bigint[])`;
  const stated = looks.filter(
    (look) => look.relationship === 'self-claimed' || look.relationship === 'emergency-access',
  );
  const records = await compartmentsOf([...new Set(stated.map((look) => look.person))]);
  const compartments = numberArray([...records.values()].flat());
  const contacts = await sql<{ compartment: number; organisation: string }[]>`select compartment, organisation
    from privacy.relationship where compartment = any(${compartments}::text::bigint[]) and coalesce(ends_ms, ${nowMs}) > 0`;
  const contactKeys = new Set(contacts.map((row) => `${row.compartment}|${row.organisation}`));
  const protectedPersons = new Set(guarded.map((row) => row.person));
  return {
    selfOf: new Map(selves.map((row) => [`${row.issuer}|${row.staff_id}`, row.person])),
    isProtected: (person: PersonNumber) => protectedPersons.has(person),
    hasContact: (person: PersonNumber, organisation: string) =>
      (records.get(person) ?? []).some((compartment) => contactKeys.has(`${compartment}|${organisation}`)),
  };
}

export type CompartmentsOf = (
  persons: readonly PersonNumber[],
) => Promise<ReadonlyMap<PersonNumber, readonly number[]>>;

type ReviewsDependencies = ReviewDependencies & FreshSignInDependencies & { readonly nextNumber: () => number };

export function reviewOf(deps: ReviewsDependencies) {
  return {
    check: (caller: StaffCaller) => checkReviewer(caller),
    list: (caller: StaffCaller, page: Parameters<typeof listAlerts>[2]) => listAlerts(deps, caller, page),
    open: (caller: StaffCaller, alert: number) => openAlert(deps, caller, alert),
    close: (caller: StaffCaller, closing: Parameters<typeof closeAlert>[2]) => closeAlert(deps, caller, closing),
    ask: (caller: StaffCaller, asking: Parameters<typeof askStaff>[2]) => askStaff(deps, caller, asking),
    questionsTo: (caller: StaffCaller) => questionsTo(deps, caller),
    answer: (caller: StaffCaller, answering: Parameters<typeof answerQuestion>[2]) =>
      answerQuestion(deps, caller, answering),
    noteConnection: (transaction: DatabaseTransaction, caller: StaffCaller, noting: ConnectionToNote) =>
      noteConnection(transaction, deps, caller, noting),
    showPlaceInDoubt: (transaction: DatabaseTransaction, caller: StaffCaller, shown: PlaceToShow) =>
      showPlaceInDoubt(transaction, deps, caller, shown),
    /** Whether this member of staff is noted as the person or as close to them (D17). */
    isConnected: (caller: StaffCaller, person: PersonNumber) =>
      isConnected(deps.database.sql, caller, { person, nowMs: deps.clock.now() }),
    noteStopped: (caller: StaffCaller, person: PersonNumber, decidedBy: readonly string[]) =>
      noteStopped(deps, caller, person, decidedBy),
    noteBrokenLog: (organisations: readonly OdsCode[], day: string) => noteBrokenLog(deps, organisations, day),
    /** What the person reads of the review of each claim about them. */
    toldTo: (person: PersonNumber) => reviewsToldTo(deps, person),
    stopsToldTo: (person: PersonNumber, sinceMs: number) => stopsToldTo(deps, person, sinceMs),
    knownAround: (looks: readonly Look[], compartmentsOf: CompartmentsOf) => knownAround(deps, looks, compartmentsOf),
    /** Raises an alert for each suspicion that is news; gives how many were. */
    async raiseForPatterns(looks: readonly Look[], context: LookContext): Promise<number> {
      let raised = 0;
      for (const suspicion of findPatterns(looks, context)) {
        const isNews = await raiseAlert(deps.database.sql, {
          alert: deps.nextNumber(),
          organisation: suspicion.organisation as OdsCode,
          kind: suspicion.kind,
          person: suspicion.person,
          staff: suspicion.staff,
          reasons: suspicion.reasons,
          nowMs: context.nowMs,
          // By the day of the look: looked for again, the same suspicion is the same alert.
          happenedMs: suspicion.atMs,
        });
        if (isNews) raised += 1;
      }
      return raised;
    },
  };
}
