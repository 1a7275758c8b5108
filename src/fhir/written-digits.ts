/**
 * The digits of decimals as they were written: 0.010 says more than 0.01 does (R4 2.24.0.1, decimal). A number in a value is
 * a number of JavaScript, as everybody expects; where that would print other digits, the object that holds it keeps the
 * text under a symbol, which spreading copies and no walk over names meets, and `JSON.stringify` prints it.
 */

const written = Symbol('digits as written');

type Members = Record<string, unknown>;
type Texts = Record<string, string>;
type Holder = Members & { [written]?: Texts };

/** A number for `JSON.stringify` that is printed as it stands (ECMAScript, JSON.rawJSON), which the type library does not know yet. */
export const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** What keeps digits inherits this: not enumerable, so that no walk over its names meets it. */
const printing = {
  toJSON: {
    value(this: Holder): unknown {
      const printed = (Array.isArray(this) ? [...(this as unknown[])] : { ...this }) as Members;
      for (const name of Object.keys(this[written] ?? {})) {
        const text = writtenDigits(this, name);
        if (text !== undefined) printed[name] = rawJson(text);
      }
      return printed;
    },
  },
};
const printingObject = Object.create(Object.prototype, printing) as object;
const printingList = Object.create(Array.prototype, printing) as object;

function prints(holder: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(holder);
  return prototype === printingObject || prototype === printingList;
}

function print(holder: object): void {
  Object.setPrototypeOf(holder, Array.isArray(holder) ? printingList : printingObject);
}

/** The text of a number in an object or a list, where a number of JavaScript would print other digits. */
export function writtenDigits(holder: unknown, name: string): string | undefined {
  const text = (holder as Holder)[written]?.[name];
  // Whoever changed the number since has not changed the text.
  return text !== undefined && (holder as Holder)[name] === Number(text) ? text : undefined;
}

/** Keeps the digits of a number, or forgets them. The text must be a JSON number. */
export function keepDigits(holder: object, name: string, text: string | undefined): void {
  const found = (holder as Holder)[written];
  if (found === undefined && text === undefined) return;
  const isOwn = found !== undefined && prints(holder);
  // What was spread into this object is still the other's.
  const texts = isOwn ? found : Object.assign(Object.create(null) as Texts, found);
  if (text === undefined) delete texts[name];
  else texts[name] = text;
  if (isOwn) return;
  (holder as Holder)[written] = texts;
  print(holder);
}

/** What a number member reads as, to show it; '' where there is none. */
export function numberText(holder: object, name: string): string {
  return writtenDigits(holder, name) ?? String((holder as Members)[name] ?? '');
}

const decimal = /^\+?(-?)0*((?:0|[1-9]\d*)(?:\.\d+)?)$/;

/** `{ value: 1.00 }` of the text of a decimal: a plus and leading noughts, which JSON can't write, say nothing. */
export function quantityValue(text: string): { value: number } {
  const quantity = { value: Number(text) };
  const [, sign = '', digits = ''] = decimal.exec(text) ?? [];
  if (digits !== '' && losesDigits(sign + digits)) keepDigits(quantity, 'value', sign + digits);
  return quantity;
}

/** As `JSON.stringify`: an object that was spread into another prints its digits too. */
export function exactJsonText(value: object): string {
  if ((value as Holder)[written] !== undefined) print(value);
  return JSON.stringify(value);
}

/** Gives the digits of one object to another that was made of it: those of the numbers that it still has. */
export function withDigitsOf<T extends object>(original: object, copy: T): T {
  const texts = (original as Holder)[written];
  if (texts !== undefined)
    for (const [name, text] of Object.entries(texts)) if (Object.hasOwn(copy, name)) keepDigits(copy, name, text);
  return copy;
}

/** A deep copy of what JSON gave, digits and all. */
export function copyExactly<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return withDigitsOf(value, value.map(copyExactly)) as T;
  const copy: Members = {};
  for (const [name, content] of Object.entries(value)) {
    const own = copyExactly(content as unknown);
    // A member of that name is a member like any other, never the prototype.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: own, enumerable: true, writable: true });
    else copy[name] = own;
  }
  return withDigitsOf(value, copy) as T;
}

/** As `JSON.parse`, with the digits of decimals kept. Throws where it does. */
export function parseExactJson(json: string | Buffer): unknown {
  const bytes = typeof json === 'string' ? Buffer.from(json) : json;
  const value = JSON.parse(typeof json === 'string' ? json : json.toString('utf8')) as unknown;
  if (surveyJson(bytes).losesDigits) keepAllDigits(bytes, value);
  return value;
}

