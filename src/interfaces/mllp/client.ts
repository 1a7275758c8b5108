/** Sends messages over MLLP, one in flight, and matches each answer to its message by MSA-2 (MSH-10 echoed). */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readHeader } from '#hl7v2/read-header.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { mllpFault } from './faults.ts';
import { createFramer, frameMessage } from './framing.ts';

export interface MllpClientOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: {
    /** PEM; without it the CAs of this Node decide. */
    readonly ca?: string | Uint8Array;
    readonly cert?: string | Uint8Array;
    readonly key?: string | Uint8Array;
    readonly serverName?: string;
  };
  /** For connecting, and for each answer. */
  readonly timeoutMs: number;
  /** How often the same message is sent where no answer comes; 1 unless told. The listener files it once. */
  readonly attempts?: number;
  /** Between two attempts; 200 unless told. */
  readonly retryDelayMs?: number;
}

export interface MllpReply {
  /** MSH-10 of the message sent. */
  readonly messageControlId: string;
  /** MSA-1: AA, AE, AR, CA, CE, CR; empty where the answer holds none. */
  readonly code: string;
  /** The answer as it came. */
  readonly bytes: Uint8Array;
}

const maximumAnswerBytes = 1024 * 1024;

interface Acknowledgement {
  readonly code: string;
  readonly controlId: string;
}

/** MSA-1 and MSA-2 as sent. */
function readAcknowledgement(bytes: Uint8Array): Acknowledgement {
  const header = readHeader(bytes);
  const text = Buffer.from(bytes).toString('latin1');
  const segment = text.split(/[\r\n]+/).find((line) => line.startsWith('MSA')) ?? '';
  const [, code = '', controlId = ''] = segment.split(header?.delimiters.field ?? '|');
  return { code, controlId };
}

interface Channel {
  readonly isOpen: boolean;
  send(message: Uint8Array): Promise<Outcome<MllpReply>>;
  close(): void;
}

function openSocket({ host, port, tls }: MllpClientOptions): { readonly socket: Socket; readonly readyEvent: string } {
  if (tls === undefined) return { socket: connect({ host, port, noDelay: true }), readyEvent: 'connect' };
  const { ca, cert, key, serverName } = tls;
  const socket = connectTls({
    host,
    port,
    ...(ca === undefined ? {} : { ca: Buffer.from(ca) }),
    ...(cert === undefined ? {} : { cert: Buffer.from(cert) }),
    ...(key === undefined ? {} : { key: Buffer.from(key) }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  return { socket, readyEvent: 'secureConnect' };
}

function channelOver(socket: Socket, timeoutMs: number): Channel {
  const framer = createFramer({ maximumFrameBytes: maximumAnswerBytes });
  let onAnswer: ((bytes: Uint8Array) => void) | undefined;
  let onClose: ((reason?: string) => void) | undefined;
  let isOpen = true;
  let hasLateAnswers = false;
  const deliver = (events: ReturnType<typeof framer.push>): void => {
    for (const event of events) if (event.kind === 'frame') onAnswer?.(event.bytes);
    // A listener that leaves out the last CR has answered all the same.
    if (framer.state === 'ended') setTimeout(() => deliver(framer.settle()), 50).unref();
  };
  const lose = (reason?: string): void => {
    isOpen = false;
    onClose?.(reason);
  };
  socket.on('data', (chunk: Buffer) => deliver(framer.push(chunk)));
  socket.on('end', () => deliver(framer.end()));
  socket.on('error', (reason: NodeJS.ErrnoException) => lose(reason.code));
  socket.on('close', () => lose());
  return {
    get isOpen() {
      return isOpen;
    },
    close: () => socket.end(),
    send: (message) =>
      new Promise((resolve) => {
        const messageControlId = readHeader(message)?.messageControlId ?? '';
        const settle = (outcome: Outcome<MllpReply>): void => {
          clearTimeout(timer);
          onAnswer = undefined;
          onClose = undefined;
          resolve(outcome);
        };
        const timer = setTimeout(() => {
          hasLateAnswers = true;
          settle(failed(mllpFault('MLLP-003')));
        }, timeoutMs);
        onAnswer = (bytes) => {
          const { code, controlId } = readAcknowledgement(bytes);
          // An answer without MSA-2 can only be trusted while no other is still owed on this connection.
          const isOurs = controlId === messageControlId || (controlId === '' && !hasLateAnswers);
          if (isOurs) settle(ok({ messageControlId, code, bytes }));
        };
        onClose = (reason) => settle(failed(mllpFault('MLLP-002', reason)));
        socket.write(frameMessage(message));
      }),
  };
}

async function openChannel(options: MllpClientOptions): Promise<Outcome<Channel>> {
  const { socket, readyEvent } = openSocket(options);
  const failure = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve('ETIMEDOUT'), options.timeoutMs);
    const done = (reason?: string): void => {
      clearTimeout(timer);
      resolve(reason);
    };
    socket.once(readyEvent, () => done());
    socket.once('error', (reason: NodeJS.ErrnoException) => done(reason.code ?? 'unknown'));
    socket.once('close', () => done('closed'));
  });
  if (failure === undefined) return ok(channelOver(socket, options.timeoutMs));
  socket.destroy();
  return failed(mllpFault('MLLP-002', failure));
}

/**
 * One outcome for each message, in order: the answer, or MLLP-002 (no connection) or MLLP-003 (no answer in time).
 * A failure does not end the sending: the next message is tried on a new connection. Answers that come late are
 * discarded, never taken for another message's.
 */
export async function* sendOverMllp(
  options: MllpClientOptions,
  messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Outcome<MllpReply>, void, void> {
  let channel: Channel | undefined;
  const sendOnce = async (message: Uint8Array): Promise<Outcome<MllpReply>> => {
    if (channel?.isOpen !== true) {
      const opened = await openChannel(options);
      if (!opened.ok) return opened;
      channel = opened.value;
    }
    return channel.send(message);
  };
  try {
    for await (const message of messages) {
      let outcome = await sendOnce(message);
      for (let attempt = 1; !outcome.ok && attempt < (options.attempts ?? 1); attempt++) {
        await new Promise((resolve) => setTimeout(resolve, options.retryDelayMs ?? 200));
        outcome = await sendOnce(message);
      }
      yield outcome;
    }
  } finally {
    channel?.close();
  }
}
