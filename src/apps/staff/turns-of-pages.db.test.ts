// ASVS 5.0, 15.2.2: pages of one member of staff do not hold up those of others (decision 96).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneTurn } from '../../platform/testing/one-turn.ts';
import { bundleOf, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';

const { turns, holdLast, holdPlace } = oneTurn();
const { ask, home, staff } = await openStaffAppWithPerson({ turns }, ['ZX901', bundleOf('A1', ofThePractice, true)]);

test('a page beyond one’s turns is a page that says to wait, and nothing was opened; others, and one’s own later, open', async () => {
  assert.equal((await ask(home, 'gp')).statusCode, 200);
  const held = holdLast();
  assert.equal(held.come, true, 'the page before has given its turn back');
  const looks = (await staff.logged('disclosure')).length;
  for (const [page, form] of [[home], ['/staff/find', { nhsNumber: '9990000026' }], ['/staff/nowhere']] as const) {
    const stopped = await ask(page, 'gp', form);
    assert.equal(stopped.statusCode, 429, page);
    assert.equal(stopped.headers['retry-after'], '5');
    assert.match(stopped.body, /<h1[^>]*>Too many pages at once/);
  }
  assert.ok(looks > 0);
  assert.equal((await staff.logged('disclosure')).length, looks);
  assert.equal((await ask('/staff', 'pharmacist')).statusCode, 200);
  held.end();
  assert.equal((await ask(home, 'gp')).statusCode, 200);
});

test('decision 103: with all places of the region taken, a page says that nothing was opened, and when to try again', async () => {
  const held = holdPlace();
  const looks = (await staff.logged('disclosure')).length;
  const stopped = await ask(home, 'gp');
  assert.equal(stopped.statusCode, 503);
  assert.equal(stopped.headers['retry-after'], '5');
  assert.match(stopped.body, /<h1[^>]*>The service is very busy/);
  assert.equal((await staff.logged('disclosure')).length, looks);
  held.end();
  assert.equal((await ask(home, 'gp')).statusCode, 200);
});

test('an open page that follows its record takes no turn', async () => {
  const seen = /data-live-events="([^"]+)"/.exec((await ask(home, 'gp')).body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const address = await staff.app.listen({ host: '127.0.0.1', port: 0 });
  const closing = new AbortController();
  const following = await fetch(address + seen, { headers: { cookie: 'as=gp' }, signal: closing.signal });
  assert.match(following.headers.get('content-type') ?? '', /^text\/event-stream/);
  assert.equal((await ask(home, 'gp')).statusCode, 200);
  closing.abort();
});
