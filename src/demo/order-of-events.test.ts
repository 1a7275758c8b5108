/** The demo region: what happens in it happens in an order that a real region could have (issue 2, item 11). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWeekend } from './generate/london-calendar.ts';
import {
  bundles,
  field,
  happenedAt,
  type Message,
  messages,
  nationalNumber,
  numberIn,
  region,
  resourcesOf,
} from './testing/a-demo-region.ts';

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
