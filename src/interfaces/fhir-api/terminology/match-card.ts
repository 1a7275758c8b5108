/** A search's parameters over what a definition says of itself (R4 3.1.1.4: uri, token, string). */
import { foldSearchString } from '#fhir/search-values.ts';
import { type CardElement, cardElements, type DefinitionCard } from '#terminology';

type CardMatcher = (card: DefinitionCard) => boolean;
type ValueMatcher = (value: string) => boolean;

const elements: ReadonlySet<string> = new Set(cardElements);

/** Unescaped commas part alternatives. */
function alternativesOf(text: string): string[] {
  return [...text.matchAll(/(?:\\.|[^,\\])+/gs)].map(([part]) => part.replace(/\\([,|$\\])/g, '$1'));
}

const uriMatchers: Readonly<Record<string, (wanted: string) => ValueMatcher>> = {
  '': (wanted) => (value) => value === wanted,
  below: (wanted) => (value) => value.startsWith(wanted),
  above: (wanted) => (value) => wanted.startsWith(value),
};

const stringMatchers: Readonly<Record<string, (wanted: string) => ValueMatcher>> = {
  '': (wanted) => (value) => foldSearchString(value).startsWith(foldSearchString(wanted)),
  exact: (wanted) => (value) => value === wanted,
  contains: (wanted) => (value) => foldSearchString(value).includes(foldSearchString(wanted)),
};

const statusSystem = 'http://hl7.org/fhir/publication-status';

/** `code`, `system|code`, `|code`: `status` has its system by its binding, `version` has none. */
function tokenMatcher(element: CardElement, wanted: string): ValueMatcher {
  const at = wanted.indexOf('|');
  if (at < 0) return (value) => value === wanted;
  const [system, code] = [wanted.slice(0, at), wanted.slice(at + 1)];
  const isSystem = element === 'status' ? system === statusSystem : system === '';
  return (value) => isSystem && (code === '' || value === code);
}

const tokens: ReadonlySet<CardElement> = new Set(['status', 'version']);

/** Undefined for what is not told by a card: a parameter or a modifier that only stored resources are searched by. */
function matcherOf(name: string, text: string): CardMatcher | undefined {
  const [code = '', modifier = ''] = name.split(':');
  const wanted = alternativesOf(text);
  if (code === '_id') return modifier === '' ? ({ id }) => wanted.includes(id) : undefined;
  if (!elements.has(code)) return undefined;
  const element = code as CardElement;
  const over = (make: (one: string) => ValueMatcher): CardMatcher => {
    const matchers = wanted.map(make);
    return (card) => {
      const value = card[element];
      return value !== undefined && matchers.some((matches) => matches(value));
    };
  };
  if (tokens.has(element)) {
    if (modifier === 'not') {
      const isAny = over((one) => tokenMatcher(element, one));
      return (card) => !isAny(card);
    }
    return modifier === '' ? over((one) => tokenMatcher(element, one)) : undefined;
  }
  const make = (element === 'url' ? uriMatchers : stringMatchers)[modifier];
  return make === undefined ? undefined : over(make);
}

const isResultParameter = (name: string): boolean => /^_(?!id(?::|$))/.test(name);

/** All parameters of a search; undefined when one of them is not told by cards. */
export function cardMatcher(parameters: Iterable<readonly [string, string]>): CardMatcher | undefined {
  const matchers: CardMatcher[] = [];
  for (const [name, text] of parameters) {
    if (text === '' || isResultParameter(name)) continue;
    const matcher = matcherOf(name, text);
    if (matcher === undefined) return undefined;
    matchers.push(matcher);
  }
  return (card) => matchers.every((matches) => matches(card));
}
