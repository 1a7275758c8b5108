/** One connection of the listener: one message in flight, answers in order, nothing read that cannot be held. */
import type { Socket } from 'node:net';
import type { Framer, FramingErrorCode, FramingEvent } from './framing.ts';
import { createFramer, frameMessage } from './framing.ts';

export interface MllpPeer {
  readonly address: string;
  readonly port: number;
  /** The common name and the DNS names in the peer's certificate (RFC 5280, 4.2.1.6), where mutual TLS proved it. */
  readonly certificateNames: readonly string[];
}

export interface MllpLimits {
  readonly maximumFrameBytes: number;
  /** While a message is in flight the socket is paused once more than this waits behind it. */
  readonly maximumWaitingBytes: number;
  /** Between frames, with nothing in flight; keep-alive CR and LF count as life. */
  readonly idleTimeoutMs: number;
  /** From the first byte of a frame to its last, and until the peer has fetched an answer. */
  readonly partialFrameTimeoutMs: number;
  /** How long after FS the closing CR is awaited before the frame is taken without it. */
  readonly missingReturnTimeoutMs: number;
  readonly maximumConnectionsPerAddress: number;
  readonly maximumConnections: number;
  /** Of all connections together, in frames that are not complete or wait: beyond it, whoever holds most is cut off. */
  readonly maximumHeldBytes: number;
}

export const mllpLimits: MllpLimits = {
  maximumFrameBytes: 50 * 1024 * 1024,
  maximumWaitingBytes: 1024 * 1024,
  idleTimeoutMs: 30 * 60_000,
  partialFrameTimeoutMs: 60_000,
  missingReturnTimeoutMs: 500,
  maximumConnectionsPerAddress: 32,
  maximumConnections: 512,
  maximumHeldBytes: 256 * 1024 * 1024,
};

/** Bytes are framed and sent; `no-answer` leaves the sender waiting (it retries); `close` ends the connection. */
export type MllpAnswer = Uint8Array | 'no-answer' | 'close';

/** A subset of pino's logger. Never given a byte of a message. */
export interface MllpLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface MllpHandlers {
  onMessage(bytes: Uint8Array, peer: MllpPeer): Promise<MllpAnswer>;
  /** What to answer where no whole frame came. Without it: nothing. `beginning` is at most 4096 bytes of what was dropped. */
  onFramingError?(code: FramingErrorCode, beginning: Uint8Array, peer: MllpPeer): Promise<MllpAnswer>;
  readonly log: MllpLog;
}

export interface MllpConnection {
  /** In the frame that is not complete, and in those that wait. */
  readonly heldBytes: number;
  /** Answers what is in flight, drops what waits behind it, then ends. */
  finish(): void;
  destroy(): void;
}

interface ConnectionDependencies {
  readonly peer: MllpPeer;
  readonly limits: MllpLimits;
  readonly handlers: MllpHandlers;
  /** By how many bytes more, or fewer, this connection holds. */
  readonly onHeld?: (change: number) => void;
}

const lingerMs = 1_000;

/** Serves `socket` until it ends. An error of this connection ends this connection only. */
export function serveConnection(socket: Socket, deps: ConnectionDependencies): MllpConnection {
  const serving = new ServedConnection(socket, deps);
  serving.start();
  return serving;
}

function sizeOf(event: FramingEvent): number {
  return event.kind === 'frame' ? event.bytes.length : event.beginning.length;
}

