/** The first page of a role, what it is told of a person it found, and the order of what it reads first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleOf, denial, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';
import type { TestRole } from './testing/staff-app-for-tests.ts';

const { ask, home } = await openStaffAppWithPerson(
  {},
  ['ZX901', bundleOf('A1', ofThePractice, true)],
  ['ZX902', bundleOf('W1', [denial], false)],
);

test('who finds somebody is told whether their own role opens the record: none is promised a reason that it may not give', async () => {
  const opens = async (as: TestRole) => {
    const { body } = await ask('/staff/find', as, { nhsNumber: '9990000026' });
    assert.match(body, /HAWTHORN/, as);
    return {
      text: /aria-hidden="true">Opens <\/span>([^<]+)</.exec(body)?.[1],
      leads: body.includes('href="/staff/people/'),
    };
  };
  assert.deepEqual(await opens('gp'), { text: 'Your team looks after them', leads: true });
  assert.deepEqual(await opens('pharmacist'), { text: 'Asks for your reason first', leads: true });
  assert.deepEqual(await opens('otherReceptionist'), { text: 'Only while your team looks after them', leads: true });
  assert.deepEqual(await opens('indexClerk'), { text: 'Not for your role', leads: false });
});

test('a role that finds and opens nobody is told so, and is given no form that would only be refused', async () => {
  for (const as of ['porter', 'commissioner'] as const) {
    const page = await ask('/staff', as);
    assert.equal(page.statusCode, 200, as);
    assert.match(page.body, /<h1[^>]*>Your role opens no records</, as);
    assert.doesNotMatch(page.body, /action="\/staff\/find"|href="\/staff\/(?:teams|second-person|questions)/, as);
  }
  assert.match((await ask('/staff', 'commissioner')).body, /numbers about many people/);
});

test('what no source holds stands after what was said, so that it pushes no allergy down; of resuscitation it stands first', async () => {
  const { body } = await ask(home, 'gp');
  const order = ['first-cpr', 'first-safeguarding', 'allergies-title', 'first-about-me', 'not-held-title'];
  const places = order.map((id) => body.indexOf(`id="${id}"`));
  assert.ok(
    places.every((place) => place > 0),
    String(places),
  );
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
  const carer = (await ask(home, 'homeCarer')).body;
  assert.ok(carer.indexOf('id="first-about-me"') < carer.indexOf('id="allergies-title"'), 'a carer has it first');
});
