/** Decision 0013, RFC 6962 section 2.1. The form may not drift: a published checkpoint rests on it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { commitment, leafContents, leafHash, leafPreimage } from './leaf.ts';
import { aPerson } from './testing/a-sealed-value.ts';

const salt = '0f'.repeat(32);
const content = { person: aPerson(42), caller: '{"kind":"staff"}', body: '{"kind":"disclosure"}' };

function sha256(...parts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

test('a leaf hashes as the decision record spells it out, byte for byte', () => {
  const committed = (field: string, text: string) => sha256(`${sha256(`${salt}:${field}`)}:${text}`);
  const preimage =
    `{"atMs":1795339800000,"body":"${committed('body', content.body)}","caller":"${committed('caller', content.caller)}",` +
    `"entry":17,"form":1,"leafIndex":12,"person":"${committed('person', '42')}","personSequence":1,"previous":null}`;
  const place = { leafIndex: 12, entry: 17, atMs: 1_795_339_800_000, personSequence: 1, previous: undefined };
  assert.equal(leafPreimage(place, content, salt), preimage);
  assert.equal(leafHash(preimage), sha256(Buffer.of(0), preimage));
});

test('each part of a leaf changes its hash', () => {
  const place = { leafIndex: 1, entry: 2, atMs: 3, personSequence: 4, previous: 'aa' };
  const hashes = [
    leafHash(leafPreimage(place, content, salt)),
    ...Object.keys(place).map((part) => leafHash(leafPreimage({ ...place, [part]: 9 }, content, salt))),
    ...Object.keys(content).map((part) => leafHash(leafPreimage(place, { ...content, [part]: 'other' }, salt))),
    leafHash(leafPreimage(place, content, '0e'.repeat(32))),
  ];
  assert.equal(new Set(hashes).size, 10);
});

test('the key that opens one field does not open another', () => {
  assert.notEqual(commitment(salt, 'caller', 'x'), commitment(salt, 'body', 'x'));
});

test('a row put in by hand is sealed as it stands and does not stop the log', () => {
  for (const body of ['', 'null', '[1]', '{"persons":[null]}', '{"persons":7}', '{"caller":[]']) {
    assert.equal(leafContents(body, [aPerson(5)]).length, 1);
    assert.equal(leafContents(body, []).length, 1);
  }
});
