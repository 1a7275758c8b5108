/** Decision 42: the database does the same for an answer whether something is hidden or not, but for passing the hidden rows. */
import assert from 'node:assert/strict';
import { ada, type CallerName } from './callers.ts';
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

const waysTo = (patient: string): readonly string[] => [
  patient,
  `${patient}/_history`,
  `Condition?patient=${patient}`,
  `Observation/$lastn?patient=${patient}`,
  `Patient?_id=${patient.split('/')[1]}`,
];
const wholesOf = (patient: string): readonly string[] => [
  `${patient}/$everything`,
  `${patient}/$everything?_count=1`,
  `${patient}/$summary`,
  `${patient}/*`,
];

/**
 * The id of a Patient of a place of which nothing is shown, and of an entry there, waits for as many statements as one that leads nowhere,
 * and nothing that is filed about the person is come to before a whole record is refused (decision 102).
 */
export async function assertAskedAlike(twins: TwinWorlds): Promise<void> {
  const [patient, entry] = ['Patient', 'Condition'].map(
    (type) => twins.hidden.find((one) => one.startsWith(`${type}/`))!,
  );
  const parts = [...waysTo(patient!), entry!, `${entry}/_history`, `Condition?_id=${entry!.split('/')[1]}`];
  const wholes = wholesOf(patient!);
  // A system finds its own by the id of another's Patient (decision 87), but has no record whole by it.
  const askedBy = new Map<CallerName, readonly string[]>([
    ...twins.callers.map((caller) => [caller, [...parts, ...wholes]] as const),
    ...(['practiceSystem', 'hospitalSystem'] as const).map((caller) => [caller, wholes] as const),
  ]);
  for (const [caller, urls] of askedBy)
    for (const url of urls) {
      const asked = { caller, question: { method: 'GET', url: `/fhir/${url}` } } as const;
      const [plain, full] = [await workOf(twins.plain, asked), await workOf(twins.full, asked)];
      assert.equal(full.length, plain.length, `${caller}: ${url}`);
      const bodies = full.filter(({ text }) => /\bbody\b/.test(text) && wholes.includes(url));
      assert.ok(
        bodies.every(({ touched }) => touched === 0),
        `${caller}: ${url}`,
      );
    }
}

/** Whoever has nothing to do with a person waits as long by their id or number as by one that nobody has (decisions 81 and 102). */
export async function assertStrangersWaitAlike({ shared, full }: TwinWorlds): Promise<void> {
  const patient = shared.find((one) => one.startsWith('Patient/'))!;
  const numbered = (number: string): readonly string[] =>
    ['Patient?', 'Condition?patient.'].map((type) => `${type}identifier=https://fhir.nhs.uk/Id/nhs-number|${number}`);
  const waysOf = (id: string, number: string): readonly string[] => [
    ...waysTo(id),
    ...wholesOf(id),
    ...numbered(number),
  ];
  const known = waysOf(patient, ada.nhsNumber);
  const unknown = waysOf('Patient/06y0000000z', '9990000115');
  for (const caller of ['roleR0260', 'roleR1730', 'privacyOfficer'] as const)
    for (const [at, url] of known.entries()) {
      const countOf = async (path: string): Promise<number> =>
        (await workOf(full, { caller, question: { method: 'GET', url: `/fhir/${path}` } })).length;
      assert.equal(await countOf(url), await countOf(unknown[at]!), `${caller}: ${url}`);
    }
}
