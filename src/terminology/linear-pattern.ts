/**
 * Regular expressions of value set filters, matched in time that grows with pattern times text and never faster, whatever
 * the pattern says (attack 75): a set of states is walked, nothing is tried again. A pattern that JavaScript's own matcher
 * would take years for is an ordinary one here. It has to match the whole value.
 *
 * Known: literals, `.`, `[...]`, `\d \w \s` and their opposites, `( )`, `(?: )`, `|`, `* + ?` and `{m,n}`, `^` and `$` at the ends.
 */
import { isKeyOf } from '#kernel/own-key.ts';

export interface LinearPattern {
  readonly source: string;
  matches(text: string): boolean;
}

type Test = (character: string) => boolean;
type Node =
  | { readonly is: 'one'; readonly test: Test }
  | { readonly is: 'sequence' | 'either'; readonly parts: readonly Node[] }
  | { readonly is: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/** A state passes one character by its test, or is free to go on to each of `next`. */
interface State {
  test: Test | undefined;
  next: number[];
}

const patternMax = 200;
const statesMax = 2_000;
const repeatMax = 100;
const unbounded = -1;

class Unsupported extends Error {}

const classes: Readonly<Record<string, Test>> = {
  d: (character) => /[0-9]/.test(character),
  w: (character) => /[A-Za-z0-9_]/.test(character),
  s: (character) => /\s/.test(character),
  D: (character) => !/[0-9]/.test(character),
  W: (character) => !/[A-Za-z0-9_]/.test(character),
  S: (character) => !/\s/.test(character),
};
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

class Reader {
  readonly #text: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#text = [...source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')];
  }

  readAll(): Node {
    const node = this.#either();
    if (this.#at < this.#text.length) throw new Unsupported('has a bracket too many');
    return node;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #take(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new Unsupported('ends too early');
    return character;
  }

  #either(): Node {
    const parts = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at++;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? parts[0]! : { is: 'either', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek())
      parts.push(this.#repeated());
    return { is: 'sequence', parts };
  }

  #repeated(): Node {
    const part = this.#atom();
    const bounds = this.#bounds();
    if (bounds === undefined) return part;
    // How eagerly it repeats changes nothing when the whole text must match.
    if (this.#peek() === '?') this.#at++;
    return { is: 'repeat', part, least: bounds[0], most: bounds[1] };
  }

  #bounds(): readonly [number, number] | undefined {
    const simple = { '*': [0, unbounded], '+': [1, unbounded], '?': [0, 1] } as const;
    const next = this.#peek() ?? '';
    if (isKeyOf(simple, next)) {
      this.#at++;
      return simple[next];
    }
    if (next !== '{') return undefined;
    const rest = this.#text.slice(this.#at).join('');
    const [whole, least = '', comma, most = ''] = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(rest) ?? [];
    if (whole === undefined) throw new Unsupported('has a repeat that cannot be read');
    this.#at += whole.length;
    const high = comma === '' ? Number(least) : most === '' ? unbounded : Number(most);
    if (Number(least) > repeatMax || high > repeatMax) throw new Unsupported(`repeats more than ${repeatMax} times`);
    if (high !== unbounded && high < Number(least)) throw new Unsupported('has a repeat that cannot be read');
    return [Number(least), high];
  }

  #atom(): Node {
    const character = this.#take();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { is: 'one', test: this.#set() };
      case '.':
        return { is: 'one', test: (one) => one !== '\n' };
      case '\\':
        return { is: 'one', test: this.#escaped() };
      case '*':
      case '+':
      case '?':
      case '{':
      case '^':
      case '$':
        throw new Unsupported(`has ${character} where it means nothing`);
      default:
        return { is: 'one', test: (one) => one === character };
    }
  }

  #group(): Node {
    if (this.#peek() === '?') {
      this.#at++;
      if (this.#take() !== ':') throw new Unsupported('looks around, which is not supported');
    }
    const inside = this.#either();
    if (this.#peek() !== ')') throw new Unsupported('has a bracket that is not closed');
    this.#at++;
    return inside;
  }

  #escaped(): Test {
    const character = this.#take();
    const known = classes[character];
    if (known !== undefined) return known;
    if (/[A-Za-z0-9]/.test(character) && !isKeyOf(controls, character)) throw new Unsupported(`has \\${character}`);
    const literal = controls[character] ?? character;
    return (one) => one === literal;
  }

  #set(): Test {
    const isNegated = this.#peek() === '^';
    if (isNegated) this.#at++;
    const tests: Test[] = [];
    while (this.#peek() !== ']' || tests.length === 0) {
      const from = this.#take();
      if (from === '\\') {
        tests.push(this.#escaped());
        continue;
      }
      const isRange = this.#peek() === '-' && this.#text[this.#at + 1] !== ']';
      if (!isRange) {
        tests.push((one) => one === from);
        continue;
      }
      this.#at++;
      const until = this.#take();
      tests.push((one) => one >= from && one <= until);
    }
    this.#at++;
    return (one) => tests.some((test) => test(one)) !== isNegated;
  }
}

/** Appends the node's states behind `end`, and gives the state where it begins. */
function build(states: State[], node: Node, end: number): number {
  const add = (state: State): number => {
    if (states.length >= statesMax) throw new Unsupported('is too large');
    return states.push(state) - 1;
  };
  switch (node.is) {
    case 'one':
      return add({ test: node.test, next: [end] });
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(states, part, after), end);
    case 'either':
      return add({ test: undefined, next: node.parts.map((part) => build(states, part, end)) });
    case 'repeat': {
      let start = end;
      if (node.most === unbounded) {
        start = add({ test: undefined, next: [end] });
        states[start]!.next.push(build(states, node.part, start));
      } else
        for (let count = node.least; count < node.most; count++)
          start = add({ test: undefined, next: [end, build(states, node.part, start)] });
      for (let count = 0; count < node.least; count++) start = build(states, node.part, start);
      return start;
    }
  }
}

/** The states that are reached without a character. */
function settle(states: readonly State[], from: Iterable<number>): Set<number> {
  const reached = new Set<number>(from);
  for (const at of reached)
    if (states[at]?.test === undefined) for (const next of states[at]?.next ?? []) reached.add(next);
  return reached;
}

/** The pattern, or what is wrong with it in words. */
export function readLinearPattern(source: string): LinearPattern | string {
  if (source.length > patternMax) return `is longer than ${patternMax} characters`;
  const states: State[] = [{ test: undefined, next: [] }];
  try {
    const start = build(states, new Reader(source).readAll(), 0);
    const begin = settle(states, [start]);
    return { source, matches: (text) => walk(states, begin, text) };
  } catch (error) {
    if (error instanceof Unsupported) return error.message;
    throw error;
  }
}

function walk(states: readonly State[], begin: ReadonlySet<number>, text: string): boolean {
  let reached: ReadonlySet<number> = begin;
  for (const character of text) {
    const next: number[] = [];
    for (const at of reached) if (states[at]!.test?.(character) === true) next.push(...states[at]!.next);
    if (next.length === 0) return false;
    reached = settle(states, next);
  }
  return reached.has(0);
}
