// An organisation without a privacy officer: its alert that full protection opens to nobody is read by those of the organisation
// that the region names for it, after a day, and nothing but the alert (decision 64; issue 4, items 3 and 6).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OdsCode } from '#kernel/ods-code.ts';
import { bundleOf, denial, ofThePractice } from '../testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from '../testing/open-staff-app.ts';
import type { TestRole } from '../testing/staff-app-for-tests.ts';
import { alertOf } from './alert-reference.ts';

// The practice's own officer is `privacyOfficer`; `emergencyOfficer` is of the walk-in centre, which the region names.
const { staff, database, ask, home } = await openStaffAppWithPerson(
  { privacyOrganisation: 'ZX902' as OdsCode },
  ['ZX901', bundleOf('A1', ofThePractice, true)],
  ['ZX902', bundleOf('W1', [denial], false)],
);
const queue = '/staff/access-review';
const title = 'Full protection that opens to nobody';

/** The person named a team of the practice, and it ends: alerts are of that moment, `hours` ago. */
async function aTeamEnds(name: string, hours: number): Promise<void> {
  await ask('/staff/teams', 'gp', { step: 'form', name, isMember: 'yes' });
  const [, team = ''] = new RegExp(`end\\?team=(\\d+)">End this team<[^>]*>: ${name}`).exec(
    (await ask('/staff/teams', 'gp')).body,
  )!;
  await database.owner`insert into privacy.choice (choice, person, kind, team, made_by_kind, made_by_issuer, made_by_id,
    made_by_name, evidence, starts_ms) select ${Number(team)}, person, 'protection', ${Number(team)}, 'patient', '', '', '', '', 0
    from patient_index.source_patient limit 1`;
  assert.equal((await ask('/staff/teams/end', 'gp', { team })).statusCode, 303);
  await database.owner`update privacy.alert set raised_ms = raised_ms - ${hours * 3_600_000}::bigint
    where kind = 'open-to-nobody' and raised_ms > ${Date.now() - 60_000}::bigint`;
  // The same concern on another day: it would be one alert otherwise.
  await database.owner`update privacy.alert_subject set day_key = day_key || ${team} where day_key like '%open-to-nobody%'`;
}

function aRequestOfTheOfficer() {
  const place = { organisation: 'ZX902' as OdsCode, organisationName: 'Millgate Walk-in Centre' };
  const role = { roleCode: 'R0001', roleName: 'Privacy officer' };
  const who = { staffId: 'emergencyOfficer', issuer: 'tests', name: 'Dr emergencyOfficer Tester' };
  const caller = { kind: 'staff', ...who, ...role, ...place, authenticatedAtMs: Date.now() } as const;
  return { requestId: 'r1', caller, purpose: 'HCOMPL', route: 'GET alert', atMs: Date.now() } as const;
}

async function listedTo(officer: TestRole): Promise<readonly string[]> {
  const { body } = await ask(queue, officer);
  return [...body.matchAll(new RegExp(`href="(${queue}/alerts/PO-[0-9A-Z]+)">${title}`, 'g'))].map(([, href]) => href!);
}

test('its own officers alone read it for a day, and where one of them opens it, for good', async () => {
  await aTeamEnds('Foot clinic', 23);
  const [alert = '', ...more] = await listedTo('privacyOfficer');
  assert.deepEqual([alert === '', more], [false, []]);
  assert.deepEqual(await listedTo('emergencyOfficer'), []);
  assert.equal((await ask(alert, 'emergencyOfficer')).statusCode, 404);
  assert.equal((await ask(alert, 'privacyOfficer')).statusCode, 200);
  // Two days later, as though it had been opened in its first day.
  await database.owner`update privacy.alert set raised_ms = raised_ms - 172800000`;
  await database.owner`update privacy.alert_step set at_ms = at_ms - 172800000`;
  assert.deepEqual(await listedTo('emergencyOfficer'), []);
  assert.equal((await ask(alert, 'emergencyOfficer')).statusCode, 404);
});