function losesDigits(text: string): boolean {
  return String(Number(text)) !== text;
}

const quote = 0x22;
const backslash = 0x5c;

/** The byte that ends a string that begins at `at`. */
function stringEnd(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
  return end;
}

function isInNumber(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || byte === 0x2e || isSignOrExponent(byte));
}

function isSignOrExponent(byte: number): boolean {
  return byte === 0x2b || byte === 0x2d || byte === 0x65 || byte === 0x45;
}

function numberEnd(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (isInNumber(bytes[end])) end++;
  return end;
}

function beginsNumber(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d;
}

// A whole number of so few digits prints as it was written.
const digitsAlwaysKept = 15;

/** The number's text if it loses digits; a whole number of ordinary length is not even made into a string. */
function losingText(bytes: Buffer, at: number, end: number): string | undefined {
  if (end - at <= digitsAlwaysKept) {
    let isWhole = bytes[at] !== 0x2d;
    for (let digit = at; digit < end && isWhole; digit++) isWhole = bytes[digit]! >= 0x30;
    for (let digit = at; digit < end && isWhole; digit++) isWhole = bytes[digit]! <= 0x39;
    if (isWhole) return undefined;
  }
  const text = bytes.toString('latin1', at, end);
  return losesDigits(text) ? text : undefined;
}

export interface JsonSurvey {
  /** The deepest level of brackets. */
  readonly depth: number;
  /** Whether a number in it would be printed with other digits. */
  readonly losesDigits: boolean;
  /** Colons outside texts: the members of all objects, one that stands twice included. */
  readonly members: number;
}

/** One pass over the bytes of JSON, before anything recurses into the value; stops once it is deeper than `depthMax`. */
export function surveyJson(bytes: Buffer, depthMax = Number.POSITIVE_INFINITY): JsonSurvey {
  let level = 0;
  let depth = 0;
  let loses = false;
  let members = 0;
  for (let at = 0; at < bytes.length && depth <= depthMax; at++) {
    const byte = bytes[at]!;
    if (byte === quote) at = stringEnd(bytes, at);
    else if (byte === 0x3a) members++;
    else if (byte === 0x7b || byte === 0x5b) depth = Math.max(depth, ++level);
    else if (byte === 0x7d || byte === 0x5d) level--;
    else if (beginsNumber(byte)) {
      const end = numberEnd(bytes, at);
      loses ||= losingText(bytes, at, end) !== undefined;
      at = end - 1;
    }
  }
  return { depth, losesDigits: loses, members };
}

/** One level of brackets while the bytes are walked beside the value that they gave. */
interface Level {
  readonly isList: boolean;
  index: number;
  keyStart: number;
  keyEnd: number;
  /** The value of this level, once it has been asked for. */
  holder?: unknown;
}

/** @param value what `JSON.parse` made of the bytes, in which the digits are kept */
export function keepAllDigits(bytes: Buffer, value: unknown): void {
  const levels: Level[] = [];
  const keyOf = (level: Level): string | number =>
    level.isList ? level.index : (JSON.parse(bytes.toString('utf8', level.keyStart, level.keyEnd + 1)) as string);
  const holderAt = (depth: number): unknown => {
    const level = levels[depth]!;
    if (level.holder !== undefined) return level.holder;
    const outer = depth === 0 ? undefined : levels[depth - 1]!;
    level.holder = outer === undefined ? value : (holderAt(depth - 1) as Members | undefined)?.[keyOf(outer)];
    return level.holder;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const level = levels.at(-1);
    if (byte === quote) {
      const end = stringEnd(bytes, at);
      // The last string before a colon is the key: one that is a value stands before a comma or a bracket.
      if (level !== undefined && isBeforeColon(bytes, end)) [level.keyStart, level.keyEnd] = [at, end];
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) levels.push({ isList: byte === 0x5b, index: 0, keyStart: 0, keyEnd: 0 });
    else if (byte === 0x7d || byte === 0x5d) levels.pop();
    else if (byte === 0x2c && level !== undefined) level.index++;
    else if (beginsNumber(byte)) {
      const end = numberEnd(bytes, at);
      const text = level === undefined ? undefined : losingText(bytes, at, end);
      const holder = text === undefined ? undefined : holderAt(levels.length - 1);
      if (typeof holder === 'object' && holder !== null) keepDigits(holder, String(keyOf(level!)), text);
      at = end - 1;
    }
  }
}

function isBeforeColon(bytes: Buffer, end: number): boolean {
  let at = end + 1;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  return bytes[at] === 0x3a;
}
