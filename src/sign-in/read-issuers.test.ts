/** Configuration of issuers: unsafe ones stop the start, and no secret is ever repeated. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readPatientIssuer, readStaffIssuers } from './read-issuers.ts';
import { openSigningKeys } from './signing-keys.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldthread-issuers-'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(folder, 'secret'), 'a secret of enough letters\n');
  await writeFile(join(folder, 'short'), 'hunter2');
});
after(async () => rm(folder, { recursive: true, force: true }));

const staff = (change: Record<string, unknown> = {}) => ({
  id: 'tarn',
  name: 'Tarn Council',
  issuer: 'https://login.tarn.example',
  clientId: 'goldthread',
  clientSecretFile: join(folder, 'secret'),
  speaksFor: ['zxc01'],
  roleShape: 'organisations',
  assurance: { claim: 'amr', accepted: ['mfa'] },
  ...change,
});

async function placesOf(value: unknown): Promise<readonly string[] | 'accepted'> {
  const outcome = await readStaffIssuers(JSON.stringify(value));
  if (outcome.ok) return 'accepted';
  assert.doesNotMatch(JSON.stringify(outcome.fault), /hunter2/);
  return (outcome.fault.flaws ?? []).map((flaw) => flaw.place);
}

describe('issuers in the configuration', () => {
  it('are read from JSON or from a file, with a secret or a key', async () => {
    const inline = await readStaffIssuers(JSON.stringify([staff()]));
    assert.ok(inline.ok);
    assert.deepEqual(inline.value[0]?.speaksFor, ['ZXC01']);
    assert.equal(inline.value[0]?.authentication.method, 'client_secret');
    const { clientSecretFile: _, ...patient } = staff({ privateKeyFile: join(folder, 'key.pem') });
    const { speaksFor: _s, roleShape: _r, assurance: _a, ...plain } = patient;
    const file = join(folder, 'patient.json');
    await writeFile(file, JSON.stringify(plain));
    const fromFile = await readPatientIssuer(file);
    assert.ok(fromFile.ok, JSON.stringify(fromFile));
    assert.equal(fromFile.value.authentication.method, 'private_key_jwt');
  });

  it('without TLS, without a strength of sign-in, without an organisation or with two proofs are refused', async () => {
    assert.equal(await placesOf([staff()]), 'accepted', 'the control');
    assert.deepEqual(await placesOf([staff({ issuer: 'http://login.tarn.example' })]), ['0.issuer']);
    assert.deepEqual(await placesOf([staff({ assurance: undefined })]), ['0.assurance']);
    assert.deepEqual(await placesOf([staff({ assurance: { claim: 'amr', accepted: [] } })]), ['0.assurance.accepted']);
    assert.deepEqual(await placesOf([staff({ speaksFor: [] })]), ['0.speaksFor']);
    assert.deepEqual(await placesOf([staff({ privateKeyFile: 'x' })]), ['0.privateKeyFile']);
    assert.deepEqual(await placesOf([staff({ clientSecretFile: join(folder, 'short') })]), ['tarn.clientSecretFile']);
    assert.deepEqual(await placesOf([staff({ clientSecretFile: join(folder, 'none') })]), ['tarn.clientSecretFile']);
    assert.deepEqual(await placesOf([staff(), staff()]), ['id']);
    assert.deepEqual(await placesOf([staff({ misspelt: 1 })]), ['0']);
    const asks = (gravestActs: unknown) => placesOf([staff({ gravestActs })]);
    const gravestActs = { acrValues: ['AAL3_ANY'], method: 'a smartcard' };
    const read = await readStaffIssuers(JSON.stringify([staff({ gravestActs })]));
    assert.deepEqual(read.ok && read.value[0]?.gravestActs, gravestActs);
    assert.deepEqual(await asks({ acrValues: [] }), ['0.gravestActs.acrValues'], 'a level that nobody can reach');
    assert.deepEqual(await asks({ acrValues: ['AAL3_ANY AAL2_ANY'] }), ['0.gravestActs.acrValues.0']);
    assert.deepEqual(await asks({ acr_values: ['AAL3_ANY'] }), ['0.gravestActs.acrValues', '0.gravestActs']);
    assert.equal((await readStaffIssuers('[{]')).ok, false);
    assert.equal((await readStaffIssuers('/no/such/file')).ok, false);
  });
});

describe('signing keys', () => {
  it('are made once, for their owner only, and are the same at the second start', async () => {
    const directory = join(folder, 'keys');
    const first = await openSigningKeys(directory, 'access-token');
    const second = await openSigningKeys(directory, 'access-token');
    assert.ok(first.ok && second.ok);
    assert.equal(first.value.newest.kid, second.value.newest.kid);
    const other = await openSigningKeys(directory, 'access');
    assert.ok(other.ok);
    assert.notEqual(other.value.newest.kid, first.value.newest.kid);
    for (const file of await readdir(directory)) assert.equal((await stat(join(directory, file))).mode & 0o777, 0o600);
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
    assert.equal('d' in first.value.newest.publicJwk, false);
  });

  it('that cannot be read are a fault, not a new key', async () => {
    const directory = join(folder, 'broken');
    const made = await openSigningKeys(directory, 'access-token');
    assert.ok(made.ok);
    await writeFile(join(directory, `access-token-${made.value.newest.kid}.jwk.json`), 'not a key');
    const outcome = await openSigningKeys(directory, 'access-token');
    assert.equal(outcome.ok ? '' : outcome.fault.code, 'SIGN-IN-017');
  });
});
