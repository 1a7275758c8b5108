/** What a search parameter finds in a resource, typed as R4 3.1.1.4 types it. */

/** `|code` has no system; a text alone is what a person wrote where no code stands. */
export interface TokenValue {
  readonly kind: 'token';
  readonly parameter: string;
  readonly system?: string;
  /** Of an element of type string in small letters: its case is no matter (R4 3.1.1.4.10). */
  readonly code?: string;
  /** What `:text` searches: display, CodeableConcept.text, the words of an identifier's type. */
  readonly text?: string;
  /** An identifier's type, for `:of-type`. */
  readonly identifierType?: { readonly system?: string; readonly code?: string };
}
/** Both ends included; an open end of a period is -Infinity or Infinity. */
export interface DateValue {
  readonly kind: 'date';
  readonly parameter: string;
  readonly lowMs: number;
  readonly highMs: number;
}
/** As it was written: `foldSearchString` is for who indexes it. */
export interface StringValue {
  readonly kind: 'string';
  readonly parameter: string;
  readonly text: string;
  /** A later word of a family name, which is found by each (R4 3.1.1.4.8); the whole name has a value of its own. */
  readonly isPart?: true;
}
export interface ReferenceValue {
  readonly kind: 'reference';
  readonly parameter: string;
  /** With `id`: a resource of this server. With `url`: the type that the address of another server names. */
  readonly type?: string;
  readonly id?: string;
  readonly version?: string;
  /** An absolute address, a urn or a canonical, as written. */
  readonly url?: string;
  /** What is contained in the resource itself: its id there. Only chains look into it (R4 3.1.1.5.5). */
  readonly contained?: string;
  readonly identifier?: { readonly system?: string; readonly value?: string };
}
/** A range's open end is -Infinity or Infinity. */
export interface QuantityValue {
  readonly kind: 'quantity';
  readonly parameter: string;
  readonly low: number;
  readonly high: number;
  readonly system?: string;
  readonly code?: string;
  readonly unit?: string;
}
export interface NumberValue {
  readonly kind: 'number';
  readonly parameter: string;
  readonly low: number;
  readonly high: number;
}
export interface UriValue {
  readonly kind: 'uri';
  readonly parameter: string;
  readonly uri: string;
}
/** Location's `near`. */
export interface PositionValue {
  readonly kind: 'position';
  readonly parameter: string;
  readonly latitude: number;
  readonly longitude: number;
}
/** One element in which all components have a value; each component's values in the order of the definition. */
export interface CompositeValue {
  readonly kind: 'composite';
  readonly parameter: string;
  readonly components: readonly (readonly SearchValue[])[];
}
export type SearchValue =
  | TokenValue
  | DateValue
  | StringValue
  | ReferenceValue
  | QuantityValue
  | NumberValue
  | UriValue
  | PositionValue
  | CompositeValue;

// Marks that a letter carries, after decomposition: "search is case-insensitive and accent-insensitive" (R4 3.1.1.4.8).
const marks = /\p{M}+/gu;
// Inside a word they are no letter of it (O'Neil, St.); any other punctuation stands between words.
const insideWords = /['\u2018\u2019\u02bc`\u00b4.]+/gu;
const betweenWords = /[\p{P}\s]+/gu;

/** Without case and accents. */
export function foldLetters(text: string): string {
  return text.normalize('NFKD').replace(marks, '').toLowerCase();
}

/** The form in which strings are compared: no case, no accents, no punctuation, single spaces (R4 3.1.1.4.8). */
export function foldSearchString(text: string): string {
  return foldLetters(text.replace(insideWords, '')).replace(betweenWords, ' ').trim();
}
