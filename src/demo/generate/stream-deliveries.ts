/** The deliveries, person by person, so that a region of any size needs the memory of a few people. */

import { isKeyOf } from '#kernel/own-key.ts';
import { addCommunityCare } from './community-care.ts';
import { drawLife } from './draw-life.ts';
import { nhsNumberOf } from './draw-person.ts';
import type { SourceView } from './fhir-bundle.ts';
import { startBundle } from './fhir-bundle.ts';
import { addPracticeRecord, gpSource } from './gp-record.ts';
import { sendHospitalMedicines, sendImaging } from './hospital-imaging-and-medicines.ts';
import { hospitalView, sendHospitalRecord } from './hospital-life.ts';
import type { DemoPerson } from './people-types.ts';
import { sendPlantedElsewhere } from './planted-elsewhere.ts';
import { addPlantedPractice } from './planted-practice.ts';
import { type PlantedRow, plantedRows } from './planted-table.ts';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';
import type { Delivery, ExpectedFact } from './region-types.ts';
import type { PersonScene, RegionScene } from './scene.ts';
import { addSocialCare } from './social-care.ts';
import { SocialCareFiles } from './social-care-rows.ts';
import { addUnscheduledCare } from './unscheduled-care.ts';

/** How many people go into one social-care file. */
const peoplePerFile = 100;

function plantedView(row: PlantedRow, person: DemoPerson): SourceView {
  if (row.hospitalNumber === undefined) return {};
  if (row.hospitalNumber === 'missing') return { nhsNumber: '', numberStatus: '03' };
  if (row.hospitalNumber === 'invalid') {
    const wrong = (Number(person.nhsNumber.at(-1)) + 1) % 10;
    return { nhsNumber: person.nhsNumber.slice(0, 9) + String(wrong), numberStatus: '02' };
  }
  return { nhsNumber: nhsNumberOf(row.hospitalNumber.ofOrdinal), numberStatus: '01' };
}

/** MSH-7: hospital messages about one person are sent in the order in which they happened. */
function messageTime(delivery: Delivery): string {
  return delivery.kind === 'hl7v2'
    ? (Buffer.from(delivery.bytes.subarray(0, 200)).toString('latin1').split('|')[6] ?? '')
    : '';
}

function inOrder(deliveries: readonly Delivery[]): Delivery[] {
  const messages = deliveries
    .filter((delivery) => delivery.kind === 'hl7v2')
    .map((delivery) => ({ delivery, time: messageTime(delivery) }));
  messages.sort((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
  return [...deliveries.filter((delivery) => delivery.kind !== 'hl7v2'), ...messages.map(({ delivery }) => delivery)];
}

export interface PersonRecord {
  readonly deliveries: readonly Delivery[];
  readonly expected: readonly ExpectedFact[];
}

/** Everything about one person; rows of social care wait in `socialCare`. */
export function personRecord(
  region: RegionScene,
  person: DemoPerson,
  seed: string,
  socialCare: SocialCareFiles,
): PersonRecord {
  const random: Random = seededRandom(`${seed}/record/${person.ordinal}`);
  const scene: PersonScene = {
    ...region,
    random,
    person,
    life: drawLife(random, person, region.now),
    socialCare,
    deliveries: [],
  };
  const key = isKeyOf(plantedRows, person.key) ? person.key : undefined;
  const row: PlantedRow | undefined = key === undefined ? undefined : plantedRows[key];
  if (row?.hospitalOnly === true && key !== undefined) {
    const expected = sendPlantedElsewhere(scene, key);
    return { deliveries: inOrder(scene.deliveries), expected };
  }
  const practice = startBundle({
    random,
    person,
    source: region.source(gpSource(scene)),
    organisations: region.organisations,
  });
  addPracticeRecord(scene, practice);
  if (key !== undefined) addPlantedPractice(scene, key, practice);
  scene.deliveries.push(...practice.deliveries());
  const view = { ...hospitalView(scene), ...(row === undefined ? {} : plantedView(row, person)) };
  scene.deliveries.push(...sendHospitalRecord(scene, view).messages, ...sendImaging(scene).messages);
  sendHospitalMedicines(scene);
  addOtherCare(scene);
  const expected = key === undefined ? [] : sendPlantedElsewhere(scene, key);
  return { deliveries: inOrder(scene.deliveries), expected };
}

function addOtherCare(scene: PersonScene): void {
  addUnscheduledCare(scene);
  addCommunityCare(scene);
  addSocialCare(scene);
}

export function* streamDeliveries(
  region: RegionScene,
  people: Iterable<DemoPerson>,
  seed: string,
): Generator<Delivery> {
  const socialCare = new SocialCareFiles();
  let waiting = 0;
  for (const person of people) {
    yield* personRecord(region, person, seed, socialCare).deliveries;
    waiting += 1;
    if (waiting % peoplePerFile === 0) yield* socialCare.take();
  }
  yield* socialCare.take();
}
