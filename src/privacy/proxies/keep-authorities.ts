/** Request, decision of the practice, renewal, end: each a step that is kept. What is not approved opens nothing. */
import type { ContentClass, PatientCaller, PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import { type AnySql, type DatabaseTransaction, numberArray } from '#platform';
import { roleProfile } from '../decide/role-table.ts';
import { privacyFault } from '../faults.ts';
import { ageAt } from './age.ts';
import { type AuthorityStep, hasEndedByAge, type ProxyAuthority, type StepTaken } from './authority.ts';
import { type AuthorityDependencies, type AuthorityRow, authorityOf, selectText } from './list-authorities.ts';
import { hasOwnInterest } from './own-interest.ts';
import { type LegalBasis, reviewDays } from './proxy-rule-table.ts';

/** A step is taken in the transaction of the log that names it. */
export interface StepDependencies {
  readonly transaction: DatabaseTransaction;
  readonly clock: Clock;
}

const dayMs = 86_400_000;

type Maker = StepTaken['by'];

function makerOf(caller: StaffCaller | PatientCaller): Maker {
  return caller.kind === 'staff'
    ? { kind: 'staff', issuer: caller.issuer, id: caller.staffId, name: caller.name }
    : { kind: 'person', issuer: caller.issuer, id: caller.subject, name: caller.name };
}

async function takeStep(
  sql: AnySql,
  authority: number,
  taken: { readonly step: AuthorityStep; readonly by: Maker; readonly evidence: string; readonly atMs: number },
): Promise<void> {
  const { by } = taken;
  await sql`insert into privacy.proxy_step (authority, at_ms, step, by_kind, by_issuer, by_id, by_name, evidence)
    values (${authority}, ${taken.atMs}, ${taken.step}, ${by.kind}, ${by.issuer}, ${by.id}, ${by.name}, ${taken.evidence})`;
}

export interface AuthorityRequest {
  readonly person: PersonNumber;
  /** Whoever asks, as the index knows them as a patient: as member of staff they do not decide about it. */
  readonly askedBy?: readonly PersonNumber[];
  readonly legalBasis: LegalBasis;
  /** In the words of who asks: who the person is to them, and what they call them. */
  readonly relationship?: string;
  readonly called?: string;
  readonly classes: readonly ContentClass[];
  /** The practice that is asked. */
  readonly organisation: OdsCode;
  readonly evidence: string;
}

/** A request that waits is not made twice. */
async function waitingRequest(
  sql: AnySql,
  caller: PatientCaller,
  asked: AuthorityRequest,
): Promise<number | undefined> {
  const rows = await sql<{ authority: number }[]>`select authority from privacy.proxy_authority
    where person = ${asked.person} and proxy_issuer = ${caller.issuer} and proxy_subject = ${caller.subject}
      and organisation = ${asked.organisation} and starts_ms is null and ends_ms is null and not exists (
        select 1 from privacy.proxy_step where proxy_step.authority = proxy_authority.authority and step = 'refused')`;
  return rows[0]?.authority;
}

/** Somebody asks to act for a person, proofed to P9 themself. Opens nothing. Faults: PRIVACY-006, PRIVACY-007. */
export async function requestAuthority(
  deps: AuthorityDependencies,
  caller: PatientCaller,
  asked: AuthorityRequest,
): Promise<Outcome<{ readonly authority: number }>> {
  if (caller.identityProofing !== 'P9') return failed(privacyFault('PRIVACY-006'));
  if (asked.classes.length === 0 || asked.evidence.trim() === '') return failed(privacyFault('PRIVACY-007'));
  const waiting = await waitingRequest(deps.database.sql, caller, asked);
  if (waiting !== undefined) return ok({ authority: waiting });
  const authority = deps.nextNumber();
  const nowMs = deps.clock.now();
  await deps.database.transaction(async (transaction) => {
    await transaction`insert into privacy.proxy_authority (authority, person, proxy_issuer, proxy_subject, proxy_name,
        legal_basis, relationship, called, content_classes, organisation, requested_ms)
      values (${authority}, ${asked.person}, ${caller.issuer}, ${caller.subject}, ${caller.name}, ${asked.legalBasis},
        ${asked.relationship ?? ''}, ${asked.called ?? ''}, ${numberArray(asked.classes)}::text::smallint[], ${asked.organisation}, ${nowMs})`;
    const parties = [...new Set([asked.person, ...(asked.askedBy ?? [])])];
    await transaction`insert into privacy.proxy_party (authority, person)
      select ${authority}::bigint, unnest(${numberArray(parties)}::text::bigint[])`;
    const by = makerOf(caller);
    await takeStep(transaction, authority, { step: 'requested', by, evidence: asked.evidence, atMs: nowMs });
  });
  return ok({ authority });
}

export interface AuthorityDecision {
  readonly authority: number;
  readonly step: 'approved' | 'refused' | 'renewed';
  readonly evidence: string;
  /** Fewer kinds of entries than were asked for. */
  readonly classes?: readonly ContentClass[];
  /** On what ground, as the practice found it; that which was asked for unless it says another. */
  readonly legalBasis?: LegalBasis;
  /** At once unless it says when. */
  readonly startsMs?: number;
  readonly endsMs?: number;
}

/** Whether the decision fits what stands: a request is decided once, what was approved is renewed, what ended stays ended. */
function isStepDue(known: ProxyAuthority, step: AuthorityDecision['step'], nowMs: number): boolean {
  const last = known.steps.at(-1)?.step;
  if (known.endsMs !== undefined && known.endsMs <= nowMs) return false;
  return step === 'renewed' ? last === 'approved' || last === 'renewed' : last === 'requested';
}

/** Times in order, and a ground that the person's age still allows. */
function areTermsPossible(
  terms: { readonly legalBasis: LegalBasis; readonly startsMs: number; readonly endsMs: number | undefined },
  birthDate: string | undefined,
): boolean {
  if (terms.endsMs !== undefined && terms.endsMs <= terms.startsMs) return false;
  return !hasEndedByAge(terms.legalBasis, birthDate, terms.startsMs);
}

/** The practice decides, and an approval is dated for review. Faults: PRIVACY-005, -007, -008 and -016. */
export async function decideAuthority(
  { transaction, clock }: StepDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  person: PersonInIndex,
  decision: AuthorityDecision,
): Promise<Outcome<true>> {
  const { caller } = request;
  if (!roleProfile(caller.roleCode).activities.has('approve-proxy')) return failed(privacyFault('PRIVACY-005'));
  if (decision.evidence.trim() === '') return failed(privacyFault('PRIVACY-007'));
  const nowMs = clock.now();
  const rows = await transaction.unsafe<AuthorityRow[]>(
    `${selectText} where authority = $1 and organisation = $2 and person = $3 for update`,
    [decision.authority, caller.organisation, person.person],
  );
  const known = rows[0] === undefined ? undefined : authorityOf(rows[0]);
  if (known === undefined || !isStepDue(known, decision.step, nowMs)) return failed(privacyFault('PRIVACY-008'));
  if (await hasOwnInterest(transaction, caller, { ...decision, person: person.person, nowMs }))
    return failed(privacyFault('PRIVACY-016'));
  if (decision.step !== 'refused') {
    const asked = known.classes;
    const classes = (decision.classes ?? asked).filter((one) => asked.includes(one));
    const legalBasis = decision.legalBasis ?? known.legalBasis;
    const startsMs = known.startsMs ?? Math.max(decision.startsMs ?? nowMs, nowMs);
    if (classes.length === 0 || !areTermsPossible({ legalBasis, startsMs, endsMs: decision.endsMs }, person.birthDate))
      return failed(privacyFault('PRIVACY-007'));
    const age = person.birthDate === undefined ? null : ageAt(person.birthDate, nowMs);
    await transaction`update privacy.proxy_authority set starts_ms = ${startsMs}, legal_basis = ${legalBasis},
        ends_ms = ${decision.endsMs ?? null}, review_ms = ${nowMs + reviewDays[legalBasis] * dayMs},
        decided_at_age = ${age}, content_classes = ${numberArray(classes)}::text::smallint[]
      where authority = ${decision.authority}`;
  }
  const by = makerOf(caller);
  await takeStep(transaction, decision.authority, {
    step: decision.step,
    by,
    evidence: decision.evidence,
    atMs: nowMs,
  });
  return ok(true);
}

/** The person, the one who acts for them, or the practice ends it at once. Faults: PRIVACY-008. */
export async function endAuthority(
  { transaction, clock }: StepDependencies,
  caller: StaffCaller | PatientCaller,
  ending: { readonly authority: number; readonly person: PersonNumber; readonly evidence: string },
): Promise<Outcome<true>> {
  const nowMs = clock.now();
  const by = makerOf(caller);
  const isPractice = caller.kind === 'staff' && roleProfile(caller.roleCode).activities.has('approve-proxy');
  if (caller.kind === 'staff' && !isPractice) return failed(privacyFault('PRIVACY-005'));
  const organisation = caller.kind === 'staff' ? caller.organisation : null;
  const proxy = caller.kind === 'patient' && caller.onBehalfOf !== undefined ? caller.subject : null;
  const rows = await transaction`update privacy.proxy_authority set ends_ms = ${nowMs}
    where authority = ${ending.authority} and person = ${ending.person} and (ends_ms is null or ends_ms > ${nowMs})
      and (${organisation}::text is null or organisation = ${organisation})
      and (${proxy}::text is null or (proxy_subject = ${proxy} and proxy_issuer = ${by.issuer}))
    returning authority`;
  if (rows.length === 0) return failed(privacyFault('PRIVACY-008'));
  await takeStep(transaction, ending.authority, { step: 'ended', by, evidence: ending.evidence, atMs: nowMs });
  return ok(true);
}
