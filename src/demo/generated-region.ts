/**
 * The demo region, generated: organisations, staff, planted cases and an ordered stream of deliveries for the real
 * intakes. The same options give the same bytes. Everybody and every place in it is invented.
 */

import { drawPerson, type FixedTraits } from './generate/draw-person.ts';
import type { DemoPerson } from './generate/people-types.ts';
import { type PlantedKey, type PlantedRow, plantedKeys, plantedRows } from './generate/planted-table.ts';
import { seededRandom } from './generate/random.ts';
import type {
  CastMember,
  Delivery,
  DemoAccount,
  DemoOrganisation,
  ExpectedFact,
  RegionOptions,
} from './generate/region-types.ts';
import { regionScene } from './generate/scene.ts';
import { SocialCareFiles } from './generate/social-care-rows.ts';
import { buildCast, buildOrganisations, buildStaffAccounts } from './generate/staff-and-organisations.ts';
import { personRecord, streamDeliveries } from './generate/stream-deliveries.ts';
import { type DemoTeam, demoTeams } from './generate/teams-table.ts';

export type { DemoPerson } from './generate/people-types.ts';
export type { PlantedKey } from './generate/planted-table.ts';
export type {
  CastMember,
  Delivery,
  DemoAccount,
  DemoOrganisation,
  DemoSource,
  ExpectedFact,
  Hl7Sender,
  RegionOptions,
  SourceState,
} from './generate/region-types.ts';
export type { DemoTeam } from './generate/teams-table.ts';

export interface PlantedPerson {
  readonly about: string;
  readonly person: DemoPerson;
}

export interface DemoRegion {
  readonly organisations: readonly DemoOrganisation[];
  /** The accounts of the demo region: staff, patients and proxies. */
  readonly staff: readonly DemoAccount[];
  readonly cast: readonly CastMember[];
  /** Teams that people can name for full protection, and for what they seal. */
  readonly teams: readonly DemoTeam[];
  readonly planted: Readonly<Record<PlantedKey, PlantedPerson>>;
  /** What the scripted admissions must have left in the record when all is filed. */
  readonly expectedRecord: readonly ExpectedFact[];
  /** How many people the deliveries are about. */
  readonly peopleCount: number;
  /** Everybody, planted cases first. */
  people(): Generator<DemoPerson>;
  /** In the order of delivery; each person's, and each sender's about a person, in order of time. */
  deliveries(): Generator<Delivery>;
}

/** Ordinary people have numbers from here on. */
const firstOrdinaryOrdinal = 60;

const patientAccounts: readonly (readonly [string, 'patient' | 'proxy', PlantedKey])[] = [
  ['patient-a1', 'patient', 'arthurRimmer'],
  ['proxy-a1', 'proxy', 'karenRimmer'],
  ['patient-ordinary', 'patient', 'leahWhitcombe'],
  ['patient-protected', 'patient', 'alexOrdinary'],
  ['patient-maya', 'patient', 'restricted'],
  ['proxy-maya', 'proxy', 'repeatedHour'],
];

function patientAccount(name: string, kind: 'patient' | 'proxy', person: DemoPerson, actsFor: DemoPerson): DemoAccount {
  const { nhsNumber, birthDate, givenName, familyName } = person;
  const account = { name, kind, personName: `${givenName} ${familyName}`, nhsNumber, birthDate, givenName, familyName };
  return kind === 'proxy' ? { ...account, actsForNhsNumber: actsFor.nhsNumber } : account;
}

/**
 * @param options.people how many people; the planted cases are always among them (0 gives none at all)
 * @param options.now milliseconds since 1970: the region's present
 */
export function generateRegion({ people, seed, now }: RegionOptions): DemoRegion {
  const organisations = buildOrganisations(now);
  const cast = buildCast();
  const region = regionScene(now, organisations, cast);
  const around = { now, organisations, cast };
  const personOf = (ordinal: number, traits: FixedTraits): DemoPerson =>
    drawPerson(seededRandom(`${seed}/person/${ordinal}`), ordinal, traits, around);
  const plantedPerson = (key: PlantedKey): DemoPerson => {
    const row: PlantedRow = plantedRows[key];
    return personOf(row.ordinal, { ...row.traits(now), key });
  };
  const planted = Object.fromEntries(
    plantedKeys.map((key) => [key, { about: plantedRows[key].about, person: plantedPerson(key) }]),
  ) as Record<PlantedKey, PlantedPerson>;
  const ordinaryCount = Math.max(0, people - plantedKeys.length);
  function* everybody(): Generator<DemoPerson> {
    if (people === 0) return;
    for (const key of plantedKeys) yield planted[key].person;
    for (let index = 0; index < ordinaryCount; index++) yield personOf(firstOrdinaryOrdinal + index, {});
  }
  const staff = [
    ...buildStaffAccounts(cast, organisations),
    ...patientAccounts.map(([name, kind, key]) =>
      patientAccount(name, kind, planted[key].person, planted.arthurRimmer.person),
    ),
  ];
  const scripted = people === 0 ? [] : [planted.edwinTarrant.person, planted.oddLetters.person];
  return {
    organisations,
    staff,
    cast,
    teams: demoTeams,
    planted,
    expectedRecord: scripted.flatMap((person) => personRecord(region, person, seed, new SocialCareFiles()).expected),
    peopleCount: people === 0 ? 0 : plantedKeys.length + ordinaryCount,
    people: everybody,
    deliveries: () => streamDeliveries(region, everybody(), seed),
  };
}
