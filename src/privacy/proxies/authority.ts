/** Whether somebody may act for a person at a moment, and in which kinds of entries. Pure. */
import type { ContentClass, PersonNumber } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { ageAt } from './age.ts';
import { ageRules, type LegalBasis } from './proxy-rule-table.ts';

export type AuthorityStep = 'requested' | 'approved' | 'refused' | 'renewed' | 'ended';

export interface StepTaken {
  readonly step: AuthorityStep;
  readonly atMs: number;
  readonly by: { readonly kind: string; readonly issuer: string; readonly id: string; readonly name: string };
  readonly evidence: string;
}

/** One person's right to act for another, with every step that it took. */
export interface ProxyAuthority {
  readonly authority: number;
  readonly person: PersonNumber;
  readonly proxy: { readonly issuer: string; readonly subject: string; readonly name: string };
  readonly legalBasis: LegalBasis;
  /** What the one who asked wrote: who the person is to them, and what they call them. */
  readonly relationship: string;
  readonly called: string;
  readonly classes: readonly ContentClass[];
  /** The practice that decides about it; what it decides holds for the person's records of every source. */
  readonly organisation: OdsCode;
  readonly requestedMs: number;
  readonly startsMs: number | undefined;
  readonly endsMs: number | undefined;
  readonly reviewMs: number | undefined;
  readonly decidedAtAge: number | undefined;
  readonly steps: readonly StepTaken[];
}

export type AuthorityTerms = Pick<
  ProxyAuthority,
  'legalBasis' | 'startsMs' | 'endsMs' | 'reviewMs' | 'decidedAtAge' | 'classes'
>;

function isWithinAges(terms: AuthorityTerms, birthDate: string | undefined, atMs: number): boolean {
  const rules = ageRules.filter((rule) => rule.bases.includes(terms.legalBasis));
  if (rules.length === 0) return true;
  // A child whose age is not known may be of any age.
  if (birthDate === undefined) return false;
  const age = ageAt(birthDate, atMs);
  return rules
    .filter((rule) => age >= rule.age)
    .every((rule) => rule.effect === 'decide-again' && (terms.decidedAtAge ?? -1) >= rule.age);
}

/** Whether this ground is over for good at this age, whatever a practice decides (UK-19). */
export function hasEndedByAge(legalBasis: LegalBasis, birthDate: string | undefined, atMs: number): boolean {
  if (birthDate === undefined) return false;
  const age = ageAt(birthDate, atMs);
  return ageRules.some((rule) => rule.effect === 'ends' && rule.bases.includes(legalBasis) && age >= rule.age);
}

/** `to-review`: off until the practice has looked at it again, by its date or by the person's age. */
export type AuthorityStanding = 'asked' | 'refused' | 'not-yet' | 'active' | 'to-review' | 'ended';

export function standingOfAuthority(
  authority: AuthorityTerms & Pick<ProxyAuthority, 'steps'>,
  birthDate: string | undefined,
  atMs: number,
): AuthorityStanding {
  if (authority.endsMs !== undefined && authority.endsMs <= atMs) return 'ended';
  if (authority.startsMs === undefined)
    return authority.steps.some(({ step }) => step === 'refused') ? 'refused' : 'asked';
  if (hasEndedByAge(authority.legalBasis, birthDate, atMs)) return 'ended';
  if (authority.startsMs > atMs) return 'not-yet';
  return isAuthorityActive(authority, birthDate, atMs) ? 'active' : 'to-review';
}

export function isAuthorityActive(terms: AuthorityTerms, birthDate: string | undefined, atMs: number): boolean {
  if (terms.startsMs === undefined || terms.startsMs > atMs) return false;
  if (terms.endsMs !== undefined && terms.endsMs <= atMs) return false;
  if (terms.reviewMs === undefined || terms.reviewMs <= atMs) return false;
  return isWithinAges(terms, birthDate, atMs);
}