/** A peer that fetches no answers keeps its connection, one of few, for as long as it may keep a frame open. */
async function drained(socket: Socket, timeoutMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

class ServedConnection implements MllpConnection {
  readonly #socket: Socket;
  readonly #peer: MllpPeer;
  readonly #limits: MllpLimits;
  readonly #handlers: MllpHandlers;
  readonly #framer: Framer;
  readonly #waiting: FramingEvent[] = [];
  #waitingBytes = 0;
  readonly #onHeld: ((change: number) => void) | undefined;
  #toldBytes = 0;
  #isInFlight = false;
  #isFinishing = false;
  #hasPeerEnded = false;
  #timer: NodeJS.Timeout | undefined;
  #timerState = '';

  constructor(socket: Socket, deps: ConnectionDependencies) {
    this.#socket = socket;
    this.#peer = deps.peer;
    this.#limits = deps.limits;
    this.#handlers = deps.handlers;
    this.#onHeld = deps.onHeld;
    this.#framer = createFramer(deps.limits);
  }

  get heldBytes(): number {
    return this.#socket.destroyed ? 0 : this.#framer.heldBytes + this.#waitingBytes;
  }

  #tellHeld(): void {
    const change = this.heldBytes - this.#toldBytes;
    if (change === 0) return;
    this.#toldBytes += change;
    this.#onHeld?.(change);
  }

  start(): void {
    this.#socket.on('data', (chunk: Buffer) => this.#receive(this.#framer.push(chunk)));
    this.#socket.on('end', () => {
      this.#hasPeerEnded = true;
      this.#receive(this.#framer.end());
    });
    this.#socket.on('error', (reason: NodeJS.ErrnoException) => {
      this.#handlers.log.info({ peer: this.#peer.address, code: reason.code }, 'MLLP connection failed');
    });
    this.#socket.on('close', () => {
      clearTimeout(this.#timer);
      this.#waiting.length = 0;
      this.#tellHeld();
    });
    this.#setTimer();
  }

  finish(): void {
    this.#isFinishing = true;
    this.#next();
  }

  destroy(): void {
    this.#socket.destroy();
    // At once: who counts must not cut off another for what is gone.
    this.#tellHeld();
  }

  /** Reads on for a moment and drops it: closing with unread bytes would reset the connection and lose the last answer. */
  #close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#socket.end();
    this.#socket.resume();
    this.#timer = setTimeout(() => this.#socket.destroy(), lingerMs);
  }

  #receive(events: readonly FramingEvent[]): void {
    if (this.#isFinishing) return;
    for (const event of events) {
      this.#waiting.push(event);
      this.#waitingBytes += sizeOf(event);
    }
    if (this.#waitingBytes > this.#limits.maximumWaitingBytes) this.#socket.pause();
    this.#next();
    this.#setTimer();
    this.#tellHeld();
  }

  #next(): void {
    if (this.#isInFlight || this.#socket.destroyed) return;
    const event = this.#isFinishing ? undefined : this.#waiting.shift();
    if (event === undefined) {
      if (this.#isFinishing || this.#hasPeerEnded) this.#close();
      else this.#setTimer();
      return;
    }
    this.#waitingBytes -= sizeOf(event);
    if (this.#waitingBytes <= this.#limits.maximumWaitingBytes) this.#socket.resume();
    this.#tellHeld();
    this.#isInFlight = true;
    this.#setTimer();
    void this.#serve(event);
  }

  async #serve(event: FramingEvent): Promise<void> {
    try {
      await this.#answer(event);
    } catch (reason) {
      // A bug below: no answer, so the sender keeps the message and sends it again.
      const name = reason instanceof Error ? reason.name : 'unknown';
      this.#handlers.log.error({ peer: this.#peer.address, error: name }, 'MLLP handler failed');
      this.#socket.destroy();
    }
    this.#isInFlight = false;
    this.#next();
  }

  async #answer(event: FramingEvent): Promise<void> {
    const answer = await this.#ask(event);
    if (this.#socket.destroyed) return;
    const isLast = answer === 'close' || (event.kind === 'error' && event.code === 'frame-too-long');
    if (isLast) this.#isFinishing = true;
    if (typeof answer === 'string') return;
    if (!this.#socket.write(frameMessage(answer)) && !isLast)
      await drained(this.#socket, this.#limits.partialFrameTimeoutMs);
  }

  async #ask(event: FramingEvent): Promise<MllpAnswer> {
    if (event.kind === 'frame') return this.#handlers.onMessage(event.bytes, this.#peer);
    this.#handlers.log.warn({ peer: this.#peer.address, framing: event.code }, 'MLLP framing error');
    return (await this.#handlers.onFramingError?.(event.code, event.beginning, this.#peer)) ?? 'no-answer';
  }

  /** Each state has its own clock, which runs on while the state lasts: a byte now and then does not keep a frame open. */
  #setTimer(): void {
    const isBusy = this.#isInFlight || this.#waiting.length > 0;
    const state = isBusy ? 'busy' : this.#framer.state;
    if (state === this.#timerState && state !== 'between') return;
    this.#timerState = state;
    clearTimeout(this.#timer);
    if (isBusy || this.#socket.destroyed) return;
    const { idleTimeoutMs, partialFrameTimeoutMs, missingReturnTimeoutMs } = this.#limits;
    const timeoutMs =
      state === 'ended' ? missingReturnTimeoutMs : state === 'inside' ? partialFrameTimeoutMs : idleTimeoutMs;
    this.#timer = setTimeout(() => this.#onTimeout(), timeoutMs);
  }

  #onTimeout(): void {
    if (this.#framer.state === 'ended') {
      this.#receive(this.#framer.settle());
      return;
    }
    const isPartial = this.#framer.state === 'inside';
    const message = isPartial ? 'MLLP frame not finished in time' : 'MLLP connection idle';
    this.#handlers.log.warn({ peer: this.#peer.address }, message);
    this.#socket.destroy();
  }
}
