/**
 * `doctor` and the issuers of staff and patients: OpenID Connect Discovery 1.0, 3 (acr_values_supported) and 4 (the document), of a server
 * on a socket of its own that says what each test has it say.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { examineIssuers } from './examine-issuers.ts';

const folder = mkdtempSync(join(tmpdir(), 'goldthread-issuers-'));
const clientSecretFile = join(folder, 'secret');
let server: Server;
let origin: string;
/** What the next document says besides what each must. */
let says: Readonly<Record<string, unknown>> | 'no JSON' = {};

before(async () => {
  writeFileSync(clientSecretFile, 'not a real secret at all');
  server = createServer(({ url }, answer) => {
    if (url === '/silent/.well-known/openid-configuration') return;
    answer.writeHead(url === '/.well-known/openid-configuration' ? 200 : 404, { 'content-type': 'application/json' });
    const endpoints = { authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token` };
    if (says === 'no JSON') return void answer.end('<title>');
    answer.end(JSON.stringify({ issuer: origin, ...endpoints, jwks_uri: `${origin}/jwks`, ...says }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  server.close();
});

const settingOf = (change: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify([
    {
      ...{ id: 'cis2', name: 'Care Identity', issuer: origin, clientId: 'goldthread', clientSecretFile },
      ...{ speaksFor: 'national', roleShape: 'national-rbac', assurance: { claim: 'acr', accepted: ['2', '3'] } },
      ...change,
    },
  ]);

const patientSettingOf = (change: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    id: 'nhs-login',
    name: 'NHS login',
    issuer: origin,
    clientId: 'goldthread',
    clientSecretFile,
    ...change,
  });

async function found(
  change: Readonly<Record<string, unknown>>,
  document: typeof says = {},
): Promise<readonly string[]> {
  says = document;
  const settings = { staffIssuers: settingOf(change), patientIssuer: patientSettingOf() };
  const lines = (await examineIssuers(settings, 0.5)).map(lineOf);
  return lines.filter((line) => line.includes('Staff'));
}

const lineOf = (one: { state: string; what: string; says: string }): string => `${one.state} ${one.what}: ${one.says}`;

/** What is found of the patients' issuer, beside a staff issuer that answers with the same document. */
async function foundOfPatients(patientIssuer: string | undefined, document: typeof says = {}) {
  says = document;
  const lines = (await examineIssuers({ staffIssuers: settingOf(), patientIssuer }, 0.5)).map(lineOf);
  return lines.filter((line) => line.includes('Patient'));
}

const supported = { acr_values_supported: ['AAL1_USERPASS', 'AAL2_ANY', 'AAL3_ANY'] };
const asks = (...acrValues: readonly string[]) => ({ gravestActs: { acrValues } });
const answers = () => `ok Staff issuer cis2: ${origin} answers`;

test('an issuer that answers and has every level that is asked for is well', async () => {
  assert.deepEqual(await found(asks('AAL3_ANY', 'AAL2_ANY'), supported), [answers()]);
  assert.deepEqual(await found({}), [answers()], 'no level is asked for');
});

test('a level that the issuer does not list is named beside the nearest that it lists', async () => {
  assert.deepEqual(await found(asks('AAL2_ANY', 'AAL3_ANYY', 'AAL1-USERPASS'), supported), [
    answers(),
    'note Staff issuer cis2: gravestActs.acrValues has AAL3_ANYY, which its acr_values_supported does not list: did you mean AAL3_ANY?',
    'note Staff issuer cis2: gravestActs.acrValues has AAL1-USERPASS, which its acr_values_supported does not list: did you mean AAL1_USERPASS?',
  ]);
});

test('an issuer that lists no levels is not held against the setting, and nothing unprintable is repeated', async () => {
  const note =
    'note Staff issuer cis2: does not publish acr_values_supported: gravestActs.acrValues cannot be compared';
  assert.deepEqual(await found(asks('AAL3_ANY')), [answers(), note]);
  assert.deepEqual(await found(asks('AAL3_ANY'), { acr_values_supported: ['AAL3\u001b[2J'] }), [answers(), note]);
});

test('an issuer that does not answer, or answers with no discovery document, is wrong in one line', async () => {
  const line = (issuer: string) =>
    `wrong Staff issuer cis2: ${issuer} does not answer with its discovery document: nobody can sign in there, check network and address`;
  const nobody = 'http://127.0.0.1:1';
  assert.deepEqual(await found({ issuer: nobody }), [line(nobody)]);
  for (const path of ['elsewhere', 'silent'])
    assert.deepEqual(await found({ issuer: `${origin}/${path}` }), [line(`${origin}/${path}`)]);
});

test('a discovery document that is of another issuer (4.3), or is none, is wrong', async () => {
  const line = `wrong Staff issuer cis2: what ${origin} answers is no discovery document of this issuer: compare the address with the issuer that it names, letter by letter`;
  assert.deepEqual(await found({}, { issuer: 'https://other.example' }), [line]);
  assert.deepEqual(await found({}, 'no JSON'), [line]);
});

test('a setting that cannot be read is wrong, and a demo region has no issuer to look at', async () => {
  says = {};
  const settings = { staffIssuers: '[{"id":"cis2"}]', patientIssuer: '/no/such/file.json' };
  const wrong = await examineIssuers(settings);
  assert.deepEqual(
    wrong.map(({ what, state }) => [what, state]),
    [
      ['Staff issuers', 'wrong'],
      ['Patient issuer', 'wrong'],
    ],
  );
  for (const one of wrong) assert.match(one.says, /^SIGN-IN-016: /);
  assert.deepEqual(await examineIssuers({ staffIssuers: undefined, patientIssuer: undefined }), []);
});

test('the patients’ issuer is looked at in the same words as those of staff', async () => {
  assert.deepEqual(await foundOfPatients(patientSettingOf()), [`ok Patient issuer nhs-login: ${origin} answers`]);
  const silent = `${origin}/silent`;
  assert.deepEqual(await foundOfPatients(patientSettingOf({ issuer: silent })), [
    `wrong Patient issuer nhs-login: ${silent} does not answer with its discovery document: nobody can sign in there, check network and address`,
  ]);
  assert.deepEqual(await foundOfPatients(patientSettingOf(), { issuer: 'https://other.example' }), [
    `wrong Patient issuer nhs-login: what ${origin} answers is no discovery document of this issuer: compare the address with the issuer that it names, letter by letter`,
  ]);
});

test('a real region without one is told that no patient can sign in', async () => {
  assert.deepEqual(await foundOfPatients(undefined), [
    'note Patient issuer: GOLDTHREAD_PATIENT_ISSUER is unset: no patient can sign in to see their record or who has looked',
  ]);
});

test('doctor itself looks at the issuers of a real region, and fails where nobody can sign in', async () => {
  says = { issuer: 'https://other.example' };
  const GOLDTHREAD_STAFF_ISSUERS = settingOf();
  const GOLDTHREAD_PATIENT_ISSUER = patientSettingOf();
  const issuers = { GOLDTHREAD_STAFF_ISSUERS, GOLDTHREAD_PATIENT_ISSUER };
  const environment = { ...issuers, GOLDTHREAD_REGION: 'tarnholt', GOLDTHREAD_HTTP_PORT: '1' };
  const places = { GOLDTHREAD_DATA_DIR: join(folder, 'data'), GOLDTHREAD_KEYS_DIR: join(folder, 'keys') };
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    const args = [join(import.meta.dirname, 'main.ts'), 'doctor', '--json'];
    const env = { PATH: process.env['PATH'], ...environment, ...places };
    execFile(process.execPath, args, { env }, (error, output) => resolve({ code: error?.code, stdout: output }));
  });
  const found = JSON.parse(stdout) as { what: string; state: string }[];
  assert.deepEqual(
    found
      .filter(({ what }) => /^(?:Staff issuer|Patient issuer|Unread)/.test(what))
      .map(({ what, state }) => [what, state]),
    [
      ['Unread alerts', 'note'],
      ['Staff issuer cis2', 'wrong'],
      ['Patient issuer nhs-login', 'wrong'],
    ],
  );
  assert.equal(code, 1);
});
