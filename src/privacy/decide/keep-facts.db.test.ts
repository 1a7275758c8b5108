// Facts that are kept say what facts that are read anew would say, whatever changed, by whichever statement, and when.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createPatientIndex, type PersonInIndex } from '#patient-index';
import { databaseForTests, type TestDatabase } from '#platform';
import { createAccessFactsReader, createChoiceFactsReader, type FactsWanted } from './access-facts.ts';

const atMs = 1_000;
const ofAda = 11 as Compartment;
const file = forWholeFile();
let database: TestDatabase;
let asked = 0;

const madeBy = 'made_by_kind, made_by_issuer, made_by_id, made_by_name, evidence';
const patient = "'patient', '', '', '', ''";

/** Each changes what a GP of ZXA01 is told of Ada, and every table that facts are read from is in one. */
const changes: Readonly<Record<string, readonly [table: string, change: string]>> = {
  'a relationship begins': [
    'relationship',
    `insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms) values (12, 'ZXA01', 'caseload', 1, 0)`,
  ],
  'a relationship ends': ['relationship', 'update privacy.relationship set ends_ms = 600 where compartment = 12'],
  'a relationship is another record’s': [
    'relationship',
    'update privacy.relationship set compartment = 99 where compartment = 12',
  ],
  'a relationship becomes this record’s': [
    'relationship',
    'update privacy.relationship set compartment = 12 where compartment = 99',
  ],
  'a relationship is taken out': ['relationship', 'delete from privacy.relationship where compartment = 12'],
  'an objection is made': [
    'choice',
    `insert into privacy.choice (choice, person, kind, scope, override_policy, starts_ms, ${madeBy})
       values (1, 1, 'objection', 'whole-record', 'absolute', 0, ${patient})`,
  ],
  'an objection is taken back': ['choice', 'update privacy.choice set ends_ms = 900 where choice = 1'],
  'an entry is sealed for a team': [
    'choice',
    `insert into privacy.choice (choice, person, kind, scope, seal_level, team, starts_ms, ${madeBy})
       values (2, 1, 'seal', 'entry', 'sealed', 5, 0, ${patient})`,
  ],
  'a seal covers one entry more': ['seal_item', 'insert into privacy.seal_item values (11, 77, 2)'],
  'a seal covers one entry less': ['seal_item', 'delete from privacy.seal_item where number = 77'],
  'a team is formed': [
    'team',
    `insert into privacy.team (team, organisation, name, source, starts_ms) values (5, 'ZXA01', 'A team', 3, 0)`,
  ],
  'the team’s feed is another': ['team', 'update privacy.team set source = 4 where team = 5'],
  'the reader leaves the team': ['team_member', 'update privacy.team_member set ends_ms = 700 where team = 5'],
  'the reader joins the team again': [
    'team_member',
    `insert into privacy.team_member (team, issuer, staff_id, name, starts_ms) values (5, 'issuer', 'gp', '', 750)`,
  ],
  'access is claimed': [
    'claim',
    `insert into privacy.claim (claim, person, kind, issuer, staff_id, organisation, role_code, reason_code, reason,
         starts_ms, ends_ms) values (3, 1, 'seal-override', 'issuer', 'gp', 'ZXA01', 'R1', '', 'a reason', 0, 5000)`,
  ],
  'a second person agrees': ['claim', 'update privacy.claim set confirmed_ms = 800 where claim = 3'],
  'the reader is found to be a relative': [
    'staff_connection',
    `insert into privacy.staff_connection (issuer, staff_id, organisation, person, kind, noted_by, starts_ms)
       values ('issuer', 'gp', 'ZXA01', 1, 'relative', '', 0)`,
  ],
  'an agreement is signed': [
    'sharing_agreement',
    `insert into privacy.sharing_agreement (organisation, purpose, starts_ms) values ('ZXA01', 'TREAT', 0)`,
  ],
  'the agreement ends': ['sharing_agreement', 'update privacy.sharing_agreement set ends_ms = 800'],
};

before(async () => {
  database = await databaseForTests(file, {
    onStatement: (text) => void (/as team_sources|share-sensitive/.test(text) && asked++),
  });
  await database.owner.unsafe(`insert into patient_index.source_patient (compartment, source, person, version)
    values (11, 1, 1, 1), (12, 2, 1, 1), (21, 1, 2, 1)`);
});

