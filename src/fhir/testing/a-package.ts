/** Writes tar archives for tests, also such as no honest tool would write. */

export interface TarFile {
  readonly name: string;
  readonly text: string;
  /** '0', a file, when left out. */
  readonly kind?: string;
  readonly longName?: 'pax' | 'gnu';
  /** What the long name says; `name` when left out. */
  readonly path?: string;
}

function header(name: string, size: number, kind: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name.slice(0, 100), 0);
  block.write('0000644\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('        ', 148);
  block.write(kind, 156);
  block.write('ustar\0', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function paxRecord(path: string): Buffer {
  const rest = ` path=${path}\n`;
  let length = rest.length;
  while (`${length}`.length + rest.length !== length) length = `${length}`.length + rest.length;
  return Buffer.from(`${length}${rest}`);
}

export function tarEntry(file: TarFile): Buffer {
  const content = Buffer.from(file.text);
  const path = file.path ?? file.name;
  const own = Buffer.concat([header(file.name, content.length, file.kind ?? '0'), padded(content)]);
  if (file.longName === undefined) return own;
  const name = file.longName === 'pax' ? paxRecord(path) : Buffer.from(`${path}\0`);
  return Buffer.concat([header('long', name.length, file.longName === 'pax' ? 'x' : 'L'), padded(name), own]);
}

export function tarOf(files: readonly TarFile[]): Buffer {
  return Buffer.concat([...files.map(tarEntry), Buffer.alloc(1024)]);
}
