/** Whom pages of one moment are about is one statement (decisions 14 and 94), and each page gets its own persons. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Compartment } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { createPersonFinder } from './find-person.ts';

const file = forWholeFile();
let database: TestDatabase;
let statements = 0;

before(async () => {
  database = await databaseForTests(file);
  // Ten persons of two records each.
  await database.owner`
    insert into patient_index.source_patient (compartment, source, person, version)
    select 5000 + n, 1 + n % 2, 700 + n / 2, 1 from generate_series(0, 19) as n`;
});

function finder() {
  statements = 0;
  const sql = new Proxy(database.sql, {
    get: (target, name, receiver) => {
      if (name === 'unsafe') statements++;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return createPersonFinder({ database: { ...database, sql } });
}

const recordsOf = (...numbers: readonly number[]): Compartment[] => numbers.map((one) => (5000 + one) as Compartment);

test('pages of one moment look up their persons together, and each gets its own, once', async () => {
  const { personsOfCompartments, personOfCompartment } = finder();
  const [one, other, nobody, unknown, single] = await Promise.all([
    personsOfCompartments(recordsOf(0, 1, 4)),
    personsOfCompartments(recordsOf(5, 19)),
    personsOfCompartments([]),
    personsOfCompartments(recordsOf(500)),
    personOfCompartment(recordsOf(4)[0]!),
  ]);
  assert.deepEqual(
    [one, other, nobody, unknown].map((persons) => persons.map(({ person }) => person as number)),
    [[700, 702], [702, 709], [], []],
  );
  assert.equal(single?.person, 702);
  assert.deepEqual(single?.records.map(({ compartment }) => compartment).sort(), recordsOf(4, 5));
  assert.equal(statements, 1);
});

test('a page of more records than many have asks alone, so that nobody waits for it', async () => {
  const { personsOfCompartments } = finder();
  const many = Array.from({ length: 100 }, (_, number) => (5000 + number) as Compartment);
  const [all, one] = await Promise.all([personsOfCompartments(many), personsOfCompartments(recordsOf(3))]);
  assert.deepEqual([all.length, one.length, statements], [10, 1, 2]);
});
