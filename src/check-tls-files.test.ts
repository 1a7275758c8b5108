/** Decision 6 for the start: files of TLS that cannot be used are said in a sentence, before the database of a region is started. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfig } from '#config';
import { checkTlsFiles, tlsDaysLeft } from './check-tls-files.ts';
import { testAuthority } from './interfaces/mllp/testing/test-certificate.ts';
import { startRegion } from './start-region.ts';

const folder = mkdtempSync(join(tmpdir(), 'goldthread-tls-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const authority = testAuthority('Test authority');
const [one, other] = [authority.issue('one.example'), authority.issue('other.example')];
const fileOf = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const cert = fileOf('cert.pem', one.cert);

function configOf(certificate: string, key: string) {
  const config = readConfig({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_TLS_CERT: certificate,
    GOLDTHREAD_TLS_KEY: key,
  });
  assert.ok(config.ok);
  return config.value;
}

test('a certificate with its key is good until its end, and a region without TLS has none', () => {
  const checked = checkTlsFiles(configOf(cert, fileOf('key.pem', one.key)));
  assert.ok(checked.ok && checked.value !== undefined);
  const endMs = checked.value;
  assert.deepEqual(tlsDaysLeft(endMs, { now: () => endMs - 10 * 86_400_000 }), { days: 10, isSoon: true });
  assert.equal(tlsDaysLeft(endMs, { now: () => endMs + 1 }).days, -1, 'it has run out');
  assert.deepEqual(checkTlsFiles({ tls: undefined }), { ok: true, value: undefined });
});

for (const [what, key, rule] of [
  ['a file that is not there', join(folder, 'none.pem'), /cannot be read \(ENOENT\)/],
  ['the key of another certificate', fileOf('other.pem', other.key), /is not the key of GOLDTHREAD_TLS_CERT/],
  ['a file that is no PEM', fileOf('text.pem', 'no key'), /are not PEM/],
] as const)
  test(`${what} is START-007 with its variable, and nothing is started`, async () => {
    const started = await startRegion({ config: configOf(cert, key) });
    assert.ok(!started.ok);
    assert.equal(started.fault.code, 'START-007');
    assert.equal(started.fault.flaws?.[0]?.place, 'GOLDTHREAD_TLS_KEY');
    assert.match(started.fault.flaws?.[0]?.rule ?? '', rule);
    assert.equal(existsSync(join(folder, 'data')), false);
  });
