/** What stands in a backup, one after another: who it is of, each table with its rows, each number source, files, and the end. */

/** The first frame. */
export interface BackupHead {
  readonly region: string;
  readonly atMs: number;
  /** Names and SHA-256 of the migrations that the database has had. */
  readonly migrations: Readonly<Record<string, string>>;
}

/** What was counted when it was made. */
export interface BackupEnd {
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}

export interface BackupFile {
  readonly name: string;
  /** The newest of several keys is the one that signs. */
  readonly modifiedMs: number;
}

export interface KeptFile extends BackupFile {
  readonly bytes: Buffer;
}

export type BackupFrame =
  | { readonly kind: 'head'; readonly value: BackupHead }
  | { readonly kind: 'table'; readonly value: { readonly table: string; readonly columns: readonly string[] } }
  | { readonly kind: 'file'; readonly value: BackupFile }
  | { readonly kind: 'sequence'; readonly value: { readonly sequence: string; readonly last: string } }
  | { readonly kind: 'end'; readonly value: BackupEnd }
  /** Of the table or file before. */
  | { readonly kind: 'bytes'; readonly value: Buffer };

const kinds = ['head', 'table', 'file', 'sequence', 'end', 'bytes'] as const;
const headBytes = 5;

export function writeFrame(frame: BackupFrame): Buffer {
  const body = frame.kind === 'bytes' ? frame.value : Buffer.from(JSON.stringify(frame.value));
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kinds.indexOf(frame.kind), 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

function frameOf(kind: number, body: Buffer): BackupFrame {
  const name = kinds[kind];
  if (name === undefined) throw new Error('a backup holds a frame of an unknown kind');
  return name === 'bytes'
    ? { kind: name, value: body }
    : ({ kind: name, value: JSON.parse(body.toString('utf8')) as unknown } as BackupFrame);
}

export async function* readFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupFrame> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const part of bytes) {
    waiting = waiting.length === 0 ? part : Buffer.concat([waiting, part]);
    while (waiting.length >= headBytes) {
      const end = headBytes + waiting.readUInt32BE(1);
      if (waiting.length < end) break;
      yield frameOf(waiting.readUInt8(0), waiting.subarray(headBytes, end));
      waiting = waiting.subarray(end);
    }
  }
}
