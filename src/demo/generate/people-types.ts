/** A person of the demo region, as drawn before anything befalls them. */
import type { ConditionKey } from './conditions-table.ts';
import type { MedicineKey } from './medicines-table.ts';
import type { CastMember, DemoOrganisation } from './region-types.ts';

export interface DemoAllergy {
  readonly text: string;
  readonly snomed?: string;
  readonly reaction: string;
  readonly severity: 'mild' | 'moderate' | 'severe';
  readonly year: number;
}

export interface DemoContact {
  readonly name: string;
  readonly relationship: string;
  readonly phone: string;
}

export interface DemoPerson {
  /** A planted case's name, or p0001 and so on. */
  readonly key: string;
  readonly ordinal: number;
  /** The person's true number; what a source sends may differ or be missing. */
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly title: string;
  readonly preferredName?: string;
  readonly gender: 'female' | 'male';
  readonly birthDate: string;
  readonly birthMs: number;
  readonly deathMs?: number;
  readonly addressLine: string;
  readonly town: string;
  readonly postcode: string;
  readonly phone: string;
  readonly ethnicCode: string;
  readonly ethnicText: string;
  readonly language: string;
  readonly languageText: string;
  readonly practice: DemoOrganisation;
  readonly generalPractitioner: CastMember;
  /** Which acute trust they use. */
  readonly acute: 'ZX41' | 'ZX42';
  readonly conditions: readonly { readonly key: ConditionKey; readonly onsetMs: number }[];
  readonly medicines: readonly MedicineKey[];
  readonly allergies: readonly DemoAllergy[];
  readonly contact?: DemoContact;
  /** Patient.meta.security R: the whereabouts are not to be shown. */
  readonly isRestricted: boolean;
  readonly livesInCareHome?: 'ZX91' | 'ZX92';
  readonly hasHomeCare: boolean;
  readonly hasCommunityNursing: boolean;
  readonly isPregnant: boolean;
}

/** Age in whole years on a day. */
export function ageAt(person: { birthDate: string }, dateText: string): number {
  const years = Number(dateText.slice(0, 4)) - Number(person.birthDate.slice(0, 4));
  return dateText.slice(5) < person.birthDate.slice(5) ? years - 1 : years;
}
