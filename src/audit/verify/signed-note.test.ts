/** C2SP signed-note, tlog-checkpoint and tlog-cosignature, against their published examples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from './bytes.ts';
import { checkSignature, readCheckpoint, readNote, readVerifierKey, writeVerifierKey } from './signed-note.ts';

/** The example of Go's note package, from which signed-note was written down. */
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};

test('signed-note: the published key is read, written again the same, and its signature holds', async () => {
  const key = await readVerifierKey(published.key);
  assert.ok(key !== undefined);
  assert.equal(await writeVerifierKey(key.name, key.kind, key.publicKey), published.key);
  const note = readNote(`${published.text}\n${published.line}`);
  assert.ok(note !== undefined);
  assert.deepEqual(await checkSignature(note, key), { isValid: true });
});

test('signed-note: any change of the text or of the signature is noticed', async () => {
  const key = await readVerifierKey(published.key);
  const whole = `${published.text}\n${published.line}`;
  assert.ok(key !== undefined);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0x20, max: 0x7e }), async (at, code) => {
      const changed = whole.slice(0, at) + String.fromCharCode(code) + whole.slice(at + 1);
      if (changed === whole) return;
      const note = readNote(changed);
      const check = note === undefined ? undefined : await checkSignature(note, key);
      assert.notEqual(check?.isValid, true);
    }),
  );
});

test('signed-note: a key whose id does not follow from it is no key', async () => {
  assert.equal(await readVerifierKey(published.key.replace('c74f20a3', 'c74f20a4')), undefined);
  assert.equal(await readVerifierKey(published.key.replace('PeterNeumann', 'PeterNewmann')), undefined);
  assert.equal(await readVerifierKey('no key'), undefined);
});

test('tlog-checkpoint: the published example is read; sizes with leading zeroes and short roots are not', () => {
  const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const checkpoint = readCheckpoint(text);
  assert.equal(checkpoint?.origin, 'example.com/behind-the-sofa');
  assert.equal(checkpoint?.size, 20_852_163);
  assert.equal(toHex(checkpoint?.root ?? new Uint8Array()).slice(0, 16), '0ac5186a91863e8e');
  assert.equal(readCheckpoint(text.replace('20852163', '020852163')), undefined);
  assert.equal(readCheckpoint(text.replace('q2I=', 'q2I')), undefined);
  assert.equal(readCheckpoint('a\n1\nAAAA\n'), undefined);
});
