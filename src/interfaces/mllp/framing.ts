/** MLLP release 1: a message stands between VT and FS CR. Bytes come in any pieces; frames and errors come out in order. */

const verticalTab = 0x0b;
const fileSeparator = 0x1c;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

export type FramingErrorCode =
  /** Bytes that no VT went before: skipped up to the next VT. */
  | 'outside-frame'
  /** A VT inside a frame: the frame before it was cut off. */
  | 'truncated-frame'
  /** FS followed by neither CR nor a new frame: where the message ends is unknown, so it is dropped. */
  | 'separator-inside-frame'
  /** The connection is to be closed: nothing more is read. */
  | 'frame-too-long'
  /** The connection ended inside a frame. */
  | 'unfinished-frame';

export type FramingEvent =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array; readonly isCarriageReturnMissing: boolean }
  | {
      readonly kind: 'error';
      readonly code: FramingErrorCode;
      /** The first bytes of what was dropped, 4096 at most, so that an answer can name the message. */
      readonly beginning: Uint8Array;
    };

/** `between` frames, `inside` one, `ended` (FS seen, CR awaited), `skipping` garbage, `closed` by an over-long frame. */
export type FramerState = 'between' | 'inside' | 'ended' | 'skipping' | 'closed';

export interface Framer {
  /** Takes the next bytes; gives what they complete. */
  push(chunk: Uint8Array): readonly FramingEvent[];
  /** Nothing more will come for now: a frame that only lacks its last CR is complete. */
  settle(): readonly FramingEvent[];
  /** The connection has ended. */
  end(): readonly FramingEvent[];
  readonly state: FramerState;
  /** Bytes held of the frame that is not complete. */
  readonly heldBytes: number;
}

const longestBeginning = 4096;

/** `maximumFrameBytes` counts the message, without VT, FS and CR. */
export function createFramer({ maximumFrameBytes }: { readonly maximumFrameBytes: number }): Framer {
  return new IncrementalFramer(maximumFrameBytes);
}

class IncrementalFramer implements Framer {
  state: FramerState = 'between';
  heldBytes = 0;
  readonly #maximumFrameBytes: number;
  #pieces: Uint8Array[] = [];
  #events: FramingEvent[] = [];

  constructor(maximumFrameBytes: number) {
    this.#maximumFrameBytes = maximumFrameBytes;
  }

  push(chunk: Uint8Array): readonly FramingEvent[] {
    let at = 0;
    while (at < chunk.length && this.state !== 'closed') at = this.#read(chunk, at);
    return this.#take();
  }

  settle(): readonly FramingEvent[] {
    if (this.state === 'ended') {
      this.#frame(true);
      this.state = 'between';
    }
    return this.#take();
  }

  end(): readonly FramingEvent[] {
    if (this.state === 'ended') this.#frame(true);
    else if (this.state === 'inside') this.#error('unfinished-frame', this.#release());
    if (this.state !== 'closed') this.state = 'between';
    return this.#take();
  }

  #read(chunk: Uint8Array, at: number): number {
    if (this.state === 'between') return this.#readBetween(chunk, at);
    if (this.state === 'inside') return this.#readInside(chunk, at);
    if (this.state === 'ended') return this.#readEnded(chunk, at);
    const tab = chunk.indexOf(verticalTab, at);
    if (tab === -1) return chunk.length;
    this.state = 'inside';
    return tab + 1;
  }

  #readBetween(chunk: Uint8Array, at: number): number {
    const byte = chunk[at];
    if (byte === verticalTab) this.state = 'inside';
    else if (byte !== carriageReturn && byte !== lineFeed) {
      this.#error('outside-frame', chunk.subarray(at, at + longestBeginning));
      this.state = 'skipping';
    }
    return at + 1;
  }

  #readInside(chunk: Uint8Array, at: number): number {
    const separator = chunk.indexOf(fileSeparator, at);
    const end = separator === -1 ? chunk.length : separator;
    const tab = chunk.subarray(at, end).indexOf(verticalTab);
    if (tab !== -1) {
      this.#hold(chunk.subarray(at, at + tab));
      this.#error('truncated-frame', this.#release());
      return at + tab + 1;
    }
    this.#hold(chunk.subarray(at, end));
    if (this.heldBytes > this.#maximumFrameBytes) {
      this.#error('frame-too-long', this.#release());
      this.state = 'closed';
      return chunk.length;
    }
    if (separator === -1) return chunk.length;
    this.state = 'ended';
    return separator + 1;
  }

  #readEnded(chunk: Uint8Array, at: number): number {
    const byte = chunk[at];
    if (byte === carriageReturn || byte === lineFeed || byte === verticalTab) {
      this.#frame(byte !== carriageReturn);
      this.state = byte === verticalTab ? 'inside' : 'between';
    } else {
      this.#error('separator-inside-frame', this.#release());
      this.state = 'skipping';
    }
    return at + 1;
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.heldBytes += bytes.length;
  }

  #release(): Uint8Array {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.heldBytes = 0;
    return bytes;
  }

  #frame(isCarriageReturnMissing: boolean): void {
    this.#events.push({ kind: 'frame', bytes: this.#release(), isCarriageReturnMissing });
  }

  #error(code: FramingErrorCode, beginning: Uint8Array): void {
    this.#events.push({ kind: 'error', code, beginning: beginning.slice(0, longestBeginning) });
  }

  #take(): readonly FramingEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }
}

/** The message between VT and FS CR, in one piece to be written at once. */
export function frameMessage(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(message.length + 3);
  framed[0] = verticalTab;
  framed.set(message, 1);
  framed[message.length + 1] = fileSeparator;
  framed[message.length + 2] = carriageReturn;
  return framed;
}
