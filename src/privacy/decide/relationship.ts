/** Legitimate relationships: how they come about, how long they last. */
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';

/** In the order in which a page names the strongest. */
export const relationshipKinds = [
  'registered-gp',
  'admission',
  'emergency-attendance',
  'urgent-care',
  'caseload',
  'residency',
  'care-package',
  'clinic-date',
  'referral',
  'pharmacy-consultation',
  'pending-result',
  'self-claimed',
  'emergency-access',
] as const;
export type RelationshipKind = (typeof relationshipKinds)[number];

export interface Relationship {
  readonly compartment: Compartment;
  readonly organisation: OdsCode;
  readonly kind: RelationshipKind;
  /** Number of the resource that shows it. */
  readonly evidence: number;
  readonly startsMs: number;
  /** End of the contact itself; undefined while it lasts. */
  readonly endsMs: number | undefined;
}

const dayMs = 86_400_000;

/** What ended before it counts no longer: a contact has a tail, so that results and letters can be read after it. */
export function tailBeginsMs(nowMs: number, tailDays: number): number {
  return nowMs - tailDays * dayMs;
}

/** While a contact lasts, and for its tail. */
export function isActive(
  relationship: Pick<Relationship, 'kind' | 'startsMs' | 'endsMs'>,
  nowMs: number,
  tailDays: number,
): boolean {
  if (relationship.startsMs > nowMs) return false;
  return relationship.endsMs === undefined || relationship.endsMs >= tailBeginsMs(nowMs, tailDays);
}
