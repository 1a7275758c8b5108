/**
 * PostgreSQL plans a prepared statement anew each time when it believes that the values would change the plan. For a read by
 * id that planning cost four times as much as the statement itself, so hot statements hide their lists from the planner
 * (decision 32). Those that really run are asked of the sessions that ran them.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const connections = 4;
/** PostgreSQL tries five plans made for the values before it settles on one (manual of PREPARE, "Notes"). */
const tries = 5;
const times = connections * (tries + 2);

/** Without rows and statistics every plan costs the same, and nothing is planned anew. */
const fillText = `insert into store.resource (compartment, number, type, version, source, content_class, token, body)
  select 1000000 + p * 100, p * 1000 + r, 96, p * 1000 + r, 1, 12, '{5}', '{"resourceType":"Observation"}'
  from generate_series(0, 999) as p, generate_series(0, 19) as r`;

/** Planned anew on purpose; which session it ran in, and is asked later, is chance, so that the other tests leave it out. */
const controlText =
  'select body from store.resource where (compartment, number) in ' +
  '(select * from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[])) as key)';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let gp: Ask;
let filed: string[] = [];

before(async () => {
  region = await regionForApi(file);
  await region.database.owner.unsafe(fillText);
  await region.database.owner.unsafe('analyze store.resource');
  practice = asker(region, await region.clientToken('practice'));
  gp = asker(region, await region.staffToken());
  filed = await fileRecord(practice);
});

/** Statements that some session planned anew again and again. */
async function plannedAnew(): Promise<string[]> {
  const perSession = await Promise.all(
    Array.from(
      { length: connections },
      () => region.database.sql<{ statement: string; custom_plans: number }[]>`
        select statement, custom_plans from pg_prepared_statements, pg_sleep(0.05) where custom_plans > ${tries}`,
    ),
  );
  return [...new Set(perSession.flatMap((rows) => rows.map(({ statement }) => statement.replace(/\s+/g, ' '))))];
}

const idOf = (type: string): string => filed.find((one) => one.startsWith(`${type}/`))!;
const identified = (value: string) =>
  anObservation(idOf('Patient'), { identifier: [{ system: 'urn:example', value }] });

describe('statements of the hot paths', () => {
  it('are noticed when they are planned anew each time', async () => {
    const ask = () => region.database.sql.unsafe(controlText, ['{1}', '{1}'], { prepare: true });
    for (let time = 0; time < times; time++) await ask();
    assert.deepEqual(await plannedAnew(), [controlText]);
  });

  const paths: Readonly<Record<string, (time: number) => Promise<{ readonly status: number }>>> = {
    'a reading by id': () => practice(`/${idOf('Observation')}`),
    'a reading by id of the GP': () => gp(`/${idOf('Observation')}`),
    'a creation': () => practice('/Observation', { body: anObservation(idOf('Patient')) }),
    'a conditional creation': (time) =>
      practice('/Observation', {
        body: identified(`new-${time}`),
        headers: { 'if-none-exist': `identifier=urn:example|new-${time}` },
      }),
    'a conditional update': () =>
      practice('/Observation?identifier=urn:example|one', { method: 'PUT', body: identified('one') }),
    'everything of one patient': () => gp(`/${idOf('Patient')}/$everything`),
  };
  for (const [name, path] of Object.entries(paths))
    it(`${name} is planned once`, async () => {
      for (let time = 0; time < times; time++) {
        const { status } = await path(time);
        assert.ok(status === 200 || status === 201, `${status}`);
      }
      assert.deepEqual(
        (await plannedAnew()).filter((statement) => statement !== controlText),
        [],
      );
    });
});
