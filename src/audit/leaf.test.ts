/** Decision 0013, RFC 6962 section 2.1. The form may not drift: a published checkpoint rests on it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { commitment, leafContents, leafHash, leafPreimage } from './leaf.ts';
import { aPerson } from './testing/a-sealed-value.ts';

const salt = '0f'.repeat(32);
const content = {
  person: aPerson(42),
  caller: '{"kind":"staff"}',
  body: '{"kind":"disclosure"}',
  content: '{"items":3}',
};

function sha256(...parts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

test('a leaf hashes as the decision record spells it out, byte for byte', () => {
  const committed = (field: string, text: string) => sha256(`${sha256(`${salt}:${field}`)}:${text}`);
  const preimage =
    `{"atMs":1795339800000,"body":"${committed('body', content.body)}","caller":"${committed('caller', content.caller)}",` +
    `"content":"${committed('content', content.content)}","entry":17,"form":2,"leafIndex":12,"person":"${committed('person', '42')}","personSequence":1,"previous":null}`;
  const place = { leafIndex: 12, entry: 17, atMs: 1_795_339_800_000, personSequence: 1, previous: undefined };
  assert.equal(leafPreimage(2, place, content, salt), preimage);
  const firstForm = preimage.replace(/"content":"[0-9a-f]+",/, '').replace('"form":2', '"form":1');
  assert.equal(
    leafPreimage(1, place, content, salt),
    firstForm,
    'decision 0013: what was sealed before stays as it was',
  );
  assert.equal(leafHash(preimage), sha256(Buffer.of(0), preimage));
});

test('each part of a leaf changes its hash', () => {
  const place = { leafIndex: 1, entry: 2, atMs: 3, personSequence: 4, previous: 'aa' };
  const hashes = [
    leafHash(leafPreimage(2, place, content, salt)),
    ...Object.keys(place).map((part) => leafHash(leafPreimage(2, { ...place, [part]: 9 }, content, salt))),
    ...Object.keys(content).map((part) => leafHash(leafPreimage(2, place, { ...content, [part]: 'other' }, salt))),
    leafHash(leafPreimage(2, place, content, '0e'.repeat(32))),
  ];
  assert.equal(new Set(hashes).size, 11);
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

test('what tells of hidden entries stands apart from what the person may read', () => {
  const line = { person: 5, items: 3, types: [7], digest: 'd', relationship: 'registered-gp', decidedBy: ['D23'] };
  const entry = { kind: 'disclosure', requestId: 'r', route: 'GET /x', withoutPerson: { items: 1 }, later: 1 };
  const [parts] = leafContents(JSON.stringify({ ...entry, persons: [line] }), [aPerson(5)]);
  assert.deepEqual(JSON.parse(parts!.body), {
    kind: 'disclosure',
    route: 'GET /x',
    disclosed: { relationship: 'registered-gp', decidedBy: ['D23'] },
  });
  assert.deepEqual(JSON.parse(parts!.content), {
    digest: 'd',
    items: 3,
    later: 1,
    requestId: 'r',
    types: [7],
    withoutPerson: { items: 1 },
  });
});
