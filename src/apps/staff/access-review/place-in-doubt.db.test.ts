// Decision 88: the privacy officer's page on which places that are kept back in doubt are shown again.
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { bundleOf, ofThePractice } from '../testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from '../testing/open-staff-app.ts';

const { database, ask, home } = await openStaffAppWithPerson({}, ['ZX901', bundleOf('A1', ofThePractice, true)]);
const officer = 'privacyOfficer';
const queue = '/staff/access-review';
let href = '';

before(async () => {
  const { owner } = database;
  const [record] = await owner<{ compartment: number; person: number; organisation: string }[]>`
    select compartment, person, (select organisation from directory.source where source.source = source_patient.source) as organisation
    from patient_index.source_patient order by compartment limit 1`;
  const { compartment, person, organisation } = record!;
  await owner`insert into patient_index.kept_restriction (compartment, said_by, starts_ms) values (${compartment}, 1, 0)`;
  await owner`update patient_index.source_patient set is_restricted = true where compartment = ${compartment}`;
  await owner`insert into privacy.alert (alert, reference, organisation, kind, raised_ms)
    values (36, 'PO-10', ${organisation}, 'place-in-doubt', ${Date.now()})`;
  await owner`insert into privacy.alert_subject (alert, person, reasons, day_key) values (36, ${person}, '{}', 'place')`;
  const list = await ask(queue, officer);
  [, href = ''] = new RegExp(`href="(${queue}/alerts/PO-10)">Whereabouts kept back in doubt`).exec(list.body) ?? [];
  assert.notEqual(href, '', list.body);
});

it('says why, asks how the officer found out, and shows places again; the case keeps both', async () => {
  const page = await ask(href, officer);
  assert.match(page.body, /says that their whereabouts are protected/);
  assert.match(page.body, /How did you find out\?/);
  assert.match((await ask(home, 'gp')).body, /Not shown/);
  const empty = await ask(`${href}/place`, officer, { foundOut: ' ' });
  assert.deepEqual([empty.statusCode, /Say how you found out/.test(empty.body)], [400, true]);
  assert.equal((await ask(`${href}/place`, 'emergencyOfficer', { foundOut: 'x' })).statusCode, 404);
  const done = await ask(`${href}/place`, officer, { foundOut: 'The practice wrote that it was somebody else' });
  assert.deepEqual([done.statusCode, done.headers.location], [303, `${href}?done=shown`]);
  const after = await ask(`${href}?done=shown`, officer);
  assert.match(after.body, /no longer keeps places back/);
  assert.match(
    after.body,
    /ended that places are kept back in doubt[\s\S]*The practice wrote that it was somebody else/,
  );
  assert.doesNotMatch(after.body, /How did you find out\?/);
  assert.doesNotMatch((await ask(home, 'gp')).body, /Not shown/);
});
