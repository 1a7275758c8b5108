/** The demo region: deterministic, believable, large enough (issue 2, item 11). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { nhsNumberFlaw } from '#kernel/nhs-number.ts';
import { countDelivery, median, type PersonCount } from './generate/count-entries.ts';
import { keyEvents } from './generate/long-record.ts';
import { professions } from './generate/professions-table.ts';
import { generateRegion } from './generated-region.ts';
import {
  bundles,
  deliveries,
  field,
  happenedAt,
  messages,
  nationalNumber,
  now,
  numberIn,
  region,
  resourcesOf,
} from './testing/a-demo-region.ts';

function digest(seed: string): string {
  const hash = createHash('sha256');
  for (const delivery of generateRegion({ people: 4, seed, now }).deliveries())
    hash.update(delivery.kind === 'hl7v2' ? delivery.bytes : JSON.stringify(delivery));
  return hash.digest('hex');
}

test('the same options give the same bytes, another seed gives others', () => {
  assert.equal(digest('a'), digest('a'));
  assert.notEqual(digest('a'), digest('b'));
});

test('no reading has more digits than a device shows', () => {
  const readings = messages
    .flatMap(({ lines }) => lines.filter(([name, , type]) => name === 'OBX' && type === 'NM'))
    .map((line) => line[5] ?? '');
  const quantities = bundles
    .flatMap(({ bundle }) => resourcesOf(bundle))
    .flatMap((resource) =>
      resource.resourceType === 'Observation' ? [String(resource.valueQuantity?.value ?? 0)] : [],
    );
  assert.ok(readings.length > 1000 && quantities.length > 1000);
  assert.deepEqual(
    [...readings, ...quantities].filter((text) => /\.\d{4}/.test(text)),
    [],
  );
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

test('the accounts are those of the contract, with national role codes and codes of organisations that begin with ZX', () => {
  assert.equal(region.staff.length, 34);
  assert.equal(new Set(region.staff.map((account) => account.name)).size, 34);
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
  assert.equal(empty.staff.length, 34);
});
