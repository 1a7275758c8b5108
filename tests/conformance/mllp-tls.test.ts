/** GOLDTHREAD_TLS_CERT, GOLDTHREAD_TLS_KEY, GOLDTHREAD_MLLP_TLS_CA and GOLDTHREAD_HL7_SENDERS of a whole region reach its HL7 v2 port. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { databaseForTests } from '#platform';
import { configForTests } from '../../src/config/testing/config-for-tests.ts';
import { sendOverMllp } from '../../src/interfaces/mllp/index.ts';
import { testAuthority } from '../../src/interfaces/mllp/testing/test-certificate.ts';
import { startRegion } from '../../src/start-region.ts';

const aMessage = (controlId: string): Uint8Array =>
  Buffer.from(
    [
      `MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|20261101090000||ADT^A28|${controlId}|P|2.4`,
      'EVN|A28|20261101090000',
      'PID|1||TLS4589^^^ZX41^PI||CLIENT^TLS||19500101|F',
      '',
    ].join('\r'),
  );

const senders = [
  {
    sender: 'TIE|ZX41',
    source: 'zx41-hl7',
    name: 'Tarnholt Hospitals',
    certificateName: 'tie.example',
    organisation: { code: 'ZX41', name: 'Tarnholt Hospitals', kind: 'acute-trust' },
  },
];

test('attack 77: the port files for who holds the certificate of its sender; another of the authority is told why not, and nothing is kept', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const database = await databaseForTests(t);
  const authority = testAuthority('Test authority');
  const own = authority.issue('127.0.0.1');
  const path = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const config = configForTests({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_DATABASE_URL: database.ownerUrl,
    GOLDTHREAD_TLS_CERT: path('cert.pem', own.cert),
    GOLDTHREAD_TLS_KEY: path('key.pem', own.key),
    GOLDTHREAD_MLLP_TLS_CA: path('ca.pem', authority.certificate),
    GOLDTHREAD_HL7_SENDERS: path('senders.json', JSON.stringify(senders)),
  });
  const started = await startRegion({ config });
  assert.ok(started.ok, JSON.stringify(started));
  t.after(() => started.value.stop());
  const ca = authority.certificate;
  const told: string[] = [];
  const certificates = [authority.issue('tie.example'), authority.issue('TIE', 'tie.example')];
  const others = [authority.issue('pharmacy.example'), authority.issue('TIE', 'pharmacy.example')];
  const connections = [...[...certificates, ...others].map((own) => ({ ca, ...own })), { ca }, undefined];
  for (const [index, tls] of connections.entries()) {
    const options = { host: '127.0.0.1', port: started.value.mllpPort, timeoutMs: 5_000 };
    for await (const reply of sendOverMllp({ ...options, ...(tls === undefined ? {} : { tls }) }, [
      aMessage(`TLS${index}`),
    ])) {
      const refusal = reply.ok ? /INTAKE-\d+/.exec(Buffer.from(reply.value.bytes).toString())?.[0] : undefined;
      told.push(reply.ok ? [reply.value.code, refusal ?? ''].join(' ').trim() : reply.fault.code);
    }
  }
  assert.deepEqual(told, ['AA', 'AA', 'AR INTAKE-014', 'AR INTAKE-014', 'MLLP-002', 'MLLP-002']);
  const { received, filed } = await started.value.region.intake.figures();
  assert.deepEqual({ received, filed }, { received: 2, filed: 2 });
});
