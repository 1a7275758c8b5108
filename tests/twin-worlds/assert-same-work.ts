/** Decision 42: the database does the same for an answer whether something is hidden or not, but for passing the hidden rows. */
import assert from 'node:assert/strict';
import type { CallerName } from './callers.ts';
import type { TwinWorlds } from './file-worlds.ts';
import { type StatementWork, workOf } from './work-of.ts';
import type { World } from './world.ts';

/** Statement by statement: without, and with what is hidden. */
async function workOfBoth(
  twins: TwinWorlds,
  caller: CallerName,
  url: string,
): Promise<(readonly [StatementWork, StatementWork])[]> {
  const asked = { caller, question: { method: 'GET', url } } as const;
  const plain = await workOf(twins.plain, asked);
  const full = await workOf(twins.full, asked);
  assert.ok(plain.length >= 2);
  assert.deepEqual(
    full.map(({ text }) => text),
    plain.map(({ text }) => text),
  );
  return plain.map((work, at) => [work, full[at]!] as const);
}

/** Numbers of a count of changes are drawn, and may be a few digits longer. */
const fewBytes = 16;

/** What goes on to a record's next combination of label and kind, where the first is hidden (decision 87). */
const partsOfStep = 5;

function assertAlike([plain, full]: readonly [StatementWork, StatementWork], hiddenRows: number): void {
  const passed = full.text.includes('store.resource') ? hiddenRows : 0;
  assert.equal(full.rows, plain.rows, full.text);
  assert.ok(Math.abs(full.bytes - plain.bytes) <= fewBytes, `${full.bytes} and ${plain.bytes} bytes: ${full.text}`);
  // Which records are shown is asked of each combination of label and kind: of what is hidden, once more at most.
  const askedAgain = full.text.includes('with recursive held') ? passed : 0;
  const more = full.touched - plain.touched;
  assert.ok(more >= passed && more <= passed + askedAgain, `${more} rows more, ${passed} hidden: ${full.text}`);
  // The one part more is the number of the caller's own source, which is asked of rows that others' rule hides.
  const partsMost = plain.partsRun + Math.min(passed, 1) + (askedAgain > 0 ? partsOfStep : 0);
  assert.ok(full.partsRun <= partsMost, `${full.partsRun} and ${plain.partsRun} parts: ${full.text}`);
}

/** The worlds are so small that the planner's guesses of them would differ, and that it would read tables whole. */
async function amongStrangers({ database }: World): Promise<void> {
  await database.owner`insert into store.resource
    (compartment, number, type, version, source, content_class, label, clinical_time, clinical_until, body)
    select 90000 + n / 20, n, 30, n, 1, 9, n % 3, n, n, '{"resourceType":"Condition"}' from generate_series(1, 5000) as n`;
  await database.owner`vacuum analyze`;
}

/** `twinsForStaff` hides seven entries of the person, two of them results. */
export async function assertSameWork(twins: TwinWorlds): Promise<void> {
  for (const world of [twins.plain, twins.full]) await amongStrangers(world);
  const sharedOf = (type: string): string => twins.shared.find((one) => one.startsWith(`${type}/`))!;
  const patient = sharedOf('Patient');
  const routes = [
    { caller: 'gp', url: `/fhir/${sharedOf('Condition')}`, hiddenRows: 0 },
    { caller: 'gp', url: `/fhir/Observation?patient=${patient}`, hiddenRows: 2 },
    { caller: 'gp', url: `/fhir/${patient}/$everything`, hiddenRows: 7 },
    { caller: 'nurse', url: `/staff/people/${patient.split('/')[1]}`, hiddenRows: 7 },
  ] as const;
  for (const { caller, url, hiddenRows } of routes)
    for (const work of await workOfBoth(twins, caller, url)) assertAlike(work, hiddenRows);
}

/** An id that leads to what is hidden is fetched as one that leads nowhere: about as many bytes, however long it is. */
export async function assertFetchedAlike(twins: TwinWorlds): Promise<void> {
  for (const hidden of twins.hidden.slice(0, 5))
    for (const [plain, full] of await workOfBoth(twins, 'gp', `/fhir/${hidden}`)) {
      assert.equal(full.rows, plain.rows, full.text);
      assert.ok(Math.abs(full.bytes - plain.bytes) <= 450, `${full.bytes} and ${plain.bytes} bytes: ${full.text}`);
      assert.ok(full.touched - plain.touched <= 1, full.text);
    }
}

/**
 * The id of a Patient of a place of which nothing is shown, and of an entry there, waits for as many statements as one that leads nowhere.
 * The whole record by it does not: the person's is read before it is known that this Patient is not shown (decision 87).
 */
export async function assertAskedAlike(twins: TwinWorlds): Promise<void> {
  const [patient, entry] = ['Patient', 'Condition'].map(
    (type) => twins.hidden.find((one) => one.startsWith(`${type}/`))!,
  );
  const urls = [
    patient!,
    entry!,
    `${patient}/_history`,
    `${entry}/_history`,
    `Condition?patient=${patient}`,
    `Observation/$lastn?patient=${patient}`,
  ];
  for (const url of urls) {
    const asked = { caller: 'gp', question: { method: 'GET', url: `/fhir/${url}` } } as const;
    const [plain, full] = [await workOf(twins.plain, asked), await workOf(twins.full, asked)];
    assert.equal(full.length, plain.length, url);
  }
}