test('left unread for a day it is listed to the others, says whose it is, and shows who it is about, no looks and no evidence', async () => {
  await aTeamEnds('Hand clinic', 25);
  const [alert = ''] = await listedTo('emergencyOfficer');
  const list = await ask(queue, 'emergencyOfficer');
  assert.match(list.body, /Of Alder Practice, where no privacy officer opened it within a day\./);
  assert.doesNotMatch(list.body, /HAWTHORN|999 000 0026/);
  const asked = async () => (await staff.logged('search')).filter(({ body }) => body.includes('emergencyOfficer'));
  assert.deepEqual(await asked(), []);
  const page = await ask(alert, 'emergencyOfficer');
  assert.match(page.body, /Of Alder Practice[\s\S]*HAWTHORN[\s\S]*999 000 0026/);
  assert.doesNotMatch(page.body, /id="looks"|id="evidence"|Penicillin/);
  assert.equal((await asked()).length, 1, 'in the person’s log');
  assert.equal((await ask(home, 'otherNurse')).statusCode, 403);
  const opened = await staff.record.review.openAlert(aRequestOfTheOfficer(), alertOf(alert.split('/').at(-1)!)!);
  assert.deepEqual(opened.ok && opened.value.looks, [], 'not even those of the reader’s own organisation');
  assert.equal((await ask(`${alert}/evidence`, 'emergencyOfficer', {})).statusCode, 404);
  const given = { finding: 'justified', words: 'Spoke with her: she named another team' };
  assert.equal((await ask(`${alert}/close`, 'emergencyOfficer', given)).statusCode, 303);
  const own = await ask(alert, 'privacyOfficer');
  assert.match(own.body, /Spoke with her: she named another team/, 'both see what was done');
  assert.match(own.body, /id="looks"[\s\S]*id="evidence"/);
  assert.doesNotMatch(own.body, /where no privacy officer opened it/);
  assert.equal((await ask(alert, 'emergencyOfficer')).statusCode, 200, 'stays with whoever read it');
});

test('who is whom is noted by its own officers alone, even where it names a member of staff', async () => {
  const reference = 'PO-RR';
  await database.owner`insert into privacy.alert (alert, reference, organisation, kind, raised_ms)
    values (${alertOf(reference)!}, ${reference}, 'ZX901', 'open-to-nobody', 1)`;
  await database.owner`insert into privacy.alert_subject (alert, person, issuer, staff_id, reasons, day_key)
    select ${alertOf(reference)!}, person, 'tests', 'gp', '{}', ${reference} from patient_index.source_patient limit 1`;
  const alert = `${queue}/alerts/${reference}`;
  const elsewhere = await ask(alert, 'emergencyOfficer');
  assert.equal(elsewhere.statusCode, 200);
  assert.doesNotMatch(elsewhere.body, /id="connected"/);
  assert.equal((await ask(`${alert}/connection`, 'emergencyOfficer', { connection: 'self' })).statusCode, 404);
  assert.match((await ask(alert, 'privacyOfficer')).body, /id="connected"[\s\S]*Your organisation has noted nothing/);
  await database.owner`delete from privacy.alert_subject where day_key = ${reference}`;
});

test('it is the only kind that goes elsewhere, and no other role reads it there', async () => {
  const count = async (officer: TestRole) => [...(await ask(queue, officer)).body.matchAll(/alerts\/PO-/g)].length;
  const [elsewhere, own] = [await count('emergencyOfficer'), await count('privacyOfficer')];
  await database.owner`insert into privacy.alert (alert, reference, organisation, kind, raised_ms)
    select 1000 + row_number() over (), 'PO-' || kind, 'ZX901', kind, 1 from
      unnest(array['self-claimed', 'break-glass', 'full-protection', 'stopped', 'volume', 'log-broken']) as kind`;
  await database.owner`insert into privacy.alert_subject (alert, reasons, day_key)
    select alert, '{}', reference from privacy.alert where alert > 1000 and alert < 1010`;
  assert.deepEqual([await count('emergencyOfficer'), await count('privacyOfficer')], [elsewhere, own + 6]);
  for (const role of ['nurse', 'otherNurse'] as const) assert.equal((await ask(queue, role)).statusCode, 403);
});
