/** RFC 4180, strictly: nothing is guessed, and each record knows the line it began on. */
import type { Flaw } from '#kernel/fault.ts';

export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ParsedCsv {
  readonly records: readonly CsvRecord[];
  /** Where reading had to stop; what came before it is good. */
  readonly flaw: Flaw | undefined;
}

class CsvReader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  get line(): number {
    return this.#line;
  }

  /** One record, or the rule that it breaks. */
  readRecord(): readonly string[] | string {
    const cells: string[] = [];
    for (;;) {
      const cell = this.#text.charAt(this.#at) === '"' ? this.#readQuoted() : this.#readPlain();
      if (typeof cell !== 'object') return cell;
      cells.push(cell.value);
      const next = this.#text.charAt(this.#at);
      if (next === ',') {
        this.#at += 1;
        continue;
      }
      if (next === '') return cells;
      this.#at += this.#text.startsWith('\r\n', this.#at) ? 2 : 1;
      this.#line += 1;
      return cells;
    }
  }

  #readPlain(): { value: string } | string {
    const end = /[,\r\n"]/g;
    end.lastIndex = this.#at;
    const found = end.exec(this.#text)?.index ?? this.#text.length;
    const value = this.#text.slice(this.#at, found);
    this.#at = found;
    if (this.#text.charAt(found) === '"') return 'a quote inside a cell stands in a quoted cell and is doubled';
    if (this.#text.charAt(found) === '\r' && this.#text.charAt(found + 1) !== '\n')
      return 'a line ends with CR LF or LF';
    return { value };
  }

  #readQuoted(): { value: string } | string {
    let value = '';
    this.#at += 1;
    for (;;) {
      const quote = this.#text.indexOf('"', this.#at);
      if (quote === -1) return 'a quoted cell is closed';
      const piece = this.#text.slice(this.#at, quote);
      this.#line += piece.split('\n').length - 1;
      value += piece;
      this.#at = quote + 1;
      if (this.#text.charAt(this.#at) !== '"') break;
      value += '"';
      this.#at += 1;
    }
    const next = this.#text.slice(this.#at, this.#at + 2);
    return next === '' || next.startsWith(',') || next.startsWith('\n') || next === '\r\n'
      ? { value }
      : 'after a closing quote stands a comma or the end of the line';
  }
}

export function parseCsv(text: string): ParsedCsv {
  const reader = new CsvReader(text);
  const records: CsvRecord[] = [];
  while (!reader.isAtEnd) {
    const { line } = reader;
    const read = reader.readRecord();
    if (typeof read === 'string') return { records, flaw: { place: `line ${line}`, rule: read } };
    records.push({ line, cells: read });
  }
  return { records, flaw: undefined };
}
