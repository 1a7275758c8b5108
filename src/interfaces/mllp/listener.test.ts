/** The HL7 v2 port over real sockets: limits of safety rule I14, attack 76, and answers in order. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { acknowledge } from '#hl7v2/acknowledge.ts';
import { readHeader } from '#hl7v2/read-header.ts';
import { writeMessage } from '#hl7v2/write-message.ts';
import type { MllpReply } from './client.ts';
import { sendOverMllp } from './client.ts';
import { frameMessage } from './framing.ts';
import type { MllpListener, MllpListenerOptions } from './listener.ts';
import { createMllpListener } from './listener.ts';

const timeMs = Date.UTC(2026, 4, 1);
const accept = (bytes: Uint8Array): Uint8Array =>
  acknowledge(readHeader(bytes), { code: 'AA', timeMs, controlId: 'ACK1' });
const aMessage = (controlId: string): Uint8Array =>
  Buffer.from(
    writeMessage([['MSH', 'APP', 'ZXH01', 'GT', 'ZX', '20260501', '', ['ADT', 'A01'], controlId, 'P', '2.5']]),
  );
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const open: MllpListener[] = [];

async function aListener(options: Partial<MllpListenerOptions> = {}): Promise<MllpListener> {
  const onMessage = async (bytes: Uint8Array) => accept(bytes);
  const made = await createMllpListener({ host: '127.0.0.1', port: 0, onMessage, log: silent, ...options });
  assert.ok(made.ok);
  open.push(made.value);
  return made.value;
}

async function aSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Cut or ended: to a sender that is still writing, a closed connection may be a reset one. */
async function closed(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));
}

/** What comes back until `text` has come or the connection ends. */
async function received(socket: Socket, text: string): Promise<string> {
  let all = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    all += chunk;
    if (all.includes(text)) break;
  }
  return all;
}

async function collect(port: number, messages: Uint8Array[], timeoutMs = 1000): Promise<string[]> {
  const told: string[] = [];
  for await (const reply of sendOverMllp({ host: '127.0.0.1', port, timeoutMs }, messages)) {
    told.push(reply.ok ? `${reply.value.code} ${reply.value.messageControlId}` : reply.fault.code);
  }
  return told;
}

after(() => Promise.all(open.map((listener) => listener.close(100))));

