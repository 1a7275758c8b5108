/** The demo region: deterministic, believable, large enough (issue 2, item 11). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { FhirResource } from 'fhir/r4.js';
import { nhsNumberFlaw } from '#kernel/nhs-number.ts';
import { countDelivery, median, type PersonCount } from './generate/count-entries.ts';
import { isWeekend } from './generate/london-calendar.ts';
import { keyEvents } from './generate/long-record.ts';
import { professions } from './generate/professions-table.ts';
import { type Delivery, generateRegion } from './generated-region.ts';

const now = Date.UTC(2026, 4, 21, 8, 52);
const region = generateRegion({ people: 200, seed: 'test', now });
const deliveries = [...region.deliveries()];

type Bundle = Extract<Delivery, { kind: 'fhir' }>['bundle'];
const bundles = deliveries.filter((delivery) => delivery.kind === 'fhir');
const resourcesOf = (bundle: Bundle): FhirResource[] =>
  (bundle.entry ?? []).map((entry) => entry.resource as FhirResource);
const messages = deliveries
  .filter((delivery) => delivery.kind === 'hl7v2')
  .map((delivery) => ({
    delivery,
    lines: Buffer.from(delivery.bytes)
      .toString('latin1')
      .split('\r')
      .map((line) => line.split('|')),
  }));
type Message = (typeof messages)[number];
const line = (message: Message, name: string): string[] => message.lines.find(([first]) => first === name) ?? [];
/** Field by its number in the standard; MSH-1 is the separator. */
const field = (message: Message, name: string, number: number): string =>
  line(message, name)[name === 'MSH' ? number - 1 : number] ?? '';
const nationalNumber = (message: Message): string =>
  field(message, 'PID', 3)
    .split('~')
    .find((text) => text.endsWith('^NH'))
    ?.split('^')[0] ?? '';
const numberIn = (bundle: Bundle): string => {
  const patient = resourcesOf(bundle).find((resource) => resource.resourceType === 'Patient');
  return patient?.resourceType === 'Patient'
    ? (patient.identifier?.find((identifier) => identifier.system?.endsWith('nhs-number'))?.value ?? '')
    : '';
};

function digest(seed: string): string {
  const hash = createHash('sha256');
  for (const delivery of generateRegion({ people: 29, seed, now }).deliveries())
    hash.update(delivery.kind === 'hl7v2' ? delivery.bytes : JSON.stringify(delivery));
  return hash.digest('hex');
}

/** When it happened, as each kind of resource says it. */
function happenedAt(resource: FhirResource): string | undefined {
  switch (resource.resourceType) {
    case 'Composition':
      return resource.date;
    case 'Observation':
      return resource.effectiveDateTime;
    case 'MedicationRequest':
    case 'ServiceRequest':
      return resource.authoredOn;
    case 'Encounter':
      return resource.period?.start;
    case 'Immunization':
      return resource.occurrenceDateTime;
    case 'DocumentReference':
      return resource.date;
    case 'Condition':
      return resource.recordedDate;
    case 'MedicationDispense':
      return resource.whenHandedOver;
    default:
      return undefined;
  }
}

test('the same options give the same bytes, another seed gives others', () => {
  assert.equal(digest('a'), digest('a'));
  assert.notEqual(digest('a'), digest('b'));
});

test('two hundred people have a median of 150 entries or more, and nearly all have 8 professions and 3 sources', () => {
  const counts = new Map<string, PersonCount>();
  for (const delivery of deliveries) countDelivery(counts, delivery);
  const ordinary = [...region.people()]
    .map((person) => counts.get(person.nhsNumber))
    .filter((count) => count !== undefined);
  assert.ok(median(ordinary.map((count) => count.entries)) >= 150);
  assert.ok(
    ordinary.filter((count) => count.professions.size >= 8 && count.sources.size >= 3).length >= 0.98 * ordinary.length,
  );
});

test('the long record has two thousand entries, nine key events and 55 to 77 per cent repetition in its notes', () => {
  const { nhsNumber } = region.planted.longRecord.person;
  const counts = new Map<string, PersonCount>();
  for (const delivery of deliveries) countDelivery(counts, delivery);
  assert.ok((counts.get(nhsNumber)?.entries ?? 0) >= 2000);
  const csv = deliveries
    .filter((delivery) => delivery.kind === 'csv')
    .flatMap((delivery) => delivery.text.split('\r\n'));
  const texts = csv.filter((row) => row.split(',')[1] === nhsNumber).map((row) => row.split(',').slice(11).join(','));
  const notes = bundles
    .filter(({ bundle }) => numberIn(bundle) === nhsNumber)
    .flatMap(({ bundle }) => resourcesOf(bundle))
    .flatMap((resource) =>
      resource.resourceType === 'Composition' ? (resource.section ?? []).map((section) => section.text?.div ?? '') : [],
    );
  const all = [...texts, ...notes];
  const repetition = 1 - new Set(all).size / all.length;
  assert.ok(repetition >= 0.55 && repetition <= 0.77, `repetition is ${repetition}`);
  for (const [, , text] of keyEvents)
    assert.ok(
      notes.some((note) => note.includes(text)),
      text,
    );
});

