// The page by which whoever leads forms a team and says who is in it (issue 4, item 3; D18).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatientCaller } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { bundleOf, ofThePractice } from '../testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from '../testing/open-staff-app.ts';
import { askStaffApp } from '../testing/staff-app-for-tests.ts';

const { staff, ask } = await openStaffAppWithPerson({}, ['ZX901', bundleOf('A1', ofThePractice, true)]);
const page = '/staff/teams';

test('a GP forms a team, names a member and ends the membership; mistakes stand beside their fields', async () => {
  assert.match((await ask(page, 'gp')).body, /Your organisation has no team yet/);
  const none = await ask(page, 'gp', { step: 'form', name: '' });
  assert.equal(none.statusCode, 400);
  assert.match(none.body, /href="#name">\s*Enter the name of the team/);
  const formed = await ask(page, 'gp', { step: 'form', name: 'Diabetes clinic', isMember: 'yes' });
  assert.equal(formed.headers.location, `${page}?done=formed`);
  const list = await ask(page, 'gp');
  assert.match(list.body, /Diabetes clinic[\s\S]*Dr gp Tester/);
  const team = /name="team" value="(\d+)"/.exec(list.body)?.[1] ?? '';
  const twice = await ask(page, 'gp', { step: 'form', name: 'diabetes clinic' });
  assert.match(twice.body, /that no team of your organisation has/);
  const half = await ask(page, 'gp', { step: 'join', team, memberName: 'Ann Marsh', staffId: '' });
  assert.match(half.body, /<details class="nhsuk-details" open>/);
  assert.match(half.body, new RegExp(`href="#staffId-${team}"[\\s\\S]*value="Ann Marsh"`));
  const self = await ask(page, 'gp', { step: 'join', team, memberName: 'Me', staffId: 'gp' });
  assert.match(self.body, /You cannot add yourself/);
  const added = await ask(page, 'gp', { step: 'join', team, memberName: 'Ann Marsh', staffId: 'a.marsh' });
  assert.equal(added.headers.location, `${page}?done=join`);
  assert.match((await ask(page, 'gp')).body, /Ann Marsh[\s\S]*a\.marsh/);
  assert.match(
    (await ask(page, 'gp', { step: 'join', team, memberName: 'Ann', staffId: 'a.marsh' })).body,
    /in this team/,
  );
  const ended = await ask(page, 'gp', { step: 'leave', team, staffId: 'a.marsh' });
  assert.equal(ended.headers.location, `${page}?done=leave`);
  assert.doesNotMatch((await ask(page, 'gp')).body, /Ann Marsh/);
});

test('a team of nobody says what it does to whoever named it', async () => {
  await ask(page, 'gp', { step: 'form', name: 'Foot clinic' });
  assert.match((await ask(page, 'gp')).body, /Foot clinic[\s\S]*whoever named it alone is open to nobody/);
});

test('a GP renames a team, and ends it after what that does was said, with a sign-in of the last minutes', async () => {
  await ask(page, 'gp', { step: 'form', name: 'Old clinic', isMember: 'yes' });
  const end = /href="(\/staff\/teams\/end\?team=\d+)">End this team<[^>]*>: Old clinic/.exec(
    (await ask(page, 'gp')).body,
  )?.[1];
  const team = end?.split('=')[1] ?? '';
  assert.notEqual(team, '');
  const taken = await ask(page, 'gp', { step: 'rename', team, name: 'Foot clinic' });
  assert.equal(taken.statusCode, 400);
  assert.match(taken.body, new RegExp(`href="#newName-${team}"[^>]*>\\s*Enter a name[\\s\\S]*value="Foot clinic"`));
  assert.match((await ask(page, 'gp', { step: 'rename', team, name: '' })).body, /Enter the new name of the team/);
  const renamed = await ask(page, 'gp', { step: 'rename', team, name: 'New clinic' });
  assert.equal(renamed.headers.location, `${page}?done=rename`);
  const late = { url: end ?? '', cookie: 'as=gp; minutes=16' };
  const asked = await askStaffApp(staff, { ...late, form: undefined });
  assert.match(asked.body, /End the team “New clinic”[\s\S]*id="sign-in-again"[\s\S]*It has 1 member now/);
  assert.match(asked.body, /keeps full protection[\s\S]*You are not told who they are[\s\S]*can’t be undone/);
  const refused = await askStaffApp(staff, { ...late, url: `${page}/end`, form: { team } });
  assert.equal(refused.headers.location, `${end}#sign-in-again`);
  assert.match((await ask(page, 'gp')).body, /New clinic/);
  assert.doesNotMatch((await ask(end ?? '', 'gp')).body, /sign-in-again/);
  const ended = await ask(`${page}/end`, 'gp', { team });
  assert.equal(ended.headers.location, `${page}?done=ended`);
  assert.doesNotMatch((await ask(page, 'gp')).body, /(?:Old|New) clinic/);
  for (const form of [undefined, { team }])
    assert.equal((await ask(form ? `${page}/end` : (end ?? ''), 'gp', form)).statusCode, 404);
});

