/** A client library that others wrote, as its registry serves it, over a real socket. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Client, Message } from 'node-hl7-client';
import { acknowledge } from '#hl7v2/acknowledge.ts';
import { parseMessage } from '#hl7v2/parse-message.ts';
import { readHeader } from '#hl7v2/read-header.ts';
import { createMllpListener } from './listener.ts';

describe('node-hl7-client, unmodified', () => {
  it('sends messages and understands the answers', async () => {
    const kinds: string[] = [];
    const listener = await createMllpListener({
      host: '127.0.0.1',
      port: 0,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onMessage: async (bytes) => {
        const message = parseMessage(bytes);
        if (message.ok) kinds.push(message.value.field('MSH-9.2').text() ?? '');
        return acknowledge(readHeader(bytes), { code: 'AA', timeMs: 0, controlId: 'ACK1' });
      },
    });
    assert.ok(listener.ok);
    const client = new Client({ host: '127.0.0.1' });
    const answers: string[] = [];
    let answered = Promise.withResolvers<void>();
    const outbound = client.createConnection({ port: listener.value.port }, async (response) => {
      answers.push(String(response.getMessage().get('MSA.1')));
      answered.resolve();
    });
    await once(outbound, 'connect');
    // One by one: release 3.2.0 spins for ever when two messages wait in its own queue.
    for (const event of ['A01', 'A03']) {
      answered = Promise.withResolvers<void>();
      const messageHeader = { msh_9_1: 'ADT', msh_9_2: event, msh_10: event, msh_11_1: 'P' as const };
      await outbound.sendMessage(new Message({ messageHeader }));
      await answered.promise;
    }
    await outbound.close();
    client.closeAll();
    await listener.value.close(100);
    assert.deepEqual(
      [kinds, answers],
      [
        ['A01', 'A03'],
        ['AA', 'AA'],
      ],
    );
  });
});
