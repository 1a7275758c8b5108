/** NDJSON as it comes off the wire, in pieces that end where a line ends: memory holds one piece. */

/** A piece is cut at the first line end past this. */
const pieceBytes = 4_000_000;
/** No resource of R4 needs a line so long; the transaction's own limit is the same. */
const lineMaxBytes = 16_000_000;

export class LineTooLong extends Error {}

export async function* piecesOfLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    held.push(chunk);
    size += chunk.length;
    if (size < pieceBytes) continue;
    const whole = Buffer.concat(held);
    const end = whole.lastIndexOf(10) + 1;
    if (end === 0 && size > lineMaxBytes) throw new LineTooLong();
    if (end > 0) yield whole.subarray(0, end);
    const rest = whole.subarray(end);
    held = rest.length === 0 ? [] : [rest];
    size = rest.length;
  }
  if (size > 0) yield Buffer.concat(held);
}

export interface Line {
  /** From 1, in its piece. */
  readonly number: number;
  readonly text: string;
}

export function linesOf(piece: Uint8Array): Line[] {
  return Buffer.from(piece)
    .toString('utf8')
    .split('\n')
    .map((text, index) => ({ number: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '');
}
