// Choices that staff write down, entries kept from a person's own pages, and who acts for a patient: on the staff pages
// (issue 4, items 3 to 5; UK-8, UK-18, UK-19).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatientCaller } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { classesOfScopes } from '#privacy';
import { bundleOf, denial, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';
import { formToken, type TestRole } from './testing/staff-app-for-tests.ts';

const { staff, home } = await openStaffAppWithPerson(
  {},
  ['ZX901', bundleOf('A1', ofThePractice, true)],
  ['ZX902', bundleOf('W1', [denial], false)],
);

function ask(url: string, as: TestRole, form?: Readonly<Record<string, string | readonly string[]>>) {
  const headers = { cookie: `as=${as}` };
  if (form === undefined) return staff.app.inject({ method: 'GET', url, headers });
  const pairs = Object.entries({ formToken, ...form }).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one as string]),
  );
  return staff.app.inject({
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(pairs).toString(),
  });
}

test('a receptionist writes an objection down with how they know, it stands as theirs for the person, and is taken back', async () => {
  const address = `${home}/choices/sharing-organisation`;
  const choice = { organisation: 'ZX902', policy: 'absolute' };
  const without = await ask(address, 'receptionist', { ...choice, step: 'make' });
  assert.equal(without.statusCode, 400);
  assert.match(without.body, /href="#evidence"/);
  const evidence = 'In person on 2 October, passport seen';
  const check = await ask(address, 'receptionist', { ...choice, evidence, step: 'check' });
  assert.match(check.body, /Not even in an emergency/);
  const made = await ask(address, 'receptionist', { ...choice, evidence, step: 'make' });
  assert.equal(made.headers.location, `${home}/choices?done=made`);
  const list = await ask(`${home}/choices`, 'receptionist');
  assert.match(list.body, /Millgate Walk-in Centre stopped from looking, not even in an emergency/);
  assert.match(list.body, /Dr receptionist Tester, Alder Practice, for the person/);
  assert.match(list.body, /In person on 2 October, passport seen/);
  const takeBack = /href="([^"]+take-back\?choice=\d+)"/.exec(list.body)?.[1] ?? '';
  assert.equal((await ask(takeBack, 'receptionist', { evidence: '' })).statusCode, 400);
  const back = await ask(takeBack, 'receptionist', { evidence: 'She telephoned from her known number' });
  assert.equal(back.headers.location, `${home}/choices?done=ended`);
  assert.equal((await staff.logged('choice')).length >= 2, true);
});

test('a sealed kind of entries is on no list of staff, and a role that writes no choices down has no such page', async () => {
  const evidence = 'In person, passport seen';
  const made = await ask(`${home}/choices/hide-kinds`, 'receptionist', {
    classes: '28',
    level: 'sealed-locked',
    evidence,
    step: 'make',
  });
  assert.equal(made.statusCode, 400, 'only kinds that are offered');
  const sealed = await ask(`${home}/choices/hide-kinds`, 'receptionist', {
    classes: ['24'],
    level: 'sealed-locked',
    evidence,
    step: 'make',
  });
  assert.equal(sealed.statusCode, 303, sealed.body.slice(0, 500));
  assert.doesNotMatch((await ask(`${home}/choices`, 'receptionist')).body, /health of your family/);
  for (const role of ['homeCarer', 'wardClerk'] as const)
    assert.ok([403, 404].includes((await ask(`${home}/choices`, role)).statusCode), role);
  assert.equal((await ask(`${home}/choices/withhold`, 'receptionist')).statusCode, 404);
});

test('entries to keep back are found by words that stand in no address', async () => {
  const led = await ask(`${home}/choices/withhold`, 'gp', { step: 'find', words: 'KNEE' });
  const address = String(led.headers.location);
  assert.deepEqual([led.statusCode, /knee/i.test(address)], [303, false]);
  const found = await ask(address, 'gp');
  assert.match(found.body, /value="KNEE"/);
  const entries = (html: string): number => html.match(/name="entries"/g)?.length ?? 0;
  assert.equal(entries(found.body), 1);
  assert.ok(entries((await ask(`${home}/choices/withhold?words=KNEE`, 'gp')).body) > 1, 'typed by hand');
});

test('a clinician keeps an entry from the person’s own pages with a reason, sees that it is kept back, and ends it', async () => {
  const form = await ask(`${home}/choices/withhold`, 'gp');
  const entry = /name="entries" type="checkbox" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  assert.notEqual(entry, '');
  const wrong = await ask(`${home}/choices/withhold`, 'gp', { entries: entry });
  assert.equal(wrong.statusCode, 400);
  assert.match(wrong.body, /href="#level"[\s\S]*href="#evidence"/);
  assert.match(wrong.body, new RegExp(`value="${entry}" checked`));
  const kept = await ask(`${home}/choices/withhold`, 'gp', {
    entries: entry,
    level: 'hidden-from-own-pages',
    evidence: 'Her partner has her phone; agreed with the safeguarding lead',
  });
  assert.equal(kept.headers.location, `${home}/choices?done=made`);
  const list = await ask(`${home}/choices`, 'gp');
  assert.match(list.body, /One entry hidden[^<]*from the person’s own pages/);
  assert.doesNotMatch((await ask(`${home}/choices`, 'receptionist')).body, /own pages and from/);
  const takeBack = /href="([^"]+take-back\?choice=\d+)"/.exec(list.body)?.[1] ?? '';
  assert.equal((await ask(takeBack, 'gp', { evidence: 'She is safe now' })).statusCode, 303);
  const invented = await ask(`${home}/choices/withhold`, 'gp', {
    entries: 'guess',
    level: 'hidden-from-own-pages',
    evidence: 'x',
  });
  assert.equal(invented.statusCode, 400, 'only entries of this record');
});

