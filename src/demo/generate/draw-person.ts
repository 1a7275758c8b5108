/** Draws one person: age, names, home, practice, conditions, medicines and allergies that go together. */
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';
import { type ConditionKey, type ConditionRow, conditionRows } from './conditions-table.ts';
import { dateText, dayMs, yearMs } from './london-calendar.ts';
import type { MedicineKey } from './medicines-table.ts';
import { communities, streets, towns } from './names-table.ts';
import type { DemoAllergy, DemoPerson } from './people-types.ts';
import type { Random } from './random.ts';
import type { CastMember, DemoOrganisation } from './region-types.ts';

export interface Surroundings {
  readonly now: number;
  readonly organisations: readonly DemoOrganisation[];
  readonly cast: readonly CastMember[];
}

/** What a planted case fixes; the rest is drawn. */
export type FixedTraits = Partial<
  Omit<DemoPerson, 'ordinal' | 'nhsNumber' | 'birthMs' | 'practice' | 'generalPractitioner'>
> & {
  readonly practiceCode?: string;
};

/** NHS number of the nth person: 999, then six digits, then the check digit (modulus 11); never two alike. */
export function nhsNumberOf(ordinal: number): string {
  for (let step = 0; step < 4; step++) {
    const firstNine = `999${String(ordinal * 4 + 1 + step).padStart(6, '0')}`;
    const digit = nhsNumberCheckDigit(firstNine);
    if (digit !== undefined) return `${firstNine}${digit}`;
  }
  throw new Error('four numbers in a row without a check digit: impossible under modulus 11');
}

function drawAge(random: Random): number {
  const group = random.next();
  if (group < 0.13) return random.integer(3, 17);
  if (group < 0.33) return random.integer(18, 44);
  if (group < 0.6) return random.integer(45, 64);
  return random.integer(65, 94);
}

function drawConditions(random: Random, age: number, gender: 'female' | 'male', now: number): DemoPerson['conditions'] {
  const group = age < 18 ? 0 : age < 45 ? 1 : age < 65 ? 2 : 3;
  const chosen: { key: ConditionKey; onsetMs: number }[] = [];
  for (const [key, row] of Object.entries(conditionRows) as [ConditionKey, ConditionRow][]) {
    const isPossible = age > row.fromAge && (row.gender === undefined || row.gender === gender);
    if (!random.chance(row.chances[group]) || !isPossible) continue;
    const earliestMs = now - (age - row.fromAge) * yearMs + 30 * dayMs;
    chosen.push({ key, onsetMs: Math.max(earliestMs, now - random.integer(300, 6600) * dayMs) });
  }
  return chosen;
}

const allergyChoices: readonly DemoAllergy[] = [
  { text: 'Penicillin', snomed: '91936005', reaction: 'Rash', severity: 'moderate', year: 2004 },
  { text: 'Penicillin', snomed: '91936005', reaction: 'Anaphylaxis', severity: 'severe', year: 1998 },
  { text: 'Latex', snomed: '300916003', reaction: 'Contact dermatitis', severity: 'mild', year: 2011 },
  { text: 'Peanut', snomed: '91935009', reaction: 'Swelling of lips', severity: 'severe', year: 2016 },
  { text: 'Adhesive dressings', reaction: 'Skin blisters', severity: 'mild', year: 2019 },
  { text: 'Trimethoprim', reaction: 'Widespread rash', severity: 'moderate', year: 2014 },
];

function drawMedicines(conditions: DemoPerson['conditions']): MedicineKey[] {
  return [...new Set(conditions.flatMap(({ key }) => (conditionRows[key] as ConditionRow).medicines))];
}

function drawHome(
  random: Random,
  practice: DemoOrganisation,
): Pick<DemoPerson, 'addressLine' | 'town' | 'postcode' | 'phone'> {
  const [town, outward] = towns.find(([name]) => name === practice.town) ?? random.pick(towns);
  const phone = random.chance(0.6)
    ? `07700 900${String(random.integer(0, 999)).padStart(3, '0')}`
    : `01632 960${random.integer(300, 999)}`;
  const inward = `${random.integer(1, 9)}${random.pick(['AA', 'BD', 'EF', 'HJ', 'LN', 'PQ'])}`;
  return {
    addressLine: `${random.integer(1, 98)} ${random.pick(streets)}`,
    town,
    postcode: `${outward} ${inward}`,
    phone,
  };
}

