/** GOLDTHREAD_TLS_CERT, GOLDTHREAD_TLS_KEY and GOLDTHREAD_MLLP_TLS_CA of a whole region reach its HL7 v2 port. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '#config';
import { databaseForTests } from '#platform';
import { sendOverMllp } from '../../src/interfaces/mllp/index.ts';
import { testAuthority } from '../../src/interfaces/mllp/testing/test-certificate.ts';
import { startRegion } from '../../src/start-region.ts';

const message = Buffer.from(
  [
    'MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|20261101090000||ADT^A28|TLS1|P|2.4',
    'EVN|A28|20261101090000',
    'PID|1||TLS4589^^^ZX41^PI||CLIENT^TLS||19500101|F',
    '',
  ].join('\r'),
);

test('the port speaks TLS with the certificate of the configuration, to senders of its authority only', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const database = await databaseForTests(t);
  const authority = testAuthority('Test authority');
  const own = authority.issue('127.0.0.1');
  const path = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const config = readConfig({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_DATABASE_URL: database.ownerUrl,
    GOLDTHREAD_HTTP_PORT: '0',
    GOLDTHREAD_MLLP_PORT: '0',
    GOLDTHREAD_DEMO_PEOPLE: '0',
    GOLDTHREAD_LOG_LEVEL: 'error',
    GOLDTHREAD_TLS_CERT: path('cert.pem', own.cert),
    GOLDTHREAD_TLS_KEY: path('key.pem', own.key),
    GOLDTHREAD_MLLP_TLS_CA: path('ca.pem', authority.certificate),
  });
  assert.ok(config.ok, JSON.stringify(config));
  const started = await startRegion({ config: config.value });
  assert.ok(started.ok, JSON.stringify(started));
  t.after(() => started.value.stop());
  const ca = authority.certificate;
  const told: string[] = [];
  for (const tls of [{ ca, ...authority.issue('sender.example') }, { ca }, undefined]) {
    const options = { host: '127.0.0.1', port: started.value.mllpPort, timeoutMs: 5_000 };
    for await (const reply of sendOverMllp({ ...options, ...(tls === undefined ? {} : { tls }) }, [message]))
      told.push(reply.ok ? reply.value.code : reply.fault.code);
  }
  assert.deepEqual(told, ['AA', 'MLLP-002', 'MLLP-002']);
});
