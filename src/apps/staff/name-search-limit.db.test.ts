/** Attack 84: nobody counts through names or NHS numbers by the search of the staff app. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimit } from '#platform';
import { bundleOf, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffApp } from './testing/open-staff-app.ts';
import type { TestRole } from './testing/staff-app-for-tests.ts';

const clock = { nowMs: 1_000_000, now: () => clock.nowMs };
const perHour = 5;
const { staff, ask } = await openStaffApp({ nameSearches: createRateLimit({ perHour, clock }) });
await staff.file('ZX901', bundleOf('A1', ofThePractice, true));

function find(as: TestRole, nhsNumber: string) {
  return ask('/staff/find', as, { nhsNumber });
}

test('attack 84: beyond the limit a search finds nobody and says how long to wait; another member of staff goes on', async () => {
  for (let time = 0; time < perHour; time++) assert.equal((await find('gp', '9990000026')).statusCode, 200);
  const before = (await staff.logged('refusal')).length;
  const stopped = await find('gp', '9990000026');
  assert.equal(stopped.statusCode, 429);
  assert.equal(stopped.headers['retry-after'], '720');
  assert.match(stopped.body, /You have searched for too many people/);
  assert.match(stopped.body, /limited to 5 an hour for each person who asks; ask again in 720 seconds/);
  assert.doesNotMatch(stopped.body, /\/staff\/people\//, 'nobody is shown');
  const refusals = await staff.logged('refusal');
  assert.equal(refusals.length, before + 1, 'and it is in the log');
  assert.match(refusals.at(-1)!.body, /rate-limit/);
  assert.equal((await find('homeCarer', '9990000026')).statusCode, 200);

  clock.nowMs += 720_000;
  assert.equal((await find('gp', '9990000026')).statusCode, 200);
  assert.equal((await find('gp', '9990000026')).statusCode, 429);
});

test('a mistake in the form is no search', async () => {
  clock.nowMs += 3_600_000;
  for (let time = 0; time < 2 * perHour; time++) assert.equal((await find('gp', '999 000 0027')).statusCode, 400);
  assert.equal((await find('gp', '9990000026')).statusCode, 200);
});

test('attack 84: a privacy officer counts through nobody either, by whose looks nor by what somebody could see', async () => {
  const lookUp = '/staff/access-review/person';
  const moment = { nhsNumber: '9990000026', staffId: 'gp', day: '1970-01-01', time: '00:05' };
  const asked = [lookUp, lookUp, lookUp, '/staff/access-review/moment', '/staff/access-review/moment', lookUp];
  const answers = [];
  for (const page of asked) answers.push((await ask(page, 'privacyOfficer', moment)).statusCode);
  assert.equal(answers.pop(), 429);
  assert.ok(!answers.includes(429), answers.join());
  const stopped = await ask('/staff/access-review/moment', 'privacyOfficer', moment);
  assert.equal(stopped.statusCode, 429);
  assert.match(stopped.body, /href="\/staff\/access-review">Alerts/);
});
