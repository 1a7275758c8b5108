// D17, decision 85: how a member of staff is connected to a person is noted from an alert, and holds from the next look on.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { StaffConnection } from '#privacy';
import { settled } from '../../audit/testing/settled.ts';
import { aPerson, aProblem, type Somebody } from '../choices/testing/a-person.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { anAlertAbout, anOfficerOf } from '../testing/note-connected.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp: StaffCaller = { ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'gp' };
const colleague: StaffCaller = { ...gp, staffId: 'colleague', name: 'Owen Reed' };
const hoursAgo = { authenticatedAtMs: Date.now() - 3 * 3_600_000 };

interface Case {
  readonly somebody: Somebody;
  readonly compartment: Compartment;
  readonly alert: number;
}

async function aCase(): Promise<Case> {
  const somebody = aPerson(region);
  const compartment = await somebody.file('ZX11', [aProblem('Secret words')]);
  return { somebody, compartment, alert: await anAlertAbout(region, gp, await somebody.person()) };
}

async function note(alert: number, connection: StaffConnection, by = anOfficerOf('ZX11')): Promise<string> {
  const noted = await region.record.review.noteConnection(aRequest(by), { alert, connection });
  return noted.ok ? 'done' : noted.fault.code;
}

/** What an officer reads on the page of the case. */
async function shown(alert: number) {
  const opened = await region.record.review.openAlert(aRequest(anOfficerOf('ZX11')), alert);
  assert.ok(opened.ok);
  const { connection, steps, state } = opened.value.alert;
  const noted = steps.flatMap((step) => (step.step === 'connection' ? [[step.by, step.connection]] : []));
  return { connection: connection?.kind, by: connection?.by, noted, state };
}

/** How a record answers a member of staff: the rows that closed it, or `open`. */
async function lookAs(staff: StaffCaller, compartment: Compartment): Promise<string> {
  const opening = await region.record.openForStaff(aRequest(staff), compartment);
  assert.ok(opening.ok);
  return opening.value.isOpen ? 'open' : opening.value.closed.decidedBy.join(' ');
}

async function alertsAbout({ somebody }: Case): Promise<string[]> {
  const rows = await region.database.owner<{ kind: string }[]>`select kind from privacy.alert
    join privacy.alert_subject using (alert) where person = ${await somebody.person()} and kind <> 'same-surname'`;
  return rows.map(({ kind }) => kind);
}

async function toldTo({ somebody }: Case) {
  await settled(region.audit);
  const log = await region.audit.listForPersons([await somebody.person()], { limit: 50 });
  assert.ok(log.ok);
  return log.value.lines.filter(({ detail }) => detail?.['connection'] !== undefined);
}

async function entriesOf(alert: number): Promise<string[]> {
  const rows = await region.database.owner<
    { said: string }[]
  >`select concat_ws(' ', body::json->'detail'->>'connection',
      body::json->>'outcome', persons <> '{}') as said from audit.entry
    where body::json->'detail'->>'alert' = ${String(alert)} and body::json->'detail'->>'connection' <> '' order by at_ms`;
  return rows.map(({ said }) => said);
}

describe('D17: a member of staff who is noted as the person', () => {
  it('is closed out of their own record as staff from the next look on, and open pages look again', async () => {
    const { alert, compartment, ...rest } = await aCase();
    assert.equal(await lookAs(gp, compartment), 'open');
    let isTold = false;
    const stop = region.record.changes.subscribe([compartment], () => {
      isTold = true;
    });
    assert.equal(await note(alert, 'self'), 'done');
    stop();
    assert.ok(isTold, 'an open page is told');
    assert.equal(await lookAs(gp, compartment), 'D17');
    const { connection, by, noted } = await shown(alert);
    assert.deepEqual([connection, by, noted], ['self', 'Pat Fell', [['Pat Fell', 'self']]]);
    assert.equal(await lookAs(colleague, compartment), 'open');
    assert.deepEqual(await alertsAbout({ alert, compartment, ...rest }), ['colleague-or-relative']);
  });

  it('reads their record at work as before, once it no longer holds', async () => {
    const given = await aCase();
    assert.equal(await note(given.alert, 'self'), 'done');
    assert.equal(await lookAs(gp, given.compartment), 'D17');
    assert.equal(await note(given.alert, 'neither'), 'done');
    assert.equal(await lookAs(gp, given.compartment), 'open');
    assert.equal(await lookAs(colleague, given.compartment), 'open');
    assert.deepEqual(await alertsAbout(given), []);
    const { connection, noted } = await shown(given.alert);
    assert.deepEqual(
      [connection, noted],
      [
        undefined,
        [
          ['Pat Fell', 'self'],
          ['Pat Fell', 'neither'],
        ],
      ],
    );
  });
});

describe('D17: a member of staff who is noted as a relative', () => {
  it('reads on, and each day of it is told of', async () => {
    const given = await aCase();
    assert.equal(await lookAs(gp, given.compartment), 'open');
    assert.deepEqual(await alertsAbout(given), []);
    assert.equal(await note(given.alert, 'relative'), 'done');
    assert.equal(await lookAs(gp, given.compartment), 'open');
    assert.deepEqual(await alertsAbout(given), ['colleague-or-relative']);
  });
});

