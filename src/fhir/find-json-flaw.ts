/** Where a text stops being JSON (RFC 8259), or names a member twice. Only asked once it is refused: slow and exact. */

export interface JsonPlace {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** UTF-16 units from the start. */
  readonly offset: number;
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259, 7 forbids control characters in strings
const plain = /[^"\\\u0000-\u001f]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Flaw extends Error {}

class Reader {
  readonly #text: string;
  readonly #refusesRepeats: boolean;
  at = 0;

  constructor(text: string, refusesRepeats: boolean) {
    this.#text = text;
    this.#refusesRepeats = refusesRepeats;
  }

  #take(form: RegExp): boolean {
    form.lastIndex = this.at;
    const match = form.exec(this.#text);
    if (match === null) return false;
    this.at += match[0].length;
    return true;
  }

  #sign(sign: string): boolean {
    if (this.#text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  #need(isThere: boolean): void {
    if (!isThere) throw new Flaw();
  }

  document(): void {
    this.value();
    this.#need(this.at === this.#text.length);
  }

  value(): void {
    this.#take(space);
    const sign = this.#text[this.at];
    if (sign === '{') this.#members();
    else if (sign === '[') this.#items();
    else if (sign === '"') this.#string();
    else this.#need(this.#take(number) || this.#take(word));
    this.#take(space);
  }

  #string(): void {
    this.#need(this.#sign('"'));
    for (;;) {
      this.#take(plain);
      if (this.#sign('"')) return;
      this.#need(this.#take(escaped));
    }
  }

  /** By what it says: a letter may be written as its number (RFC 8259, 8.3). */
  #refuseRepeat(names: Set<unknown>, start: number): void {
    const name: unknown = JSON.parse(this.#text.slice(start, this.at));
    if (names.has(name)) {
      this.at = start;
      throw new Flaw();
    }
    names.add(name);
  }

  #items(): void {
    this.#sign('[');
    this.#take(space);
    if (this.#sign(']')) return;
    do this.value();
    while (this.#sign(','));
    this.#need(this.#sign(']'));
  }

  #members(): void {
    this.#sign('{');
    this.#take(space);
    if (this.#sign('}')) return;
    const names = new Set<unknown>();
    do {
      this.#take(space);
      const start = this.at;
      this.#string();
      if (this.#refusesRepeats) this.#refuseRepeat(names, start);
      this.#take(space);
      this.#need(this.#sign(':'));
      this.value();
    } while (this.#sign(','));
    this.#need(this.#sign('}'));
  }
}

/** The first place that no JSON text could have; the end where it breaks off. At most 64 levels deep. */
export function findJsonFlaw(text: string): JsonPlace {
  return placeOfFlaw(text, new Reader(text, false));
}

/** The first name of a member that its object has already, in a text that is JSON; the end where there is none. */
export function findRepeatedName(text: string): JsonPlace {
  return placeOfFlaw(text, new Reader(text, true));
}

function placeOfFlaw(text: string, reader: Reader): JsonPlace {
  try {
    reader.document();
  } catch (error) {
    if (!(error instanceof Flaw)) throw error;
  }
  const before = text.slice(0, reader.at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: reader.at - lineStart + 1, offset: reader.at };
}