test('every NHS number has a right check digit, but for the one that is planted wrong', () => {
  for (const { bundle } of bundles) assert.equal(nhsNumberFlaw(numberIn(bundle)), undefined);
  const wrong = new Set(
    messages.map(nationalNumber).filter((number) => number !== '' && nhsNumberFlaw(number) !== undefined),
  );
  assert.equal(wrong.size, 1);
  assert.equal([...wrong][0]?.slice(0, 9), region.planted.invalidNumber.person.nhsNumber.slice(0, 9));
  assert.equal(region.planted.arthurRimmer.person.nhsNumber, '9990000018');
  assert.equal(new Set([...region.people()].map((person) => person.nhsNumber)).size, 200);
});

test('nothing happens before birth, after death or after now', () => {
  const personByNumber = new Map([...region.people()].map((person) => [person.nhsNumber, person]));
  for (const { bundle } of bundles) {
    const person = personByNumber.get(numberIn(bundle));
    assert.ok(person !== undefined);
    for (const resource of resourcesOf(bundle)) {
      const text = happenedAt(resource);
      if (text === undefined) continue;
      const atMs = Date.parse(text);
      assert.ok(
        atMs > person.birthMs - 86_400_000 && atMs <= Math.min(now, person.deathMs ?? now),
        `${person.key} ${resource.resourceType} ${text}`,
      );
    }
  }
  const { deathMs, nhsNumber } = region.planted.deceased.person;
  const died = new Date(deathMs ?? 0).toISOString().slice(0, 10).replace(/-/g, '');
  const about = messages.filter((message) => nationalNumber(message) === nhsNumber);
  assert.ok(about.length > 3);
  for (const message of about) assert.ok(field(message, 'MSH', 7).slice(0, 8) <= died, field(message, 'MSH', 7));
});

test('no man is pregnant, and a pregnancy is recorded', () => {
  const pregnancies = bundles.filter(({ bundle }) =>
    resourcesOf(bundle).some(
      (resource) => resource.resourceType === 'Condition' && resource.code?.text === 'Pregnancy',
    ),
  );
  assert.ok(pregnancies.length > 0);
  for (const { bundle } of pregnancies)
    assert.ok(
      resourcesOf(bundle).some((resource) => resource.resourceType === 'Patient' && resource.gender === 'female'),
    );
});

test('every reference inside a Bundle leads to an entry of the same Bundle', () => {
  for (const { bundle } of bundles) {
    const urls = new Set((bundle.entry ?? []).map((entry) => entry.fullUrl));
    assert.equal(urls.size, bundle.entry?.length);
    for (const [url] of JSON.stringify(bundle).matchAll(/urn:uuid:[0-9a-f-]+/g)) assert.ok(urls.has(url));
  }
});

test('a laboratory result asked for by a practice follows that request', () => {
  const requests = new Map<string, string>();
  for (const { bundle } of bundles)
    for (const resource of resourcesOf(bundle))
      if (resource.resourceType === 'ServiceRequest' && resource.identifier?.[0]?.value !== undefined)
        requests.set(resource.identifier[0].value, resource.authoredOn ?? '');
  const asked = messages.filter((message) => /^[RX]\d+-/.test(field(message, 'OBR', 2)));
  assert.ok(asked.length > 500);
  for (const message of asked) {
    const authored = requests.get(field(message, 'OBR', 2).split('^')[0] ?? '');
    assert.ok(authored !== undefined && authored.slice(0, 19).replace(/[-T:]/g, '') <= field(message, 'OBR', 7));
  }
});

test('a medicine started in hospital reaches the practice days after discharge', () => {
  let seen = 0;
  const discharges = new Map<string, Message[]>();
  for (const message of messages) {
    if (!field(message, 'MSH', 9).startsWith('ADT^A03') || field(message, 'PV1', 2) !== 'I') continue;
    discharges.set(nationalNumber(message), [...(discharges.get(nationalNumber(message)) ?? []), message]);
  }
  for (const { bundle } of bundles) {
    for (const resource of resourcesOf(bundle)) {
      if (
        resource.resourceType !== 'MedicationRequest' ||
        resource.statusReason?.text?.startsWith('Started in hospital') !== true
      )
        continue;
      const number = numberIn(bundle);
      const authoredMs = Date.parse(resource.authoredOn ?? '');
      const gaps = (discharges.get(number) ?? []).map((message) => {
        const text = field(message, 'PV1', 45);
        return (
          (authoredMs -
            Date.UTC(
              Number(text.slice(0, 4)),
              Number(text.slice(4, 6)) - 1,
              Number(text.slice(6, 8)),
              Number(text.slice(8, 10)),
            )) /
          86_400_000
        );
      });
      if (gaps.length === 0) continue;
      seen += 1;
      assert.ok(
        gaps.some((gap) => gap > 1 && gap < 9),
        `${number}: ${gaps}`,
      );
    }
  }
  assert.ok(seen > 20);
});

