/** After a merge at the source (A40): where the merged record belongs, and whose whereabouts it protects (decision 88). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import type { Compartment } from '#kernel/identity-number.ts';
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { message, type Person, patientLine } from './testing/messages.ts';
import { somebody } from './testing/record-of.ts';
import { type RegionForTests, regionOnItsOwn } from './testing/region-for-tests.ts';

const file = forWholeFile();
let region: RegionForTests;
let database: RegionForTests['database'];
before(async () => {
  region = await regionOnItsOwn(file);
  ({ database } = region);
});

let count = 0;
async function send(trigger: string, person: Person, ...lines: readonly string[]): Promise<void> {
  const head = { trigger: `ADT^${trigger}`, controlId: `MW${++count}`, at: `202605${String(count).padStart(2, '0')}` };
  const sent = await region.intake.receiveHl7(message(head, patientLine(person), ...lines));
  assert.equal(sent.code, 'AA');
}
const merged = (person: Person) => `MRG|${person.local}^^^ZX41^PI`;
const whereabouts = (action: 'A' | 'D') => `ARV|1|${action}|LOC`;

async function compartmentOf({ local }: Person): Promise<Compartment> {
  const [row] = await database.owner<{ compartment: Compartment }[]>`
    select compartment from patient_index.local_identifier where value = ${local}`;
  return row!.compartment;
}

async function personOf(compartment: Compartment) {
  const [row] = await database.owner<{ person: number; is_restricted: boolean }[]>`select person, is_restricted
    from patient_index.source_patient where compartment = ${compartment}`;
  return row!;
}

function numbered(): Person {
  for (let tries = 0; ; tries++) {
    const nine = `999${String(700_000 + tries * 7 + ++count)}`;
    const digit = nhsNumberCheckDigit(nine);
    if (digit !== undefined) return { ...somebody(), nhsNumber: `${nine}${digit}` };
  }
}

/** A record of the same person at another source. */
async function elsewhere({ nhsNumber, family }: Person): Promise<Compartment> {
  const patient = {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
    name: [{ family, given: ['Ada'] }],
    birthDate: '1948-02-12',
  };
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
        resource: patient,
        request: { method: 'POST', url: 'Patient' },
      },
    ],
  } as Bundle;
  const source = region.directory.sources().find(({ code }) => code === 'gp-fhir')!;
  const filed = await database.transaction((transaction) =>
    region.record.contributeBundle(transaction, { source, bundle, receivedAtMs: region.clock.now() }),
  );
  assert.ok(filed.ok, JSON.stringify(filed));
  return filed.value.compartments[0]!;
}

const alertsAbout = async (person: number) =>
  (
    await database.owner`select 1 from privacy.alert join privacy.alert_subject using (alert)
    where kind = 'place-in-doubt' and person = ${person}`
  ).length;