/** As before the first change: the reader is in a team that is not formed yet. */
async function nothingSaid(): Promise<void> {
  for (const table of new Set(Object.values(changes).map(([changed]) => changed)))
    await database.owner.unsafe(`delete from privacy.${table}`);
  await database.owner.unsafe(`insert into privacy.team_member (team, issuer, staff_id, name, starts_ms)
    values (5, 'issuer', 'gp', '', 0)`);
}

async function located(compartment = ofAda): Promise<PersonInIndex> {
  const person = await createPatientIndex({ database, clock: Date }).personOfCompartment(compartment);
  assert.ok(person !== undefined);
  return person;
}

const aboutThem = (person: PersonInIndex, moment = atMs): FactsWanted => ({
  person,
  organisation: 'ZXA01' as OdsCode,
  staff: { staffId: 'gp', issuer: 'issuer', roleCode: 'R1' },
  purpose: 'TREAT',
  atMs: moment,
  endedSinceMs: moment - 500,
});

const readAnew = async (moment?: number) => createAccessFactsReader(database)(aboutThem(await located(), moment));

test('whatever changes is in the facts of the next request, and nothing is asked while nothing changes', async () => {
  const read = createAccessFactsReader(database);
  await nothingSaid();
  let before = await read(aboutThem(await located()));
  for (const [name, [, change]] of Object.entries(changes)) {
    await database.owner.unsafe(change);
    const facts = await read(aboutThem(await located()));
    assert.notDeepEqual(facts, before, name);
    assert.deepEqual(facts, await readAnew(), name);
    const askedSoFar = asked;
    assert.deepEqual(await read(aboutThem(await located())), facts);
    assert.equal(asked, askedSoFar, name);
    before = facts;
  }
});

test('each of the tables has its own part in it: where one says nothing of its changes, old facts are given', async () => {
  await nothingSaid();
  for (const [name, [table, change]] of Object.entries(changes)) {
    const read = createAccessFactsReader(database);
    await read(aboutThem(await located()));
    await database.owner.unsafe(`alter table privacy.${table} disable trigger user`);
    await database.owner.unsafe(change);
    await database.owner.unsafe(`alter table privacy.${table} enable trigger user`);
    assert.notDeepEqual(await read(aboutThem(await located())), await readAnew(), name);
  }
});

test('what begins or ends changes nothing in the database, and holds from its moment on', async () => {
  await database.owner.unsafe(`insert into privacy.choice (choice, person, kind, labels, starts_ms, ends_ms, ${madeBy})
    values (50, 1, 'share-sensitive', 8, 2000, 3000, ${patient})`);
  await database.owner.unsafe(`insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms)
    values (11, 'ZXA01', 'clinic-date', 9, 4000)`);
  const read = createAccessFactsReader(database);
  const readChoices = createChoiceFactsReader(database);
  const seen: unknown[] = [];
  for (const moment of [1_000, 1_999, 2_000, 2_999, 3_000, 3_999, 4_000, 1_000]) {
    const facts = await read(aboutThem(await located(), moment));
    assert.deepEqual(facts, await readAnew(moment), String(moment));
    const choices = await readChoices({ person: await located(), atMs: moment });
    assert.equal(choices?.consentedLabels, facts?.consentedLabels);
    seen.push([facts?.consentedLabels, facts?.relationships.length]);
  }
  assert.equal(new Set(seen.map(String)).size, 3);
});

test('facts of a past moment, and of somebody who was located a while ago, are read', async () => {
  const read = createAccessFactsReader(database);
  const person = await located();
  await read(aboutThem(person));
  for (const wanted of [
    { ...aboutThem(person), knownAtMs: 500 },
    aboutThem({ ...person, asOf: { ...person.asOf!, askedAtMs: performance.now() - 1_001 } }),
    aboutThem({ ...person, records: person.records.slice(1) }),
    { ...aboutThem(person), staff: { staffId: 'gp', issuer: 'issuer', roleCode: 'R2' } },
  ]) {
    const askedSoFar = asked;
    await read(wanted);
    assert.equal(asked, askedSoFar + 1);
  }
});

