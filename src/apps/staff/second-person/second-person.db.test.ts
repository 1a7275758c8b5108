// Decision rows D13 and D18: a second person for people under full protection; a written override of seals, offered alike on every record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleOf, ofThePractice } from '../testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from '../testing/open-staff-app.ts';

const { staff, database, ask, home } = await openStaffAppWithPerson({}, ['ZX901', bundleOf('A1', ofThePractice, true)]);

const page = '/staff/second-person';

test('D13: sealed entries are offered to entitled roles on a record without any; a reason is asked, and an alert raised', async () => {
  assert.match((await ask(home, 'gp')).body, /Show sealed entries, with a reason/);
  assert.doesNotMatch((await ask(home, 'receptionist')).body, /Show sealed entries/);
  assert.equal((await ask(`${home}/sealed`, 'receptionist')).statusCode, 404);
  const empty = await ask(`${home}/sealed`, 'gp', { detail: 'short' });
  assert.equal(empty.statusCode, 400);
  assert.match(empty.body, /Select the reason/);
  const given = { reason: 'explicit-consent', detail: 'She asked me to read what the clinic wrote' };
  assert.match((await ask(`${home}/sealed`, 'gp', { ...given, detail: 'xxxxxxxxxxxxxxxxxx' })).body, /15 letters/);
  assert.equal((await ask(`${home}/sealed`, 'gp', given)).statusCode, 303);
  assert.match((await ask('/staff/access-review', 'privacyOfficer')).body, /Seal overridden/);
  const [claim] = await staff.logged('seal-override');
  assert.match(claim?.body ?? '', /D13/);
});

test('D18: under full protection a broken glass waits; a colleague agrees and nobody agrees with themself', async () => {
  await database.owner`insert into privacy.choice (choice, person, kind, team, made_by_kind, made_by_issuer, made_by_id,
    made_by_name, evidence, starts_ms) select 1, person, 'protection', 1, 'patient', '', '', '', '', 0
    from patient_index.source_patient limit 1`;
  const emergency = { reason: 'emergency', 'detail-emergency': 'Collapsed in the waiting room', checked: 'yes' };
  assert.equal((await ask(`${home}/reason`, 'nurse', emergency)).statusCode, 303);
  const waiting = await ask(home, 'nurse');
  assert.equal(waiting.statusCode, 403);
  assert.doesNotMatch(waiting.body, /Penicillin|HAWTHORN/);
  const reference = /EM-[0-9A-Z]+/.exec(waiting.body)?.[0] ?? '';
  assert.notEqual(reference, '');
  assert.doesNotMatch((await ask(page, 'nurse')).body, /EM-/, 'not to themself');
  assert.doesNotMatch((await ask(page, 'gp')).body, /EM-/, 'not to another organisation');
  assert.equal((await ask(page, 'nurse', { claim: reference })).statusCode, 404);
  assert.equal((await ask(page, 'gp', { claim: reference })).statusCode, 404);
  assert.equal((await ask(page, 'pharmacist', { claim: reference })).statusCode, 403, 'a role without the activity');
  assert.equal((await ask(home, 'nurse')).statusCode, 403);
  const list = await ask(page, 'otherNurse');
  assert.ok(list.body.includes(reference) && list.body.includes('Collapsed in the waiting room'));
  assert.doesNotMatch(list.body, /HAWTHORN|Hawthorn|999 000 0026/);
  assert.match((await ask('/staff', 'otherNurse')).body, /A colleague’s emergency waits for a second person/);
  assert.equal((await ask(page, 'otherNurse', { claim: reference })).statusCode, 303);
  const opened = await ask(home, 'nurse');
  assert.equal(opened.statusCode, 200);
  assert.match(opened.body, /Penicillin/);
  const agreed = await staff.logged('second-person');
  assert.ok(agreed.some(({ body }) => body.includes('confirms')));
});
