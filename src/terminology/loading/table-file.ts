/** Large tables as text, line by line: tab-separated (RF2) and comma-separated with quotes (LOINC). */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Cells by column name. */
export type TableRow = (column: string) => string;

function reader(header: readonly string[]): (cells: readonly string[]) => TableRow {
  const places = new Map(header.map((name, place) => [name.trim().replace(/^\uFEFF/, ''), place]));
  return (cells) => (column) => cells[places.get(column) ?? -1] ?? '';
}

/** RF2: no quotes, no escapes (SNOMED CT Release File Specifications, 3.1.2). */
export async function* readTabbed(path: string): AsyncIterable<TableRow> {
  let rowOf: ((cells: readonly string[]) => TableRow) | undefined;
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const cells = line.split('\t');
    if (rowOf === undefined) rowOf = reader(cells);
    else if (line !== '') yield rowOf(cells);
  }
}

/** A comma begins the next cell unless it stands in quotes; two quotes in quotes are one. */
function splitQuoted(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (isQuoted && character === '"' && line[at + 1] === '"') cell += line[++at];
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}

/** RFC 4180: a cell in quotes may hold a line's end. */
export async function* readQuoted(path: string): AsyncIterable<TableRow> {
  let rowOf: ((cells: readonly string[]) => TableRow) | undefined;
  let whole = '';
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    whole = whole === '' ? line : `${whole}\n${line}`;
    if ((whole.match(/"/g) ?? []).length % 2 === 1) continue;
    const cells = splitQuoted(whole);
    whole = '';
    if (rowOf === undefined) rowOf = reader(cells);
    else if (line !== '') yield rowOf(cells);
  }
}
