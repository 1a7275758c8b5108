/** D7, D22: a stated reason ends after hours; the page that it opened does not stay open with it (UK-9: within 60 seconds). */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { bundleOf, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';

const { staff, database, ask, home } = await openStaffAppWithPerson({}, ['ZX901', bundleOf('A1', ofThePractice, true)]);

test('the page of a stated reason is told when it is over, though nothing was filed and nobody looked', async () => {
  const form = { reason: 'present', 'detail-present': 'Here at the counter with a prescription', checked: 'yes' };
  assert.equal((await ask(`${home}/reason`, 'pharmacist', form)).statusCode, 303);
  const seen = /data-live-events="([^"]+)"/.exec((await ask(home, 'pharmacist')).body)?.[1]?.replaceAll('&amp;', '&');
  const address = await staff.app.listen({ host: '127.0.0.1', port: 0 });
  mock.timers.enable({ apis: ['setInterval'] });
  const stream = await fetch(address + seen, { headers: { cookie: 'as=pharmacist' } });
  assert.equal(stream.status, 200);
  await database.owner`update privacy.claim set ends_ms = ${Date.now()}`;
  mock.timers.tick(60_000);
  mock.timers.reset();
  assert.match(await stream.text(), /event: changed\ndata:\n\n$/);
  assert.equal((await ask(home, 'pharmacist')).statusCode, 403);
});
