// Requests of one moment share the statement with the facts of their decisions: nobody may get the facts of another.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type { PersonNumber, SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import {
  type AccessFacts,
  type ChoicesWanted,
  createAccessFactsReader,
  createChoiceFactsReader,
  type FactsWanted,
} from './access-facts.ts';

const atMs = 1_000;
/** What an issuer gives as an identifier is any text: none of it may end its place in a list of values. */
const staffIds = ['plain', 'in "quotes"', 'back\\slash', '","', '{}', 'NULL', ' ', '\u001e', 'zoë'];
const organisations = ['ZXA01', 'ZXB01'] as OdsCode[];
const persons = [1, 2, 3] as PersonNumber[];

const file = forWholeFile();
const shared: string[] = [];
let database: TestDatabase;

/** Every fact differs by person, organisation, member of staff or moment, so that another's is seen to be another's. */
const madeBy = 'made_by_kind, made_by_issuer, made_by_id, made_by_name, evidence, starts_ms';
const patient = "'patient', '', '', '', '', 0";
const fillTexts = [
  `insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms, known_from_ms)
     select person * 100 + record, organisation, 'registered', 1, person * 10 + record, 0
     from given, generate_series(1, 3) as person, generate_series(1, 2) as record, unnest(organisations) as organisation
     where (person + ascii(substr(organisation, 3))) % 2 = 0`,
  `insert into privacy.claim (claim, person, kind, issuer, staff_id, organisation, role_code, reason_code, reason,
       starts_ms, ends_ms)
     select row_number() over (), person, 'self-claimed', 'issuer', staff_id, organisation, 'R1', '', staff_id || person,
       0, 2000
     from given, generate_series(1, 3) as person, unnest(staff_ids) as staff_id, unnest(organisations) as organisation
     where (person + length(staff_id)) % 2 = 0`,
  `insert into privacy.choice (choice, person, kind, scope, about_staff_id, override_policy, ${madeBy})
     select 100 + row_number() over (), person, 'objection', 'individual', staff_id,
       case when person = 1 then 'absolute' else 'emergency-override' end, ${patient}
     from given, generate_series(1, 3) as person, unnest(staff_ids) as staff_id
     where (person * length(staff_id)) % 3 = 0`,
  `insert into privacy.choice (choice, person, kind, labels, ${madeBy})
     select 1000 + person, person, 'share-sensitive', person, ${patient} from given, generate_series(1, 2) as person`,
  `insert into privacy.sharing_agreement (organisation, purpose, starts_ms, source_organisation)
     select organisation, 'TREAT', 0, 'ZXS' || right(organisation, 2) from given, unnest(organisations) as organisation
     where organisation like 'ZXA%'`,
].map((text) => `with given as (select $1::text[] as organisations, $2::text[] as staff_ids) ${text}`);

before(async () => {
  database = await databaseForTests(file, {
    poolSize: 1,
    onStatement: (text) => void (text.includes('with ordinality as asked') && shared.push(text)),
  });
  for (const text of fillTexts) await database.owner.unsafe(text, [organisations, staffIds] as never);
});

const withoutRecords = (person: number): FactsWanted['person'] => ({
  person: person as PersonNumber,
  records: [],
  isRestricted: false,
  isDeceased: false,
  deceasedMs: undefined,
  birthDate: undefined,
});

const question: fc.Arbitrary<FactsWanted> = fc
  .record({
    person: fc.constantFrom(...persons),
    records: fc.integer({ min: 0, max: 2 }),
    organisation: fc.constantFrom(...organisations),
    staffId: fc.constantFrom(...staffIds),
    issuer: fc.constantFrom('issuer', 'another'),
    roleCode: fc.constantFrom('R1', 'R2'),
    atMs: fc.constantFrom(atMs, 3_000),
  })
  .map(({ person, records, organisation, atMs: moment, ...staff }) => ({
    person: {
      ...withoutRecords(person),
      records: Array.from({ length: records }, (_, at) => ({
        compartment: (person * 100 + at + 1) as Compartment,
        source: 1 as SourceNumber,
      })),
    },
    organisation,
    staff,
    purpose: 'TREAT',
    atMs: moment,
    endedSinceMs: moment - 500,
  }));

function inOrder(facts: AccessFacts | undefined): unknown {
  return (
    facts && {
      ...facts,
      relationships: facts.relationships.map(({ startsMs }) => startsMs).sort((one, other) => one - other),
      objections: facts.objections.map((one) => JSON.stringify(one)).sort(),
    }
  );
}