test('consultations keep to weekdays and surgery hours, emergencies to neither', () => {
  const consultations = bundles
    .flatMap(({ bundle }) => resourcesOf(bundle))
    .filter((resource) => resource.resourceType === 'Encounter' && resource.type?.[0]?.text === 'Consultation');
  assert.ok(consultations.length > 2000);
  for (const resource of consultations) {
    const start = happenedAt(resource) ?? '';
    assert.ok(
      !isWeekend(Date.parse(start)) && Number(start.slice(11, 13)) >= 8 && Number(start.slice(11, 13)) < 18,
      start,
    );
  }
  const arrivals = messages
    .filter((message) => field(message, 'MSH', 9).startsWith('ADT^A04'))
    .map((message) => Number(field(message, 'MSH', 7).slice(8, 10)));
  assert.ok(arrivals.filter((hour) => hour < 8 || hour >= 18).length > arrivals.length / 3);
});

test("everybody's sources disagree somewhere: on an allergy or on the address", () => {
  const allergies = new Map<string, Set<boolean>>();
  const addresses = new Map<string, Set<string>>();
  const note = <T>(map: Map<string, Set<T>>, key: string, value: T): void =>
    void map.set(key, (map.get(key) ?? new Set<T>()).add(value));
  for (const { bundle } of bundles) {
    for (const resource of resourcesOf(bundle)) {
      if (resource.resourceType === 'AllergyIntolerance')
        note(allergies, numberIn(bundle), resource.code?.text === 'No known allergies');
      if (resource.resourceType === 'Patient')
        note(addresses, numberIn(bundle), resource.address?.[0]?.line?.[0] ?? '');
    }
  }
  for (const message of messages)
    note(addresses, nationalNumber(message), field(message, 'PID', 11).split('^')[0] ?? '');
  const agreeing = [...region.people()].filter(
    (person) => (allergies.get(person.nhsNumber)?.size ?? 0) < 2 && (addresses.get(person.nhsNumber)?.size ?? 0) < 2,
  );
  assert.deepEqual(
    agreeing.map((person) => person.key).filter((key) => key !== 'babySmith'),
    [],
  );
});

test('control ids are unique for each sender, and messages about one person rise in time', () => {
  const seen = new Set<string>();
  const last = new Map<string, string>();
  for (const message of messages) {
    const id = `${field(message, 'MSH', 4)} ${field(message, 'MSH', 10)}`;
    assert.ok(!seen.has(id) && field(message, 'MSH', 10).length <= 20, id);
    seen.add(id);
    const thread = `${field(message, 'MSH', 4)} ${field(message, 'PID', 3)}`;
    assert.ok((last.get(thread) ?? '') <= field(message, 'MSH', 7));
    last.set(thread, field(message, 'MSH', 7));
  }
});

test('the scripted admission holds every event of the script in its order', () => {
  const { nhsNumber } = region.planted.edwinTarrant.person;
  const scripted = messages.filter(
    (message) => nationalNumber(message) === nhsNumber && /^3S\d{4}$/.test(field(message, 'MSH', 10)),
  );
  const story = scripted
    .map((message) => `${field(message, 'MSH', 9).split('^')[1]}${field(message, 'OBR', 25)}`)
    .join(' ');
  assert.equal(story, 'S12 A05 A01 R01P R01F R01F R01C A08 A02 A08 A08 A03 T02 T02 T11 R01F S12 S26');
  assert.ok(region.expectedRecord.filter((fact) => fact.nhsNumber === nhsNumber).length >= 8);
});

test('the accounts are those of the contract, with national role codes and codes of organisations that begin with ZX', () => {
  assert.equal(region.staff.length, 26);
  assert.equal(new Set(region.staff.map((account) => account.name)).size, 26);
  for (const account of region.staff)
    assert.ok(account.staff === undefined ? account.nhsNumber !== undefined : /^R\d{4}$/.test(account.staff.roleCode));
  assert.ok(
    region.organisations.length >= 28 &&
      region.organisations.every((organisation) => organisation.code.startsWith('ZX')),
  );
  assert.ok(new Set(Object.values(professions).map((row) => row.roleName)).size >= 25);
});

test('an empty region has organisations and accounts but nothing to deliver', () => {
  const empty = generateRegion({ people: 0, seed: 'test', now });
  assert.equal([...empty.deliveries()].length, 0);
  assert.equal(empty.staff.length, 26);
});
