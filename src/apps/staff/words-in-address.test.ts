// Words about a person stand in no address as they were typed (OWASP ASVS 5, 14.2.1).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsInAddress } from './words-in-address.ts';

const home = '/staff/people/0abcdefghij';
const ours = wordsInAddress('token-of-this-session', home);
const words = { words: 'hépatite', profession: 'Registrar' };

test('words come back to the session that wrote them, on the record that they were written about', () => {
  assert.deepEqual(ours.decrypt(ours.encrypt(words)), words);
  assert.deepEqual(wordsInAddress('token-of-this-session', home).decrypt(ours.encrypt(words)), words);
  assert.deepEqual(ours.decrypt(ours.encrypt({ words: 'w'.repeat(200) })), { words: 'w'.repeat(200) });
});

test('another session, or the page of another record, reads nothing', () => {
  assert.deepEqual(wordsInAddress('token-of-another', home).decrypt(ours.encrypt(words)), {});
  assert.deepEqual(wordsInAddress('token-of-this-session', `${home}x`).decrypt(ours.encrypt(words)), {});
});

test('what was changed, cut or never written here reads as nothing', () => {
  const text = ours.encrypt(words);
  const changed = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
  for (const wrong of [null, '', 'hungry', changed, text.slice(0, -4), text.slice(0, 20), `${text}AAAA`])
    assert.deepEqual(ours.decrypt(wrong), {}, String(wrong));
});

test('the address is another each time, and as long for one word as for another', () => {
  const [one, other] = [ours.encrypt({ words: 'flu' }), ours.encrypt({ words: 'chlamydia' })];
  assert.notEqual(ours.encrypt({ words: 'flu' }), one);
  assert.equal(one.length, other.length);
  assert.match(one, /^[\w-]+$/);
});