describe('after a merge at the source (A40)', () => {
  it('the word of the merged record that whereabouts are protected stays, and an officer is told who can end it', async () => {
    const [person, duplicate] = [somebody(), somebody()];
    await send('A28', person);
    await send('A28', duplicate, whereabouts('A'));
    await send('A40', person, merged(duplicate));
    const surviving = await compartmentOf(person);
    const { person: number, is_restricted: isRestricted } = await personOf(surviving);
    assert.equal(isRestricted, true);
    assert.equal(await alertsAbout(number), 1);
    await send('A08', { ...person, given: 'ADAM' });
    assert.equal((await personOf(surviving)).is_restricted, true, 'a message that says nothing of it');
  });

  it('the surviving record that said so too takes back both', async () => {
    const [person, duplicate] = [somebody(), somebody()];
    await send('A28', person, whereabouts('A'));
    await send('A28', duplicate, whereabouts('A'));
    const compartments = [await compartmentOf(person), await compartmentOf(duplicate)];
    await send('A40', person, merged(duplicate));
    await send('A08', person, whereabouts('D'));
    for (const compartment of compartments) assert.equal((await personOf(compartment)).is_restricted, false);
  });

  it('those whom the merged record leaves stay without a place', async () => {
    const person = somebody();
    const duplicate = numbered();
    await send('A28', person);
    await send('A28', duplicate, whereabouts('A'));
    const other = await elsewhere(duplicate);
    assert.equal((await personOf(other)).person, (await personOf(await compartmentOf(duplicate))).person);
    await send('A40', person, merged(duplicate));
    const left = await personOf(other);
    assert.notEqual(left.person, (await personOf(await compartmentOf(person))).person);
    assert.deepEqual([left.is_restricted, await alertsAbout(left.person)], [true, 1]);
  });

  it('what was merged into a record goes with it when it is found to be another person’s', async () => {
    const person = numbered();
    const duplicate = somebody();
    await send('A28', person);
    await send('A28', duplicate);
    const [surviving, silent] = [await compartmentOf(person), await compartmentOf(duplicate)];
    await send('A40', person, merged(duplicate));
    const other = await elsewhere(person);
    assert.equal((await personOf(surviving)).person, (await personOf(other)).person);
    const born = patientLine(person).replace('19480212', '19480312');
    const head = { trigger: 'ADT^A08', controlId: `MW${++count}`, at: '20260601' };
    assert.equal((await region.intake.receiveHl7(message(head, born))).code, 'AA');
    const now = (await personOf(surviving)).person;
    assert.notEqual(now, (await personOf(other)).person);
    assert.equal((await personOf(silent)).person, now);
  });
});

/** As the upgrade that began to keep words left a record that was merged before: its own mark stands, and the survivor keeps its word. */
async function mergedBeforeUpgrade(person: Person) {
  const duplicate = somebody();
  await send('A28', person);
  await send('A28', duplicate);
  await send('A40', person, merged(duplicate));
  const [surviving, silent] = [await compartmentOf(person), await compartmentOf(duplicate)];
  const { owner } = database;
  await owner`insert into patient_index.kept_restriction (compartment, said_by, starts_ms) values (${surviving}, ${silent}, 0)`;
  await owner`update patient_index.source_patient set is_restricted = true where compartment in (${surviving}, ${silent})`;
  return { surviving, silent };
}

async function upgrade(): Promise<void> {
  const text = new URL('../patient-index/migrations/20261128-0406-merged-says-nothing.sql', import.meta.url);
  await database.owner.unsafe(readFileSync(text, 'utf8'));
}

describe('a record that was merged before words were kept', () => {
  it('says nothing any more: its word ends where the survivor’s does', async () => {
    const person = somebody();
    const { surviving, silent } = await mergedBeforeUpgrade(person);
    await upgrade();
    assert.equal((await personOf(surviving)).is_restricted, true, 'the survivor keeps it');
    await send('A08', person, whereabouts('A'));
    await send('A08', person, whereabouts('D'));
    for (const one of [surviving, silent]) assert.equal((await personOf(one)).is_restricted, false);
  });

  it('is heard once more by those whom the survivor left with it: they keep its word in doubt', async () => {
    const person = numbered();
    const { surviving, silent } = await mergedBeforeUpgrade(person);
    const other = await elsewhere(numbered());
    const { person: left } = await personOf(other);
    await database.owner`update patient_index.source_patient set person = ${left} where compartment = ${silent}`;
    await upgrade();
    const marks = [await personOf(surviving), await personOf(silent), await personOf(other)];
    assert.deepEqual(
      marks.map((one) => one.is_restricted),
      [true, false, true],
    );
    const kept = await database.owner`select 1 from patient_index.kept_restriction
      where compartment = ${other} and said_by = ${silent} and ends_ms is null`;
    assert.equal(kept.length, 1);
  });

  it('and lies with no other record stays without a place', async () => {
    const { silent } = await mergedBeforeUpgrade(somebody());
    await database.owner`update patient_index.source_patient set person = 7 where compartment = ${silent}`;
    await upgrade();
    assert.equal((await personOf(silent)).is_restricted, true);
  });
});