test('a record that came to a person brings what is known of it, and what was noted while it was away', async () => {
  const read = createAccessFactsReader(database);
  const relationships = async () => (await read(aboutThem(await located())))!.relationships.length;
  const noted = (compartment: number, evidence: number) =>
    database.owner.unsafe(`insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms)
      values (${compartment}, 'ZXA01', 'referral', ${evidence}, 0)`);
  const moved = (compartment: number, person: number) =>
    database.owner.unsafe(
      `update patient_index.source_patient set person = ${person} where compartment = ${compartment}`,
    );
  const first = await relationships();
  const askedSoFar = asked;
  await noted(21, 1);
  assert.equal(await relationships(), first);
  assert.equal(asked, askedSoFar, 'somebody else’s change brings nothing');
  await moved(21, 1);
  assert.equal(await relationships(), first + 1);
  await moved(21, 2);
  assert.equal(await relationships(), first);
  await moved(12, 2);
  await noted(12, 2);
  await moved(12, 1);
  assert.equal(await relationships(), first + 1);
});

test('nobody sets a count back', async () => {
  await assert.rejects(database.sql.unsafe('update patient_index.change_count set changes = 0'), /permission denied/);
  await assert.rejects(database.sql.unsafe('delete from patient_index.change_count'), /permission denied/);
  for (const name of ['note_changes', 'note_record_changes'])
    await assert.rejects(database.sql.unsafe(`select patient_index.${name}(array[1]::bigint[])`), /permission denied/);
});

test('a record whose link changes in the same moment is noted for whoever has it then', async () => {
  const read = createAccessFactsReader(database);
  const linked = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const linking = database.transaction(async (sql) => {
    await sql`update patient_index.source_patient set person = 1 where compartment = 21`;
    linked.resolve();
    await mayCommit.promise;
  });
  await linked.promise;
  let isNoted = false;
  const noting = database.sql
    .unsafe(`insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms)
      values (21, 'ZXA01', 'caseload', 77, 0)`)
    .then(() => {
      isNoted = true;
    });
  await pause(100);
  assert.equal(isNoted, false, 'the change waits for the link');
  mayCommit.resolve();
  await Promise.all([linking, noting]);
  const before = await read(aboutThem(await located()));
  assert.ok(before!.relationships.some(({ kind }) => kind === 'caseload'));
  const [count] = await database.owner`select changes from patient_index.change_count where subject = 1`;
  await database.owner`update privacy.relationship set ends_ms = 0, starts_ms = 0 where evidence = 77`;
  const [later] = await database.owner`select changes from patient_index.change_count where subject = 1`;
  assert.ok(Number(later!['changes']) > Number(count!['changes']));
  await database.owner`update patient_index.source_patient set person = 2 where compartment = 21`;
});

test('a change that was lost with its server, and another in its place, do not count the same', async () => {
  const read = createAccessFactsReader(database);
  const count = async () =>
    Number((await database.owner`select changes from patient_index.change_count where subject = 1`)[0]!['changes']);
  const share = (choice: number, labels: number) =>
    database.owner.unsafe(`insert into privacy.choice (choice, person, kind, labels, starts_ms, ${madeBy})
      values (${choice}, 1, 'share-sensitive', ${labels}, 0, ${patient})`);
  const before = await count();
  await share(61, 16);
  await read(aboutThem(await located()));
  await database.owner.unsafe('delete from privacy.choice where choice = 61');
  await database.owner`update patient_index.change_count set changes = ${before} where subject = 1`;
  await share(62, 32);
  assert.deepEqual(await read(aboutThem(await located())), await readAnew());
});

test('a change that is not committed is not told, and is told once it is', async () => {
  const read = createAccessFactsReader(database);
  const before = await read(aboutThem(await located()));
  const underWay = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const changing = database.transaction(async (sql) => {
    await sql.unsafe(`insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms)
      values (11, 'ZXA01', 'residency', 2, 0)`);
    underWay.resolve();
    await mayCommit.promise;
  });
  await underWay.promise;
  assert.deepEqual(await read(aboutThem(await located())), before);
  mayCommit.resolve();
  await changing;
  assert.equal((await read(aboutThem(await located())))!.relationships.length, before!.relationships.length + 1);
});
