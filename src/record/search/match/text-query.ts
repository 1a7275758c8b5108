/**
 * The words of `_text` and `_content` (R4 3.1.1.4.20): words, "phrases", AND, OR, NOT and parentheses. What stands side by
 * side is wanted together, as AND; `and` and `or` may be small, as in the standard's own example.
 */
import { foldLetters } from '#fhir/search-values.ts';

/** Whether a text, given as its words in their order, answers. */
export type TextQuery = (words: readonly string[]) => boolean;

const betweenWords = /[^\p{L}\p{N}]+/u;

export function wordsOf(text: string): string[] {
  return foldLetters(text)
    .split(betweenWords)
    .filter((word) => word !== '');
}

const tokenForm = /"[^"]*"|[()]|[^\s()"]+/g;
const nestingMax = 20;
const form = 'must be words, "phrases", AND, OR, NOT and parentheses';

function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  for (let at = 0; at + phrase.length <= words.length; at++)
    if (phrase.every((word, index) => words[at + index] === word)) return true;
  return false;
}

class QueryReader {
  readonly #tokens: readonly string[];
  #at = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#tokens = text.match(tokenForm) ?? [];
  }

  read(): TextQuery | undefined {
    const query = this.#either();
    return this.#at === this.#tokens.length ? query : undefined;
  }

  #take(...words: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || !words.includes(token)) return false;
    this.#at++;
    return true;
  }

  #either(): TextQuery | undefined {
    const queries: TextQuery[] = [];
    do {
      const query = this.#all();
      if (query === undefined) return undefined;
      queries.push(query);
    } while (this.#take('OR', 'or'));
    return (words) => queries.some((query) => query(words));
  }

  #all(): TextQuery | undefined {
    const queries: TextQuery[] = [];
    for (;;) {
      const query = this.#one();
      if (query === undefined) return undefined;
      queries.push(query);
      if (this.#take('AND', 'and')) continue;
      const next = this.#tokens[this.#at];
      if (next === undefined || next === ')' || next === 'OR' || next === 'or') break;
    }
    return (words) => queries.every((query) => query(words));
  }

  #one(): TextQuery | undefined {
    if (this.#take('NOT')) {
      const query = this.#one();
      return query === undefined ? undefined : (words) => !query(words);
    }
    if (this.#take('(')) {
      if (++this.#nesting > nestingMax) return undefined;
      const query = this.#either();
      return this.#take(')') ? query : undefined;
    }
    const token = this.#tokens[this.#at++];
    if (token === undefined || /^(?:and|or|[()])$/i.test(token)) return undefined;
    const phrase = wordsOf(token);
    return phrase.length === 0 ? undefined : (words) => holdsPhrase(words, phrase);
  }
}

/** A text is the rule that the query breaks. */
export function readTextQuery(text: string): TextQuery | string {
  return new QueryReader(text).read() ?? form;
}
