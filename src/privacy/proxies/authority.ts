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

export function isAuthorityActive(terms: AuthorityTerms, birthDate: string | undefined, atMs: number): boolean {
  if (terms.startsMs === undefined || terms.startsMs > atMs) return false;
  if (terms.endsMs !== undefined && terms.endsMs <= atMs) return false;
  if (terms.reviewMs === undefined || terms.reviewMs <= atMs) return false;
  return isWithinAges(terms, birthDate, atMs);
}