function drawCommunity(random: Random): (typeof communities)[number] {
  let rest = random.next();
  for (const row of communities) {
    rest -= row.share;
    if (rest < 0) return row;
  }
  return random.pick(communities);
}

function drawNames(
  random: Random,
  gender: 'female' | 'male',
  age: number,
): Pick<DemoPerson, 'title' | 'givenName' | 'familyName' | 'ethnicCode' | 'ethnicText' | 'language' | 'languageText'> {
  const community = drawCommunity(random);
  const title =
    age < 16
      ? gender === 'female'
        ? 'Miss'
        : 'Master'
      : gender === 'female'
        ? random.pick(['Mrs', 'Ms', 'Miss'])
        : 'Mr';
  const speaksEnglish = community.language === 'en' || random.chance(0.5);
  return {
    title,
    givenName: random.pick(community[gender]),
    familyName: random.pick(community.family),
    ethnicCode: community.ethnicCode,
    ethnicText: community.ethnicText,
    language: speaksEnglish ? 'en' : community.language,
    languageText: speaksEnglish ? 'English' : community.languageText,
  };
}

function drawCare(
  random: Random,
  age: number,
): Pick<DemoPerson, 'hasHomeCare' | 'hasCommunityNursing'> & { livesInCareHome?: 'ZX91' | 'ZX92' } {
  const inCareHome = age >= 80 && random.chance(0.25);
  return {
    hasHomeCare: !inCareHome && age >= 65 && random.chance(0.4),
    hasCommunityNursing: age >= 60 && random.chance(0.45),
    ...(inCareHome ? { livesInCareHome: random.pick(['ZX91', 'ZX92'] as const) } : {}),
  };
}

export function drawPerson(random: Random, ordinal: number, fixed: FixedTraits, around: Surroundings): DemoPerson {
  const { practiceCode, ...traits } = fixed;
  const practices = around.organisations.filter((organisation) => organisation.kind === 'gp-practice');
  const practice = practices.find((candidate) => candidate.code === practiceCode) ?? random.pick(practices);
  const generalPractitioner = around.cast.find(
    (member) => member.organisation === practice.code && member.profession === 'gp',
  );
  if (generalPractitioner === undefined) throw new Error(`no GP at ${practice.code}`);
  const drawnBirthMs = around.now - (drawAge(random) + random.next()) * yearMs;
  const birthDate = traits.birthDate ?? dateText(drawnBirthMs);
  const birthMs = Date.parse(`${birthDate}T12:00:00Z`);
  const age = (around.now - birthMs) / yearMs;
  const gender = traits.gender ?? random.pick(['female', 'male'] as const);
  const conditions = traits.conditions ?? drawConditions(random, age, gender, around.now);
  const year = new Date(around.now).getUTCFullYear();
  const allergies = random
    .pickSome(allergyChoices, random.pick([0, 0, 0, 1, 1, 2]))
    .filter(
      (allergy, index, all) =>
        year - allergy.year < age && all.findIndex((other) => other.text === allergy.text) === index,
    );
  return {
    key: `p${String(ordinal).padStart(5, '0')}`,
    ordinal,
    nhsNumber: nhsNumberOf(ordinal),
    gender,
    ...drawNames(random, gender, age),
    ...drawHome(random, practice),
    ...drawCare(random, age),
    practice,
    generalPractitioner,
    acute: ['ZX14', 'ZX16'].includes(practice.code) ? 'ZX42' : 'ZX41',
    medicines: drawMedicines(conditions),
    allergies,
    isRestricted: false,
    isPregnant: false,
    ...(age >= 70 || age < 16
      ? {
          contact: {
            name: `${random.pick(['Susan', 'Paul', 'Nicola', 'Imogen'])} ${random.pick(['Ashdown', 'Barlow', 'Malik'])}`,
            relationship: age < 16 ? 'Parent' : random.pick(['Daughter', 'Son', 'Neighbour']),
            phone: `01632 960${random.integer(100, 199)}`,
          },
        }
      : {}),
    ...traits,
    conditions,
    birthDate,
    birthMs,
  };
}