test('whoever asks in the same moment as others gets the facts that they would get alone', async () => {
  const read = createAccessFactsReader(database);
  const different = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(question, { minLength: 2, maxLength: 9 }), async (questions) => {
      const alone: unknown[] = [];
      for (const one of questions) alone.push(inOrder(await read(one)));
      const before = shared.length;
      const together = await Promise.all(questions.map(read));
      assert.deepEqual(together.map(inOrder), alone);
      assert.equal(shared.length, before + 1);
      for (const one of alone) different.add(JSON.stringify(one));
    }),
    { numRuns: 60 },
  );
  // Facts that are all alike could be anybody's.
  assert.ok(different.size > 10, `${different.size} different answers`);
});

test('of relationships that ended only those come that may still count; of those to come, none', async () => {
  const read = createAccessFactsReader(database);
  const compartment = 900 as Compartment;
  const spans: readonly (readonly [evidence: number, startsMs: number, endsMs: number | null])[] = [
    [1, 0, 499],
    [2, 0, 500],
    [3, atMs, null],
    [4, atMs + 1, null],
  ];
  for (const span of spans)
    await database.owner.unsafe(
      `insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms, ends_ms, known_from_ms)
         values (${compartment}, 'ZXA01', 'caseload', $1, $2, $3, 0)`,
      [...span],
    );
  const [asked] = fc.sample(question, { numRuns: 1, seed: 3 }) as [FactsWanted];
  const person = { ...asked.person, records: [{ compartment, source: 1 as SourceNumber }] };
  const wanted = { ...asked, person, organisation: organisations[0]!, atMs, endedSinceMs: 500 };
  const found = (facts: AccessFacts | undefined) => facts?.relationships.map(({ endsMs }) => endsMs ?? 'open').sort();
  assert.deepEqual(found(await read(wanted)), [500, 'open']);
  const together = await Promise.all([read(wanted), read(wanted)]);
  for (const facts of together) assert.deepEqual(found(facts), [500, 'open']);
});

test('choices of persons asked about in the same moment stay each person’s own', async () => {
  const read = createChoiceFactsReader(database);
  const wanted: ChoicesWanted[] = [3, 1, 2, 1].map((person) => ({ person: withoutRecords(person), atMs }));
  const together = await Promise.all(wanted.map(read));
  assert.deepEqual(
    together.map((facts) => facts?.consentedLabels),
    [0, 1, 2, 1],
  );
});

test('a question that cannot be asked fails alone', async () => {
  const read = createAccessFactsReader(database);
  const [one, other] = fc.sample(question, { numRuns: 2, seed: 1 }) as [FactsWanted, FactsWanted];
  const unaskable = { ...other, staff: { ...other.staff, staffId: 'no\u0000text' } };
  const settled = await Promise.allSettled([read(one), read(unaskable), read(other)]);
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(
    [await read(one), await read(other)],
    [settled[0], settled[2]].map((each) => (each as { value?: unknown }).value),
  );
});

test('a choice that stands when a question is asked is in its answer, whatever is under way', async () => {
  const read = createChoiceFactsReader(database);
  const person = withoutRecords(7);
  for (let bit = 1; bit <= 64; bit *= 2) {
    const underWay = Array.from({ length: 5 }, () => read({ person, atMs }));
    await database.owner.unsafe(
      `insert into privacy.choice (choice, person, kind, labels, ${madeBy})
         values ($1, 7, 'share-sensitive', $2, ${patient})`,
      [5_000 + bit, bit],
    );
    const answered = await Promise.all([read({ person, atMs }), read({ person, atMs })]);
    for (const facts of answered) assert.equal(facts?.consentedLabels, bit * 2 - 1);
    await Promise.all(underWay);
  }
});

test('the statement that is shared is planned once (decision 32)', async () => {
  const read = createAccessFactsReader(database);
  const questions = fc.sample(question, { numRuns: 2, seed: 2 });
  for (let time = 0; time < 12; time++) await Promise.all(questions.map(read));
  const [plans] = await database.sql<{ custom: number; generic: number }[]>`
    select custom_plans::int as custom, generic_plans::int as generic from pg_prepared_statements
    where statement like '%with ordinality as asked%' and statement like '%as team_sources%'
      and statement not like '%pg_prepared_statements%'`;
  assert.ok(plans !== undefined && plans.custom <= 5 && plans.generic > 5, JSON.stringify(plans));
});
