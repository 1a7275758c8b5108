/**
 * design/safety.md attack 85: an NHS number, a name, a token and a password, put through every input, stand afterwards in no
 * log line, no metric and no error. The log of the region is read as an operator would find it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { regionUnderTest } from './steps/region-under-test.ts';

const canaries = {
  number: '9990009999',
  name: 'Quillfeather',
  token: 'canary-token-5f3a9c',
  password: 'canary-Passw0rd-77',
};
const secrets = Object.values(canaries);
const all = secrets.join(' ');
const region = regionUnderTest();

const paths = [
  '/staff/people/',
  '/staff/find/',
  '/my/results/',
  '/my/letters/',
  '/my/who-has-looked/',
  '/sign-in/callback/',
  '/fhir/Patient/',
  '/fhir/',
  '/fhir/Patient/$',
  '/demo-identity/choose/',
  '/assets/',
  '/oauth2/',
  '/.well-known/',
  '/metrics/',
  '/',
] as const;
const forms = [
  '/staff/find',
  '/staff/launch',
  '/staff/people/06y0000000z/reason',
  '/my/wrong',
  '/my/sign-out',
  '/sign-out',
  '/oauth2/token',
  '/oauth2/introspect',
  '/oauth2/revoke',
  '/oauth2/consent',
  '/sign-in/choose-role',
  '/my/connected-apps/stop',
  '/fhir/Patient/_search',
] as const;

async function send(path: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(region.url + path, { redirect: 'manual', ...init });
  return `${[...answer.headers].join()} ${await answer.text()}`;
}

function sendMessage(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(region.mllpPort, '127.0.0.1');
    let answer = '';
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      socket.end();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
    socket.write(`\x0b${text}\x1c\r`);
  });
}

function assertNone(text: string, where: string): void {
  for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} stands in ${where}`);
}

test('attack 85: what was typed, sent or shown as a key stands in no log, metric or error', async () => {
  const form = new URLSearchParams(
    Object.fromEntries(
      [
        'nhsNumber',
        'family',
        'request',
        'code',
        'token',
        'client_assertion',
        'refresh_token',
        'grant_type',
        'redirect_uri',
        'state',
        'formToken',
        'reason',
        'identifier',
      ].map((name) => [name, all]),
    ),
  );
  for (const path of paths) {
    await send(`${path}${encodeURIComponent(canaries.number)}/${canaries.name}?${form}`);
    const error = await send(path + canaries.token, {
      headers: {
        authorization: `Bearer ${canaries.token}`,
        cookie: `goldthread-staff=${canaries.token}; goldthread-patient=${canaries.password}`,
        'user-agent': all,
        referer: `https://x.example/${canaries.name}`,
        'x-request-id': canaries.number,
      },
    });
    if (path.startsWith('/fhir')) assertNone(error, `the answer at ${path}`);
  }
  for (const path of forms) {
    await send(path, { method: 'POST', body: form });
    const error = await send(path, {
      method: 'POST',
      body: `{"x":"${all}"`,
      headers: {
        'content-type': 'application/fhir+json',
        authorization: `Basic ${Buffer.from(`${canaries.name}:${canaries.password}`).toString('base64')}`,
      },
    });
    if (path.startsWith('/oauth2') || path.startsWith('/fhir')) assertNone(error, `the answer at ${path}`);
  }
  await sendMessage(
    `MSH|^~\\&|CANARY|ZX|||20261127||ADT^A99|${canaries.token}|P|2.5\rPID|1||${canaries.number}||${canaries.name}`,
  );
  await sendMessage(all);

  assertNone(await send('/metrics'), 'the metrics');
  const log = readFileSync(process.env['GOLDTHREAD_TEST_REGION_LOG'] ?? '', 'utf8');
  assertNone(log, 'the log of the process');
});