const karen: PatientCaller = {
  kind: 'patient',
  subject: 'karen',
  issuer: 'tests',
  name: 'Karen Rimmer',
  nhsNumber: '9990000093' as NhsNumber,
  birthDate: '1985-02-17',
  identityProofing: 'P9',
  authenticatedAtMs: Date.now(),
};

test('a practice sees what waits for it, approves with ground, parts, start and end, renews, and ends', async () => {
  const asked = await staff.record.askToAct(
    { requestId: 'r1', caller: karen, purpose: 'PATRQT', route: 'POST /my/acting/ask', atMs: Date.now() },
    {
      nhsNumber: '9990000026' as NhsNumber,
      birthDate: '1941-07-30',
      legalBasis: 'consent',
      relationship: 'Daughter',
      called: 'Mum',
      classes: classesOfScopes(['record', 'appointments']),
      organisation: 'ZX901' as OdsCode,
      evidence: 'A letter that she signed',
    },
  );
  assert.ok(asked.ok);
  const waiting = await ask('/staff/acting', 'gp');
  assert.match(waiting.body, /HAWTHORN, [\s\S]*Karen Rimmer, Daughter[\s\S]*A request/);
  const address = /href="(\/staff\/people\/[^"]+\/acting\?about=\d+)"/.exec(waiting.body)?.[1] ?? '';
  const page = await ask(address, 'gp');
  const action = /action="([^"]+\/acting\/\d+)"/.exec(page.body)?.[1] ?? '';
  const terms = { basis: 'lasting-power-of-attorney', scopes: ['appointments'], evidence: 'Register checked' };
  for (const [form, field] of [
    [{ ...terms, evidence: '' }, 'evidence'],
    [{ ...terms, scopes: [] }, 'scopes'],
    [{ ...terms, scopes: ['letters'] }, 'scopes'],
    [{ ...terms, 'ends-day': '31', 'ends-month': '2', 'ends-year': '2027' }, 'ends-day'],
    [{ ...terms, 'ends-day': '1', 'ends-month': '2', 'ends-year': '2020' }, 'basis'],
  ] as const) {
    const wrong = await ask(action, 'gp', { ...form, step: 'approved' });
    assert.equal(wrong.statusCode, 400, field);
    assert.match(wrong.body, new RegExp(`href="#${field}"`));
  }
  const ends = { 'ends-day': '1', 'ends-month': '2', 'ends-year': '2150' };
  const approved = await ask(action, 'gp', { ...terms, ...ends, step: 'approved' });
  assert.equal(approved.headers.location, `${action.replace(/\/\d+$/, '')}?done=approved`);
  const after = await ask(address, 'gp');
  assert.match(after.body, /Acting now[\s\S]*Lasting power of attorney[\s\S]*Appointments[\s\S]*01-Feb-2150/);
  for (const [part, value] of Object.entries(ends))
    assert.match(
      after.body,
      new RegExp(`name="${part}"[^>]* value="${value}"`),
      'who renews keeps the end unless they change it',
    );
  assert.doesNotMatch((await ask('/staff/acting', 'gp')).body, /Karen Rimmer/);
  assert.equal((await ask(action, 'gp', { ...terms, step: 'approved' })).statusCode, 404, 'decided once');
  assert.equal((await ask(action, 'gp', { ...terms, step: 'renewed' })).statusCode, 303);
  assert.equal((await ask(action, 'gp', { ...terms, step: 'ended' })).statusCode, 303);
  assert.match((await ask(address, 'gp')).body, /gt-tag--plain">Ended/);
});

test('only who decides for the practice sees who asks, and a form that is not ours decides nothing', async () => {
  for (const role of ['receptionist', 'nurse', 'pharmacist', 'privacyOfficer', 'homeCarer'] as const) {
    const list = await ask('/staff/acting', role);
    assert.equal(list.statusCode, 403, role);
    assert.doesNotMatch(list.body, /Karen/);
    assert.ok([403, 404].includes((await ask(`${home}/acting`, role)).statusCode), role);
  }
  const forged = await ask(`${home}/acting/1`, 'gp', { formToken: 'guess', step: 'approved' });
  assert.equal(forged.statusCode, 403);
});

test('a page about nobody that is not for the role says so, and of no record or person', async () => {
  const page = await ask('/staff/acting', 'receptionist');
  assert.equal(page.statusCode, 403);
  assert.match(page.body, /<h1[^>]*>This page is not for your role<\/h1>/);
  assert.doesNotMatch(page.body, /open this record|recorded, and the person/);
});

// UK-20: an open page of a busy record would else keep the session of an empty desk alive.
test('a page that fetches itself again is no activity of its reader, as its stream is none', async () => {
  const asked = async (destination: string): Promise<number> => {
    const before = staff.activity.count;
    const headers = { cookie: 'as=gp', 'sec-fetch-dest': destination };
    assert.equal((await staff.app.inject({ url: home, headers })).statusCode, 200);
    return staff.activity.count - before;
  };
  assert.deepEqual([await asked('empty'), await asked('document')], [0, 1]);
});
