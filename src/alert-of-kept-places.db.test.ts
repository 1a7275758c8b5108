// Decision 88: what the upgrade kept back in doubt has an alert too, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog } from '#platform';
import { alertOfKeptPlaces } from './alert-of-kept-places.ts';
import { aPerson } from './record/choices/testing/a-person.ts';
import { aRegion } from './record/testing/a-region.ts';

const file = forWholeFile();

test('the privacy officer of each organisation whose place the upgrade kept back is told once, and of none that somebody ended', async () => {
  const { database, record, directory, ...rest } = await aRegion(file);
  const somebody = aPerson({ database, record, directory, ...rest });
  const walkIn = await somebody.file('ZX31', []);
  const hospital = await somebody.file('ZX41', []);
  const pharmacy = await somebody.file('ZX72', []);
  // As the migrations leave it.
  await database.owner`insert into patient_index.kept_restriction (compartment, said_by, starts_ms, ends_ms)
    values (${walkIn}, 1, 0, null), (${hospital}, 1, 0, null), (${hospital}, 2, 0, null), (${pharmacy}, 1, 0, 5)`;
  const alerts = async () => {
    const rows = await database.owner<{ organisation: string; person: number }[]>`select organisation, person
      from privacy.alert join privacy.alert_subject using (alert) where kind = 'place-in-doubt' order by organisation`;
    return rows.map(({ organisation, person }) => [organisation, person]);
  };
  const person = await somebody.person();
  const all = [
    ['ZX31', person],
    ['ZX41', person],
  ];
  const log = createLog({ level: 'error' });
  await alertOfKeptPlaces({ directory, log, record });
  assert.deepEqual(await alerts(), all);
  await record.alertOfKeptByUpgrade();
  assert.deepEqual(await alerts(), all, 'what stopped half-way raises none twice');
  await database.owner`delete from privacy.alert_subject`;
  await alertOfKeptPlaces({ directory, log, record });
  assert.deepEqual(await alerts(), [], 'a later start asks nothing more');
});
