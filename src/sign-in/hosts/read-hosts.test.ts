/** What an operator says of host systems: a file that could open nothing, or too much, stops the start. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { readHosts } from './read-hosts.ts';

let folder = '';
let publicKey: JWK;
let privateKey: JWK;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldthread-hosts-'));
  const pair = await generateKeyPair('ES256', { extractable: true });
  publicKey = await exportJWK(pair.publicKey);
  privateKey = await exportJWK(pair.privateKey);
});
after(() => rm(folder, { recursive: true, force: true }));

async function placesOf(change: Record<string, unknown>): Promise<readonly string[] | 'accepted'> {
  const host = { id: 'ward', name: 'Ward', speaksFor: ['ZXT01'], roles: ['R0260'], jwks: { keys: [publicKey] } };
  const file = join(folder, 'hosts.json');
  await writeFile(file, JSON.stringify([{ ...host, ...change }]));
  const read = await readHosts(file);
  return read.ok ? 'accepted' : (read.fault.flaws ?? []).map(({ place }) => place);
}

it('a host may have a level for the gravest acts, of those that its requests can name', async () => {
  assert.equal(await placesOf({}), 'accepted');
  assert.equal(await placesOf({ gravestActs: { acrValues: ['aal3'], method: 'your smartcard' } }), 'accepted');
  assert.deepEqual(await placesOf({ gravestActs: { acrValues: ['AAL3_ANY'] } }), ['0.gravestActs.acrValues.0']);
  assert.deepEqual(await placesOf({ gravestActs: { acrValues: [] } }), ['0.gravestActs.acrValues']);
});

it('a host with a private key, a place that is no organisation or a word too many is refused', async () => {
  assert.deepEqual(await placesOf({ jwks: { keys: [privateKey] } }), ['0.jwks']);
  assert.deepEqual(await placesOf({ speaksFor: ['the ward'] }), ['0.speaksFor.0']);
  assert.deepEqual(await placesOf({ misspelt: 1 }), ['0']);
});
