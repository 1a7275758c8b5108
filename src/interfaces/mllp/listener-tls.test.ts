/** The HL7 v2 port over mutual TLS (RFC 8446, 4.4.2): whose certificate a connection proved. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MllpClientOptions, sendOverMllp } from './client.ts';
import { createMllpListener } from './listener.ts';
import { testAuthority } from './testing/test-certificate.ts';

type ClientTls = NonNullable<MllpClientOptions['tls']>;

const authority = testAuthority('Test authority');
const ca = authority.certificate;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const message = Buffer.from('MSH|^~\\&|APP|ZXH01|GT|ZX|20260501||ADT^A01|1|P|2.5\r');

/** What each connection is told, and the names that the listener read in its certificate. */
async function sendWith(...connections: readonly ClientTls[]) {
  const names: (readonly string[])[] = [];
  const listener = await createMllpListener({
    host: '127.0.0.1',
    port: 0,
    log: silent,
    tls: { ...authority.issue('listener.example'), ca },
    onMessage: async (bytes, peer) => {
      names.push(peer.certificateNames);
      return bytes;
    },
  });
  assert.ok(listener.ok);
  const told: string[] = [];
  for (const tls of connections)
    for await (const reply of sendOverMllp({ host: '127.0.0.1', port: listener.value.port, timeoutMs: 500, tls }, [
      message,
    ]))
      told.push(reply.ok ? 'answered' : reply.fault.code);
  await listener.value.close(100);
  return { told, names };
}

test('attack 77: turns away a peer without a certificate of the CA, and names the one that has it', async () => {
  const stranger = testAuthority('Test authority').issue('sender.example');
  const sender = authority.issue('Sender', 'sender.example');
  const { told, names } = await sendWith({ ca, ...sender }, { ca }, { ca, ...stranger });
  assert.deepEqual(told.slice(1), ['MLLP-002', 'MLLP-002']);
  assert.deepEqual(names, [['Sender', 'sender.example']]);
});

test('attack 77: a name that holds another within it passes for itself only', async () => {
  const sender = authority.issue('Sender, DNS:other.example', 'one.example, DNS:other.example');
  assert.deepEqual((await sendWith({ ca, ...sender })).names, [['Sender, DNS:other.example']]);
});
