/**
 * Uses of data beyond the care of the person, and what each needs (D9). Data. The national opt-out does not apply where the
 * law says so, and there only: coded, each with what has to be named for it (National Data Opt-out operational policy).
 */
export const populationUses = ['service-planning', 'research', 'public-health', 'quality-improvement'] as const;
export type PopulationUse = (typeof populationUses)[number];

export const optOutExemptions = {
  'legal-requirement': 'A law or a court requires it; the law or the order is named',
  'public-interest': 'An overriding public interest; who decided it is named',
  consent: 'Everybody in it consented to this use; the consent is named',
  anonymised: 'Counts that the code of the Information Commissioner calls anonymous; the assessment is named',
} as const;
export type OptOutExemption = keyof typeof optOutExemptions;

/** Type 1 stops at the practice's door: only a law or a court goes past it. */
export const type1Exemptions: ReadonlySet<OptOutExemption> = new Set(['legal-requirement']);

/** The list may be used for so long after it was checked. */
export const optOutListDays = 7;
