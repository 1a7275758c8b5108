/** A sender of its own, written apart from the product's: one message in flight, an answer counts only by its MSA-2. */
import { connect, type Socket } from 'node:net';

export interface MllpConnection {
  /** False where nobody listens: nothing was sent then. */
  connect(): Promise<boolean>;
  /** MSA-1 of the answer to that message; undefined where none came: nobody knows whether it was kept. */
  send(bytes: Buffer, controlId: string, timeoutMs: number): Promise<string | undefined>;
  close(): void;
}

const verticalTab = Buffer.from([0x0b]);
const end = Buffer.from([0x1c, 0x0d]);

interface Answer {
  readonly code: string;
  readonly controlId: string;
}

function readAnswer(frame: Buffer): Answer {
  const line = frame
    .toString('latin1')
    .split('\r')
    .find((segment) => segment.startsWith('MSA'));
  const [, code = '', controlId = ''] = (line ?? '').split('|');
  return { code, controlId };
}

function open(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** Gives each whole frame of the stream to `onFrame`, without its delimiters. */
export function readFrames(socket: Socket, onFrame: (frame: Buffer) => void): void {
  let held: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (let at = held.indexOf(end); at !== -1; at = held.indexOf(end)) {
      const frame = held.subarray(held[0] === verticalTab[0] ? 1 : 0, at);
      held = held.subarray(at + end.length);
      onFrame(frame);
    }
  });
}

export function framed(bytes: Buffer): Buffer {
  return Buffer.concat([verticalTab, bytes, end]);
}

/** Connects when it first sends, and again after every lost connection. */
export function mllpConnection(port: number): MllpConnection {
  let socket: Socket | undefined;
  let onAnswer: ((answer: Answer | undefined) => void) | undefined;
  const lose = (lost: Socket) => () => {
    if (socket !== lost) return;
    socket = undefined;
    onAnswer?.(undefined);
  };
  const connectOnce = async (): Promise<Socket | undefined> => {
    const opened = await open(port);
    if (opened === undefined) return undefined;
    socket = opened;
    opened.on('error', lose(opened));
    opened.on('close', lose(opened));
    readFrames(opened, (frame) => onAnswer?.(readAnswer(frame)));
    return opened;
  };
  return {
    connect: async () => (socket ?? (await connectOnce())) !== undefined,
    async send(bytes, controlId, timeoutMs) {
      const live = socket ?? (await connectOnce());
      if (live === undefined) return undefined;
      return new Promise((resolve) => {
        const settle = (code: string | undefined): void => {
          clearTimeout(timer);
          onAnswer = undefined;
          resolve(code);
        };
        const timer = setTimeout(() => {
          // The late answer must not be taken for the next message's.
          live.destroy();
          socket = undefined;
          settle(undefined);
        }, timeoutMs);
        onAnswer = (answer) => {
          if (answer === undefined) settle(undefined);
          else if (answer.controlId === controlId) settle(answer.code);
        };
        if (live.destroyed) settle(undefined);
        else live.write(framed(bytes));
      });
    },
    close: () => void socket?.destroy(),
  };
}
