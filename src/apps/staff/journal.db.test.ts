/** The journal's filters, over a real record: issue 2, item 9; no word of them in an address. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleOf, denial, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';

const { ask, home } = await openStaffAppWithPerson(
  {},
  ['ZX901', bundleOf('A1', ofThePractice, true)],
  ['ZX902', bundleOf('W1', [denial], false)],
);

/** The journal that the form of its filters leads to. */
async function filtered(form: Readonly<Record<string, string>>) {
  const led = await ask(`${home}/journal`, 'gp', form);
  assert.equal(led.statusCode, 303);
  const address = String(led.headers.location);
  for (const word of ['knee', 'practitioner', 'ZX901']) assert.ok(!address.toLowerCase().includes(word.toLowerCase()));
  return ask(address, 'gp');
}

test('the journal says how many of how many, with filters that can be removed', async () => {
  const all = await ask(`${home}/journal`, 'gp');
  assert.match(all.body, /Showing 6 of 6\.<\/strong>\s*No filters on/);
  const some = await filtered({ words: 'KNEE', period: 'all' });
  assert.match(some.body, /Showing 1 of 6\.<\/strong>\s*1 filter on/);
  assert.match(some.body, /5 are outside your filters/);
  const none = await ask(`${home}/journal?lane=hospital`, 'gp');
  assert.match(none.body, /Showing 0 of 6/);
  assert.match(none.body, /No entry that you may see matches your filters/);
});

test('what is typed to filter a journal, or chosen from what it holds, stands in no address of the page (OWASP ASVS 5, 14.2.1)', async () => {
  const typed = { words: 'knee', profession: 'General practitioner', organisation: 'ZX901' };
  const page = await filtered({ ...typed, kind: 'consultation', period: '5y' });
  assert.match(page.body, /value="knee"/);
  const addresses = page.body.match(/(?:href|action|data-live-[a-z]+)="[^"]*"/g) ?? [];
  assert.ok(addresses.some((address) => address.includes('/journal?')));
  assert.deepEqual(
    addresses.filter((address) => /knee|practitioner|ZX901/i.test(address)),
    [],
  );
  assert.match((await ask(`${home}/journal?words=KNEE`, 'gp')).body, /No filters on/, 'typed by hand');
  const forged = await ask(`${home}/journal`, 'gp', { words: 'knee', formToken: 'another' });
  assert.equal(forged.statusCode, 403);
});

test('days of a filter are typed as people in England type them, shown as this service shows days, and never dropped without a word', async () => {
  const some = await filtered({ from: '1/2/2001', to: '28 Feb 2001' });
  assert.match(some.body, /name="from" value="01-Feb-2001"/);
  assert.match(some.body, /01-Feb-2001 to 28-Feb-2001/);
  const mistaken = await filtered({ from: '02/28/2001' });
  assert.match(mistaken.body, /<title>\s*Error: /);
  assert.match(mistaken.body, /href="#filter-from">\s*“From” must be a real date, like 21-May-2026/);
  assert.match(mistaken.body, /No filters on/);
});
