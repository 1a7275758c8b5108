/**
 * The part of FHIRPath that R4's search parameters are written in, read into steps: paths, `|`, `as`, `ofType`,
 * `where(x='y')`, `where(resolve() is T)`, `extension('url')`, `[n]`, and the one `A.exists() and A != false`.
 */
export type Step =
  | { readonly step: 'member'; readonly name: string }
  | { readonly step: 'type'; readonly type: string }
  | { readonly step: 'equals'; readonly name: string; readonly text: string }
  | { readonly step: 'refers'; readonly type: string }
  | { readonly step: 'index'; readonly index: number };

export interface Path {
  readonly steps: readonly Step[];
  /** The value is whether the path leads to anything but false, as a token `true` or `false`. */
  readonly asPresence: boolean;
}

/** What the grammar does not hold. */
export class SearchExpressionError extends Error {
  readonly problem: string;

  constructor(expression: string, problem: string) {
    super(`Search expression ${expression}: ${problem}`);
    this.problem = problem;
  }
}

const tokenForm = /\s*([A-Za-z_][A-Za-z0-9_]*|'[^']*'|\d+|!=|[|.()[\]=])/y;

/** The branches of the union. Throws SearchExpressionError. */
export function parseSearchExpression(expression: string): readonly Path[] {
  const reader = new TokenReader(expression);
  const paths: Path[] = [];
  do paths.push(...readPath(reader));
  while (reader.take('|'));
  reader.end();
  return paths;
}

class TokenReader {
  readonly #expression: string;
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(expression: string) {
    this.#expression = expression;
    tokenForm.lastIndex = 0;
    const text = expression.trim();
    while (tokenForm.lastIndex < text.length) {
      const match = tokenForm.exec(text);
      if (match === null) throw this.problem('unknown sign');
      this.#tokens.push(match[1]!);
    }
  }

  peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.problem('ends too early');
    return token;
  }

  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at++;
    return true;
  }

  expect(...tokens: readonly string[]): void {
    for (const token of tokens) if (this.next() !== token) throw this.problem(`no ${token} where one is due`);
  }

  end(): void {
    if (this.peek() !== undefined) throw this.problem(`${this.peek()} is left over`);
  }

  problem(what: string): SearchExpressionError {
    return new SearchExpressionError(this.#expression, what);
  }
}

function readPath(reader: TokenReader): readonly Path[] {
  let heads: readonly (readonly Step[])[] = [[]];
  if (reader.take('(')) {
    const inner: Path[] = [];
    do inner.push(...readPath(reader));
    while (reader.take('|'));
    reader.expect(')');
    heads = inner.map((path) => path.steps);
  } else {
    heads = [[{ step: 'member', name: reader.next() }]];
  }
  const steps: Step[] = [];
  let isPresence = false;
  for (;;) {
    if (reader.take('.')) {
      const name = reader.next();
      if (reader.take('(')) isPresence = readCall(name, reader, steps) || isPresence;
      else steps.push({ step: 'member', name });
    } else if (reader.take('[')) {
      steps.push({ step: 'index', index: Number(reader.next()) });
      reader.expect(']');
    } else if (reader.take('as') || reader.take('is')) {
      steps.push({ step: 'type', type: reader.next() });
    } else break;
  }
  if (isPresence) {
    // `A.exists() and A != false`: the second half is part of what presence means.
    reader.expect('and');
    while (reader.peek() !== '!=') reader.next();
    reader.expect('!=', 'false');
  }
  return heads.map((head) => ({ steps: [...head, ...steps], asPresence: isPresence }));
}

/** Reads a function's arguments into steps; true for `exists()`. */
function readCall(name: string, reader: TokenReader, steps: Step[]): boolean {
  if (name === 'exists') {
    reader.expect(')');
    return true;
  }
  if (name === 'as' || name === 'ofType') {
    steps.push({ step: 'type', type: reader.next() });
    reader.expect(')');
    return false;
  }
  if (name === 'extension') {
    // `extension('url')` is short for `extension.where(url = 'url')` (R4 FHIRPath 2.9.1.5).
    const url = reader.next();
    if (!url.startsWith("'")) throw reader.problem('extension is named by no text');
    steps.push({ step: 'member', name }, { step: 'equals', name: 'url', text: url.slice(1, -1) });
    reader.expect(')');
    return false;
  }
  if (name !== 'where') throw reader.problem(`no function ${name}`);
  const member = reader.next();
  if (member === 'resolve') {
    reader.expect('(', ')', 'is');
    steps.push({ step: 'refers', type: reader.next() });
  } else {
    reader.expect('=');
    steps.push({ step: 'equals', name: member, text: reader.next().slice(1, -1) });
  }
  reader.expect(')');
  return false;
}
