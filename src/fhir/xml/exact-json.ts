/** JSON whose numbers keep the digits that were written: 1.00 says more than 1 does (R4 2.24.0.1, decimal). */

/** A number as it was written, where a JavaScript number would print it otherwise. */
export class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The source text of primitives (ECMAScript, JSON.parse source text access), which the type library does not know yet. */
interface SourceAccess {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}

const json = JSON as unknown as SourceAccess;

/** As `JSON.parse`, but a number that would lose digits is a `WrittenNumber`. */
export function parseExactJson(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && source !== String(value) ? new WrittenNumber(source) : value,
  );
}

/** A number for `JSON.stringify` that is printed as it was written. The text must be a JSON number. */
export function writtenNumber(text: string): unknown {
  return json.rawJSON(text);
}
