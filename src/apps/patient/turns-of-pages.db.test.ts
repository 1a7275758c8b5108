// ASVS 5.0, 15.2.2: pages of one person do not hold up those of others (decision 96).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { oneTurn } from '../../platform/testing/one-turn.ts';
import { aPatientApp } from './testing/a-patient-app.ts';

const file = forWholeFile();

test('a page beyond one’s turns says to wait, below another’s record too; other people’s pages open', async () => {
  const { turns, holdLast } = oneTurn();
  const { get, signIn } = await aPatientApp(file, { turns });
  const ada = await signIn({ nhsNumber: '9990000018', birthDate: '1950-03-04' });
  const before = await get('/my', ada);
  assert.notEqual(before.status, 429);
  const held = holdLast();
  assert.equal(held.come, true, 'the page before has given its turn back');
  for (const page of ['/my', '/my/who-has-looked', '/my/acting/17']) {
    const stopped = await get(page, ada);
    assert.equal(stopped.status, 429, page);
    assert.equal(stopped.headers['retry-after'], '5');
    assert.match(stopped.text, /<h1[^>]*>\s*Too many pages at once/);
  }
  const another = await signIn({ nhsNumber: '9990000026', birthDate: '1961-07-08' });
  assert.equal((await get('/my', another)).status, before.status);
  held.end();
  assert.equal((await get('/my', ada)).status, before.status);
});

test('decision 103: with all places of the region taken, a page says that nothing was kept; who is not signed in is not held up', async () => {
  const { turns, holdPlace } = oneTurn();
  const { get, signIn } = await aPatientApp(file, { turns });
  const ada = await signIn({ nhsNumber: '9990000018', birthDate: '1950-03-04' });
  const held = holdPlace();
  const stopped = await get('/my', ada);
  assert.equal(stopped.status, 503);
  assert.equal(stopped.headers['retry-after'], '5');
  assert.match(stopped.text, /<h1[^>]*>\s*The service is very busy/);
  assert.equal((await get('/my/sign-in', ada)).status, 200);
  held.end();
  assert.notEqual((await get('/my', ada)).status, 503);
});
