/**
 * The fault that the proof must be able to see, made outside the product: a relay that answers AA as soon as it has a
 * message and passes it on afterwards. What it holds dies with the region, as it would in one process.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { framed, mllpConnection, readFrames } from './mllp-connection.ts';

export interface EarlyAcknowledger {
  readonly port: number;
  /** Forgets what it holds, drops its connections and takes no more, as a killed process would. */
  die(): void;
  /** The region runs again, and so does the relay. */
  revive(): void;
  close(): Promise<void>;
}

/** Between two messages passed on: a relay that is a little slower than its senders. */
const delayMs = 5;
/** A sender waits while so many are held. */
const mostHeld = 50;

export async function startEarlyAcknowledger(regionPort: number): Promise<EarlyAcknowledger> {
  const sockets = new Set<Socket>();
  let held: { bytes: Buffer; controlId: string }[] = [];
  let isClosed = false;
  let isDead = false;
  const server: Server = createServer((socket) => {
    if (isDead) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    readFrames(socket, (frame) => {
      const controlId = frame.toString('latin1').split('|')[9] ?? '';
      const answer = framed(Buffer.from(`MSH|^~\\&|||||||ACK|A${controlId}|P|2.4\rMSA|AA|${controlId}\r`));
      held.push({ bytes: Buffer.from(frame), controlId });
      const acknowledge = (): void => {
        if (held.length > mostHeld && !socket.destroyed) setTimeout(acknowledge, delayMs);
        else socket.write(answer);
      };
      acknowledge();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const passOn = async (): Promise<void> => {
    const connection = mllpConnection(regionPort);
    while (!isClosed) {
      const message = held.shift();
      if (message !== undefined) await connection.send(message.bytes, message.controlId, 5_000);
      await pause(delayMs);
    }
    connection.close();
  };
  const passing = passOn();
  const address = server.address();
  const die = (): void => {
    isDead = true;
    held = [];
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    die,
    revive: () => {
      isDead = false;
    },
    async close() {
      isClosed = true;
      die();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await passing;
    },
  };
}