describe('what is noted', () => {
  it('stands in the person’s own log, without anybody of the staff but the officer', async () => {
    const given = await aCase();
    assert.equal(await note(given.alert, 'relative'), 'done');
    const told = await toldTo(given);
    assert.deepEqual(
      told.map(({ caller, outcome, detail }) => [caller?.name, outcome, detail]),
      [['Pat Fell', 'done', { alert: given.alert, connection: 'relative' }]],
    );
    assert.doesNotMatch(JSON.stringify(told), /Nisha|"gp"|Secret/);
  });

  it('is one note and one line of their log, however often it is said, and by two at the same moment', async () => {
    const given = await aCase();
    assert.deepEqual(await Promise.all([note(given.alert, 'self'), note(given.alert, 'self')]), ['done', 'done']);
    assert.equal(await note(given.alert, 'self'), 'done');
    const rows = await region.database.owner`select 1 from privacy.staff_connection
      where person = ${await given.somebody.person()}`;
    assert.deepEqual([rows.length, (await toldTo(given)).length], [1, 1]);
    assert.deepEqual((await entriesOf(given.alert)).map((said) => said.slice(-1)).sort(), ['f', 'f', 't']);
    assert.equal((await shown(given.alert)).noted.length, 1);
    assert.deepEqual(await Promise.all([note(given.alert, 'neither'), note(given.alert, 'neither')]), ['done', 'done']);
    assert.deepEqual([(await toldTo(given)).length, (await shown(given.alert)).noted.length], [2, 2]);
  });

  it('is not written, nor is its step, while the log takes no entry (decision 71)', async () => {
    const given = await aCase();
    const { owner } = region.database;
    await owner`revoke insert on audit.entry from goldthread_app`;
    assert.equal(await note(given.alert, 'self'), 'AUDIT-001');
    await owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`;
    assert.equal(await lookAs(gp, given.compartment), 'open');
    const { connection, noted } = await shown(given.alert);
    assert.deepEqual([connection, noted], [undefined, []]);
  });

  it('leaves a question to the member of staff waiting', async () => {
    const { alert } = await aCase();
    assert.ok((await region.record.review.askStaff(aRequest(anOfficerOf('ZX11')), { alert, words: 'Why?' })).ok);
    assert.equal(await note(alert, 'relative'), 'done');
    assert.equal((await shown(alert)).state, 'asked');
    const waiting = await region.record.review.questionsTo(aRequest(gp));
    assert.ok(waiting.some((question) => question.alert === alert));
  });

  it('asks for a new sign-in where it closes less than before, and never where it closes more (decision 66)', async () => {
    const { alert, compartment } = await aCase();
    const old = { ...anOfficerOf('ZX11'), ...hoursAgo };
    assert.deepEqual([await note(alert, 'relative', old), await note(alert, 'self', old)], ['done', 'done']);
    for (const less of ['relative', 'neither'] as const) assert.equal(await note(alert, less, old), 'PRIVACY-014');
    assert.deepEqual((await entriesOf(alert)).slice(2), ['relative refused f', 'neither refused f']);
    assert.equal(await lookAs(gp, compartment), 'D17');
  });
});

describe('who notes it', () => {
  it('is the privacy officer of the organisation whose alert it is, about somebody else; refusals are logged', async () => {
    const { alert, compartment, somebody } = await aCase();
    assert.equal(await note(alert, 'self', anOfficerOf('ZX31')), 'PRIVACY-008', 'another organisation');
    assert.equal(await note(alert, 'self', { ...anOfficerOf('ZX11'), staffId: gp.staffId }), 'PRIVACY-005', 'themself');
    assert.equal(await note(alert, 'self', colleague), 'PRIVACY-005', 'another role');
    assert.deepEqual(
      await entriesOf(alert),
      Array.from({ length: 3 }, () => 'self refused f'),
    );
    const ofNobody = await anAlertAbout(region, undefined, await somebody.person(), 'ZX11');
    assert.equal(await note(ofNobody, 'self'), 'PRIVACY-008', 'no member of staff is named');
    assert.equal(await lookAs(gp, compartment), 'open');
  });

  it('says it for the own organisation: what another noted of the same member of staff stays', async () => {
    const { alert, compartment, somebody } = await aCase();
    const there = await anAlertAbout(
      region,
      { ...gp, organisation: anOfficerOf('ZX31').organisation },
      await somebody.person(),
    );
    assert.equal(await note(there, 'self', anOfficerOf('ZX31')), 'done');
    assert.equal((await shown(alert)).connection, undefined);
    assert.equal(await note(alert, 'self'), 'done');
    assert.equal(await note(alert, 'neither'), 'done');
    assert.equal(await lookAs(gp, compartment), 'D17');
    assert.equal(await note(there, 'neither', anOfficerOf('ZX31')), 'done');
    assert.equal(await lookAs(gp, compartment), 'open');
  });
});
