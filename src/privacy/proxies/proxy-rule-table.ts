/**
 * Legal grounds on which somebody acts for a person, and what a child's age does to each (UK-19). Data: a deployment decides
 * the ages anew. The switch-off is the same for every child, so that it tells a parent nothing.
 */
export const legalBases = [
  'parental-responsibility',
  'guardian',
  'consent',
  'lasting-power-of-attorney',
  'court-deputy',
] as const;
export type LegalBasis = (typeof legalBases)[number];

export interface AgeRule {
  readonly age: number;
  readonly bases: readonly LegalBasis[];
  /** decide-again: off until the practice decided at this age or later; ends: off for good. */
  readonly effect: 'decide-again' | 'ends';
}

const forChildren: readonly LegalBasis[] = ['parental-responsibility', 'guardian'];

export const ageRules: readonly AgeRule[] = [
  { age: 11, bases: forChildren, effect: 'decide-again' },
  { age: 13, bases: forChildren, effect: 'decide-again' },
  { age: 16, bases: forChildren, effect: 'ends' },
];

/** An authority is looked at again after this many days, and is off from then on until it was. */
export const reviewDays: Readonly<Record<LegalBasis, number>> = {
  'parental-responsibility': 365,
  guardian: 365,
  consent: 365,
  'lasting-power-of-attorney': 730,
  'court-deputy': 365,
};
