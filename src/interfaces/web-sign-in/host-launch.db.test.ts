/** In-context launch from a host system: signed, for one person, once, without a second sign-in (design/safety.md M8, attacks 1 to 6). */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import { openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';

let region: RegionForSignIn;
const file = forWholeFile();
const pair = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'host-key', alg: 'ES256' }] };

before(async () => {
  const database = await databaseForTests(file);
  const hosts = [
    { id: 'ward-system', name: 'Ward system', speaksFor: ['ZXT01' as OdsCode], roles: ['R0260'], jwks },
    { id: 'other-system', name: 'Other system', speaksFor: ['ZXG01' as OdsCode], roles: ['R0260'], jwks },
  ];
  region = await regionForSignIn(database, (settings) => ({ ...settings, hosts }));
  file.after(region.close);
});

const seconds = (): number => Math.floor(Date.now() / 1000);
const ada = { nhs_number: '9990000018', birth_date: '1950-03-04', family_name: 'Finch' };
const claims = (): Record<string, unknown> => ({
  iss: 'ward-system',
  aud: `${region.publicUrl}/staff/launch`,
  jti: randomUUID(),
  iat: seconds(),
  exp: seconds() + 60,
  sub: 'nurse-7',
  name: 'Sister Mary Coyle',
  auth_time: seconds() - 600,
  acr: 'aal2',
  organisation: { code: 'ZXT01', name: 'Tarn Hospitals' },
  role: { code: 'R0260', name: 'Nurse' },
  patient: ada,
});

interface Change {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

const sign = (change: Change = {}): Promise<string> =>
  new SignJWT({ ...claims(), ...change.claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'host-key', typ: 'goldthread-launch+jwt', ...change.header } as never)
    .sign(change.key ?? pair.privateKey);

const open = async (request: string) => {
  const browser = openBrowser(region.publicUrl);
  const form = new URLSearchParams({ request });
  const answer = await browser.postOnce('/staff/launch', form, { 'sec-fetch-site': 'cross-site' });
  return { browser, answer };
};

async function assertRefused(request: string, code: string, why: string): Promise<void> {
  const { answer, browser } = await open(request);
  assert.equal(answer.status, 403, why);
  assert.match(answer.text, new RegExp(code), why);
  assert.equal(browser.cookies.has('goldthread-staff'), false, why);
  for (const secret of Object.values(ada)) assert.ok(!answer.text.includes(secret), why);
}

describe('launch in context', () => {
  it('opens at the record, in that role and organisation alone, without signing in again, and is logged', async () => {
    const { answer, browser } = await open(await sign());
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/staff/people/adas-record']);
    const who = JSON.parse((await browser.get('/staff')).text) as Record<string, unknown>;
    assert.deepEqual(
      [who['staffId'], who['issuer'], who['organisation'], who['roleCode'], who['authenticationContextClass']],
      ['nurse-7', 'urn:goldthread:host:ward-system', 'ZXT01', 'R0260', 'aal2'],
    );
    assert.equal(region.events.at(-1)?.kind, 'signed-in');
  });

  it('stops when the person differs in any of the three: nothing is shown and nobody is signed in', async () => {
    const others = [
      { ...ada, nhs_number: '9990000026' },
      { ...ada, birth_date: '1950-03-05' },
      { ...ada, family_name: 'Finney' },
    ];
    for (const patient of others)
      await assertRefused(await sign({ claims: { patient } }), 'SIGN-IN-027', JSON.stringify(patient));
    await assertRefused(
      await sign({ claims: { patient: { ...ada, nhs_number: '9990000019' } } }),
      'SIGN-IN-026',
      'no number',
    );
  });

  it('is good once: not twice, not four times at the same moment', async () => {
    const request = await sign();
    assert.equal((await open(request)).answer.status, 303);
    await assertRefused(request, 'SIGN-IN-026', 'replay');
    const fresh = await sign();
    const together = await Promise.all([1, 2, 3, 4].map(() => open(fresh)));
    assert.equal(together.filter(({ answer }) => answer.status === 303).length, 1);
  });

  it('lasts a minute: older, longer, early or without a time is refused', async () => {
    const wrong: Record<string, unknown>[] = [
      { exp: seconds() + 61 },
      { iat: seconds() - 100, exp: seconds() - 40 },
      { iat: seconds() + 40, exp: seconds() + 90 },
      { exp: undefined },
      { iat: undefined },
      { jti: undefined },
      { auth_time: seconds() - 13 * 3600 },
      { acr: 'aal1' },
    ];
    for (const change of wrong)
      await assertRefused(await sign({ claims: change }), 'SIGN-IN-026', JSON.stringify(change));
  });

  it('a host speaks for its own organisations and roles, with its own key, at this address', async () => {
    await assertRefused(await sign({ claims: { iss: 'other-system' } }), 'SIGN-IN-026', 'another host’s organisation');
    await assertRefused(await sign({ claims: { iss: 'nobody' } }), 'SIGN-IN-026', 'unknown host');
    await assertRefused(await sign({ claims: { role: { code: 'R0001', name: 'x' } } }), 'SIGN-IN-026', 'role');
    await assertRefused(await sign({ claims: { aud: region.publicUrl } }), 'SIGN-IN-026', 'audience');
    await assertRefused(await sign({ key: stranger.privateKey }), 'SIGN-IN-026', 'foreign key');
    await assertRefused(await sign({ header: { typ: 'JWT' } }), 'SIGN-IN-026', 'another kind of token');
    await assertRefused(await sign({ header: { jku: 'https://attacker.example' } }), 'SIGN-IN-026', 'jku');
    await assertRefused('x'.repeat(10_000), 'SIGN-IN-026', 'no token');
    const [, payload] = (await sign()).split('.');
    const none = Buffer.from('{"alg":"none","typ":"goldthread-launch+jwt"}').toString('base64url');
    await assertRefused(`${none}.${payload}.`, 'SIGN-IN-026', 'none');
  });

  it('never by an address: a number must not stand in one', async () => {
    const browser = openBrowser(region.publicUrl);
    assert.equal((await browser.getOnce(`/staff/launch?request=${await sign()}`)).status, 404);
  });
});