const edna: PatientCaller = {
  kind: 'patient',
  subject: 'edna',
  issuer: 'tests',
  name: 'Edna Hawthorn',
  nhsNumber: '9990000026' as NhsNumber,
  birthDate: '1941-07-30',
  identityProofing: 'P9',
  authenticatedAtMs: Date.now(),
};

test('the privacy officer reads in plain words that full protection opens to nobody, and what to do; the list names nobody', async () => {
  await ask(page, 'gp', { step: 'form', name: 'Last clinic', isMember: 'yes' });
  const [, team = ''] = /team=(\d+)">End this team<[^>]*>: Last clinic/.exec((await ask(page, 'gp')).body) ?? [];
  const made = await staff.record.makeChoice(
    { requestId: 'r1', caller: edna, purpose: 'PATRQT', route: 'POST /my/choices', atMs: Date.now() },
    { choice: { kind: 'protection', team: Number(team) }, evidence: '' },
  );
  assert.ok(made.ok, JSON.stringify(made));
  await ask(`${page}/end`, 'gp', { team });
  const list = await ask('/staff/access-review?about=protection', 'privacyOfficer');
  const [, href = ''] = /href="([^"]+PO-\w+)">Full protection that opens to nobody/.exec(list.body) ?? [];
  assert.match(list.body, /Their team has ended\./);
  assert.doesNotMatch(list.body, /HAWTHORN|Hawthorn|Last clinic|gp Tester/);
  const shown = await ask(href, 'privacyOfficer');
  assert.match(shown.body, /HAWTHORN/);
  assert.match(shown.body, /Speak with them: on their own pages they name another team or take full protection back/);
  assert.doesNotMatch(
    shown.body,
    /action="[^"]+\/ask"/,
    'nobody of the staff is asked: it would tell a lead who named the team',
  );
});

test('roles that do not lead have no such page, and no link to it', async () => {
  for (const role of ['receptionist', 'nurse', 'privacyOfficer'] as const) {
    assert.equal((await ask(page, role)).statusCode, 403, role);
    assert.equal((await ask(page, role, { step: 'form', name: 'Mine' })).statusCode, 403, role);
    assert.equal((await ask(`${page}/end?team=1`, role)).statusCode, 403, role);
    assert.equal((await ask(`${page}/end`, role, { team: '1' })).statusCode, 403, role);
    assert.doesNotMatch((await ask('/staff', role)).body, /href="\/staff\/teams"/, role);
  }
  assert.match((await ask('/staff', 'gp')).body, /href="\/staff\/teams"/);
});

test('a form that is not ours changes nothing', async () => {
  const answer = await ask(page, 'gp', { formToken: 'stolen', step: 'form', name: 'Theirs' });
  assert.equal(answer.statusCode, 403);
  assert.equal((await ask(`${page}/end`, 'gp', { formToken: 'stolen', team: '1' })).statusCode, 403);
  assert.doesNotMatch((await ask(page, 'gp')).body, /Theirs/);
});

test('attack 37: what every object inherits is no message of the page, and U+0000 in a form is no error', async () => {
  for (const inherited of ['constructor', '__proto__', 'toString']) {
    const shown = await ask(`${page}?done=${inherited}`, 'gp');
    assert.equal(shown.statusCode, 200);
    assert.doesNotMatch(shown.body, /function|\[object|nhsuk-notification-banner/i, inherited);
  }
  const formed = await ask(page, 'gp', { step: 'form', name: 'Falls\u0000 clinic' });
  assert.equal(formed.headers.location, `${page}?done=formed`);
  assert.match((await ask(page, 'gp')).body, /Falls clinic/);
});

test('D18: a name that reads as another team’s is no name: people choose by it who opens their record', async () => {
  for (const name of ['Usual doctor and nurse', 'Eye clinic']) await ask(page, 'gp', { step: 'form', name });
  const body = (await ask(page, 'gp')).body;
  const other = /href="\/staff\/teams\/end\?team=(\d+)">End this team<[^>]*>: Eye clinic/.exec(body)?.[1] ?? '';
  for (const name of ['Usual doctor and nurse.', 'Usu\u0430l doctor and nurse', 'Usual doctor\u200b and nurse']) {
    const formed = await ask(page, 'gp', { step: 'form', name });
    const renamed = await ask(page, 'gp', { step: 'rename', team: other, name });
    assert.deepEqual([formed.statusCode, renamed.statusCode], [400, 400], JSON.stringify(name));
    assert.match(formed.body, /in plain letters, figures and punctuation/);
  }
});
