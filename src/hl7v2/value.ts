/**
 * One value of a message: a field, a repetition, a component or a subcomponent. It keeps the text as sent and is divided
 * only when asked.
 */
import type { Delimiters } from './delimiters.ts';
import { unescapeText } from './escape.ts';

export type ValueLevel = 'field' | 'repetition' | 'component' | 'subcomponent';

/** What a value needs to know of its message. */
export interface Reading {
  readonly delimiters: Delimiters;
  /** WHATWG label, for hexadecimal escapes. */
  readonly encoding: string;
}

function divide(text: string, delimiter: string): string[] {
  return delimiter === '' ? [text] : text.split(delimiter);
}

export class Value {
  /** As sent, escapes and delimiters included. */
  readonly raw: string;
  readonly level: ValueLevel;
  /** Where it stands: `PID-3[2].4.1`; `[1]` is left out. Holds no patient data, so it may go into a flaw. */
  readonly place: string;
  readonly #reading: Reading;

  constructor(raw: string, level: ValueLevel, place: string, reading: Reading) {
    this.raw = raw;
    this.level = level;
    this.place = place;
    this.#reading = reading;
  }

  /** Nothing was sent: what is known stays as it is (2.5.3.4, "not present"). */
  get isEmpty(): boolean {
    return this.raw === '';
  }

  /** Two quotes were sent: what is known is to be deleted (2.5.3.4, "null"). */
  get isDeleted(): boolean {
    return this.raw === '""';
  }

  /** Neither empty nor a deletion. */
  get hasContent(): boolean {
    return !this.isEmpty && !this.isDeleted;
  }

  /** The repetitions of a field (none when it is empty); of anything else, itself. */
  repetitions(): readonly Value[] {
    if (this.level !== 'field') return [this];
    if (this.isEmpty) return [];
    return divide(this.raw, this.#reading.delimiters.repetition).map((raw, index) => this.#repetition(raw, index + 1));
  }

  /** Repetition `number`, from 1; empty where there is none. */
  repetition(number: number): Value {
    if (this.level !== 'field') return number === 1 ? this : this.#child('', number, 'subcomponent');
    return this.#repetition(divide(this.raw, this.#reading.delimiters.repetition)[number - 1] ?? '', number);
  }

  /** Component `number`, from 1, of a repetition or of a field's first repetition; empty where there is none. */
  component(number: number): Value {
    if (this.level === 'field') return this.repetition(1).component(number);
    if (this.level !== 'repetition') return number === 1 ? this : this.#child('', number, 'subcomponent');
    const raw = divide(this.raw, this.#reading.delimiters.component)[number - 1];
    return this.#child(raw ?? '', number, 'component');
  }

  /** Subcomponent `number`, from 1, of a component (of a field or repetition: of its first component). */
  subcomponent(number: number): Value {
    if (this.level === 'field' || this.level === 'repetition') return this.component(1).subcomponent(number);
    if (this.level === 'subcomponent') return number === 1 ? this : this.#child('', number, 'subcomponent');
    const raw = divide(this.raw, this.#reading.delimiters.subcomponent)[number - 1];
    return this.#child(raw ?? '', number, 'subcomponent');
  }

  /** Part `number` of a data type, wherever that type stands: a component of a field, a subcomponent of a component. */
  part(number: number): Value {
    return this.level === 'field' || this.level === 'repetition' ? this.component(number) : this.subcomponent(number);
  }

  /** How many parts were sent. */
  get partCount(): number {
    if (this.isEmpty) return 0;
    if (this.level === 'subcomponent') return 1;
    const { component, subcomponent } = this.#reading.delimiters;
    const value = this.level === 'field' ? this.repetition(1) : this;
    return divide(value.raw, value.level === 'repetition' ? component : subcomponent).length;
  }

  /** The first part, unescaped; undefined when empty or a deletion. For codes and numbers (extra parts are ignored, 2.6.2). */
  text(): string | undefined {
    const leaf = this.subcomponent(1);
    return leaf.hasContent && this.hasContent
      ? unescapeText(leaf.raw, this.#reading.delimiters, this.#reading.encoding)
      : undefined;
  }

  /**
   * All of it, unescaped; undefined when empty or a deletion. For words: a sender that forgot to escape an ampersand
   * in "A & E" loses nothing.
   */
  wholeText(): string | undefined {
    if (!this.hasContent) return undefined;
    return unescapeText(this.raw, this.#reading.delimiters, this.#reading.encoding);
  }

  #repetition(raw: string, number: number): Value {
    return new Value(raw, 'repetition', number === 1 ? this.place : `${this.place}[${number}]`, this.#reading);
  }

  #child(raw: string, number: number, level: 'component' | 'subcomponent'): Value {
    return new Value(raw, level, `${this.place}.${number}`, this.#reading);
  }
}