describe('the listener', () => {
  it('one message at a time is in flight, and answers come in order', async () => {
    let inFlight = 0;
    let most = 0;
    const listener = await aListener({
      onMessage: async (bytes) => {
        most = Math.max(most, ++inFlight);
        await delay(readHeader(bytes)?.messageControlId === '1' ? 30 : 1);
        inFlight--;
        return accept(bytes);
      },
    });
    const socket = await aSocket(listener.port);
    socket.write(Buffer.concat(['1', '2', '3'].map((id) => frameMessage(aMessage(id)))));
    const answers = await received(socket, 'MSA|AA|3');
    assert.deepEqual(answers.match(/MSA\|AA\|\d/g), ['MSA|AA|1', 'MSA|AA|2', 'MSA|AA|3']);
    assert.equal(most, 1);
    socket.destroy();
  });

  it('a frame whose CR never comes is still answered', async () => {
    const listener = await aListener({ limits: { missingReturnTimeoutMs: 20 } });
    const socket = await aSocket(listener.port);
    socket.write(frameMessage(aMessage('1')).subarray(0, -1));
    assert.match(await received(socket, 'MSA'), /MSA\|AA\|1/);
    socket.destroy();
  });

  it('a sender that closes its half after sending still gets its answer', async () => {
    const listener = await aListener();
    const socket = await aSocket(listener.port);
    socket.end(frameMessage(aMessage('1')));
    assert.match(await received(socket, 'MSA'), /MSA\|AA\|1/);
  });

  it('attack 76: an over-long frame is answered AR and the connection closed, others go on', async () => {
    const listener = await aListener({
      limits: { maximumFrameBytes: 1000 },
      onFramingError: async (_code, beginning) =>
        acknowledge(readHeader(beginning), { code: 'AR', timeMs, controlId: 'A' }),
    });
    const other = await aSocket(listener.port);
    const socket = await aSocket(listener.port);
    socket.write(Buffer.concat([Buffer.from('\v'), aMessage('9'), Buffer.alloc(200_000, 'A')]));
    const answer = await received(socket, 'never');
    assert.match(answer, /MSA\|AR\|9/);
    other.write(frameMessage(aMessage('2')));
    assert.match(await received(other, 'MSA'), /MSA\|AA\|2/);
    other.destroy();
  });

  it('attack 76: a frame that is not finished in time, and an idle connection, are closed', async (t) => {
    const listener = await aListener({ limits: { partialFrameTimeoutMs: 60, idleTimeoutMs: 60 } });
    const slow = await aSocket(listener.port);
    const idle = await aSocket(listener.port);
    const trickle = setInterval(() => slow.write('A'), 10);
    t.after(() => clearInterval(trickle));
    slow.write('\vMSH');
    await Promise.all([closed(slow), closed(idle)]);
    for (let waitedMs = 0; listener.connectionCount > 0 && waitedMs < 2000; waitedMs += 5) await delay(5);
    assert.equal(listener.connectionCount, 0);
  });

  it('attack 76: connections that hold too much together lose the one that holds most, and others go on', async () => {
    const { port } = await aListener({ limits: { maximumHeldBytes: 100_000 } });
    const sockets = await Promise.all([aSocket(port), aSocket(port), aSocket(port)]);
    const begin = (socket: Socket, bytes: number): void =>
      void socket.write(Buffer.concat([Buffer.of(0x0b), Buffer.alloc(bytes, 'x')]));
    begin(sockets[0], 40_000);
    begin(sockets[1], 50_000);
    await delay(50);
    const cut = closed(sockets[1]);
    begin(sockets[2], 30_000);
    await cut;
    assert.deepEqual(await collect(port, [aMessage('B1')]), ['AA B1']);
    // What it held is given back: as much again has room.
    const another = await aSocket(port);
    begin(another, 25_000);
    await delay(50);
    assert.deepEqual(
      [sockets[0], sockets[2], another].map((socket) => socket.destroyed || socket.readableEnded),
      [false, false, false],
    );
    for (const socket of [...sockets, another]) socket.destroy();
  });

  it('attack 76: a sender that fetches no answer does not keep its connection', async () => {
    const answer = Buffer.alloc(16 * 1024 * 1024, 'A');
    const limits = { partialFrameTimeoutMs: 60 };
    const listener = await aListener({ limits, onMessage: async () => answer });
    const socket = await aSocket(listener.port);
    socket.pause();
    socket.write(frameMessage(aMessage('1')));
    while (listener.connectionCount === 0) await delay(1);
    while (listener.connectionCount > 0) await delay(5);
    socket.destroy();
  });

  it('keep-alive bytes keep an idle connection open', async () => {
    const listener = await aListener({ limits: { idleTimeoutMs: 80 } });
    const socket = await aSocket(listener.port);
    const alive = setInterval(() => socket.write('\r\n'), 20);
    await delay(200);
    clearInterval(alive);
    socket.write(frameMessage(aMessage('1')));
    assert.match(await received(socket, 'MSA'), /MSA\|AA\|1/);
    socket.destroy();
  });

  it('more connections from one address than allowed are turned away, and room is made when one leaves', async () => {
    const listener = await aListener({ limits: { maximumConnectionsPerAddress: 2 } });
    const [first, second] = [await aSocket(listener.port), await aSocket(listener.port)];
    const third = await aSocket(listener.port);
    await closed(third);
    first.destroy();
    await delay(20);
    assert.deepEqual(await collect(listener.port, [aMessage('1')]), ['AA 1']);
    second.destroy();
  });

  it('a sender that floods is held back until its message in flight is answered', async () => {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const listener = await aListener({
      limits: { maximumWaitingBytes: 10_000 },
      onMessage: async (bytes) => {
        begun++;
        await gate.promise;
        return accept(bytes);
      },
    });
    const socket = await aSocket(listener.port);
    const frame = frameMessage(Buffer.concat([aMessage('1'), Buffer.from(`ZXX|${'A'.repeat(100_000)}`)]));
    for (let count = 0; count < 200; count++) socket.write(frame);
    await delay(100);
    assert.equal(begun, 1);
    assert.ok(socket.writableLength > 1_000_000, 'most of 20 MB still stands at the sender');
    gate.resolve();
    let answers = 0;
    for await (const chunk of socket) {
      answers += String(chunk).split('MSA|').length - 1;
      if (answers === 200) break;
    }
    assert.equal(begun, 200);
  });

  it('a handler that fails closes its own connection, unanswered, and no other', async () => {
    const listener = await aListener({
      onMessage: async (bytes) => {
        if (readHeader(bytes)?.messageControlId === 'BAD') throw new Error('planted');
        return accept(bytes);
      },
    });
    const other = await aSocket(listener.port);
    assert.deepEqual(await collect(listener.port, [aMessage('BAD'), aMessage('2')]), ['MLLP-002', 'AA 2']);
    other.write(frameMessage(aMessage('3')));
    assert.match(await received(other, 'MSA'), /MSA\|AA\|3/);
    other.destroy();
  });

  it('a connection that is reset while its message is in flight disturbs nobody', async () => {
    const gate = Promise.withResolvers<void>();
    const listener = await aListener({
      onMessage: async (bytes) => {
        if (readHeader(bytes)?.messageControlId === 'SLOW') await gate.promise;
        return accept(bytes);
      },
    });
    const dying = await aSocket(listener.port);
    dying.write(frameMessage(aMessage('SLOW')));
    await delay(20);
    dying.resetAndDestroy();
    assert.deepEqual(await collect(listener.port, [aMessage('1')]), ['AA 1']);
    gate.resolve();
    assert.deepEqual(await collect(listener.port, [aMessage('2')]), ['AA 2']);
  });

  it('closing answers what is in flight and takes nothing more', async () => {
    const begun = Promise.withResolvers<void>();
    const seen: string[] = [];
    const listener = await aListener({
      onMessage: async (bytes) => {
        seen.push(readHeader(bytes)?.messageControlId ?? '');
        begun.resolve();
        await delay(50);
        return accept(bytes);
      },
    });
    const socket = await aSocket(listener.port);
    socket.write(Buffer.concat([frameMessage(aMessage('1')), frameMessage(aMessage('2'))]));
    await begun.promise;
    const closing = listener.close(2000);
    assert.deepEqual((await received(socket, 'never')).match(/MSA\|AA\|\d/g), ['MSA|AA|1']);
    await closing;
    assert.deepEqual(seen, ['1']);
    assert.deepEqual(await collect(listener.port, [aMessage('3')]), ['MLLP-002']);
  });

  it('a port that is taken is a fault that names the reason', async () => {
    const { port } = await aListener();
    const second = await createMllpListener({ host: '127.0.0.1', port, onMessage: async () => 'close', log: silent });
    assert.ok(!second.ok && second.fault.code === 'MLLP-001' && second.fault.message.includes('EADDRINUSE'));
  });
});

describe('the client', () => {
  it('an answer that comes late is discarded, not taken for the next message', async () => {
    const listener = await aListener({
      onMessage: async (bytes) => {
        await delay(readHeader(bytes)?.messageControlId === 'SLOW' ? 1_500 : 1);
        return accept(bytes);
      },
    });
    const told = await collect(listener.port, [aMessage('SLOW'), aMessage('2'), aMessage('3')], 1_000);
    assert.deepEqual(told, ['MLLP-003', 'AA 2', 'AA 3']);
  });

  it('a message that got no answer is sent again as often as asked', async () => {
    let count = 0;
    const listener = await aListener({ onMessage: async (bytes) => (++count < 3 ? 'no-answer' : accept(bytes)) });
    const options = { host: '127.0.0.1', port: listener.port, timeoutMs: 40, attempts: 3, retryDelayMs: 1 };
    const replies: MllpReply[] = [];
    for await (const reply of sendOverMllp(options, [aMessage('1')])) if (reply.ok) replies.push(reply.value);
    assert.deepEqual([replies[0]?.code, count], ['AA', 3]);
  });
});
