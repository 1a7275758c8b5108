/**
 * The simple forms of SNOMED CT's Expression Constraint Language, and the implicit value sets that are written with them
 * (R4 4.2.12, "Using SNOMED CT with FHIR"). Known: `<`, `<<`, `<!`, `>`, `>>`, `>!`, `^`, `*`, concept ids with or without a
 * term, brackets, AND (also as a comma), OR, MINUS. Refinements, dots, filters and history are refused by name: leaving one
 * out would give another list.
 */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { allOf, anyOf, butNot, type ConceptExpression, every, type Relation } from './concept-expression.ts';
import { terminologyFault } from './faults.ts';

export const snomedSystem = 'http://snomed.info/sct';

const lengthMax = 4_000;
const depthMax = 20;

class Refused extends Error {}

const refused: readonly (readonly [RegExp, string])[] = [
  [/^:/, 'refinements (:) are not supported'],
  [/^\./, 'dotted attributes are not supported'],
  [/^\{\{/, 'filters ({{ }}) are not supported'],
  [/^(?:!!>|!!<)/, 'top and bottom are not supported'],
  [/^"/, 'alternate identifiers are not supported'],
];

const operators: readonly (readonly [string, Relation, boolean])[] = [
  ['<<!', 'childOf', true],
  ['>>!', 'parentOf', true],
  ['<<', 'below', true],
  ['<!', 'childOf', false],
  ['<', 'below', false],
  ['>>', 'above', true],
  ['>!', 'parentOf', false],
  ['>', 'above', false],
];

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): ConceptExpression {
    const expression = this.#compound();
    this.#skip();
    if (this.#at < this.#text.length) this.#refuse();
    return expression;
  }

  #rest(): string {
    return this.#text.slice(this.#at);
  }

  #skip(): void {
    const [blank = ''] = /^(?:\s|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/.exec(this.#rest()) ?? [];
    this.#at += blank.length;
  }

  #refuse(): never {
    const rest = this.#rest();
    const known = refused.find(([form]) => form.test(rest));
    throw new Refused(known?.[1] ?? `is not understood at position ${this.#at + 1}`);
  }

  #takeWord(form: RegExp): string | undefined {
    this.#skip();
    const [word] = form.exec(this.#rest()) ?? [];
    if (word !== undefined) this.#at += word.length;
    return word;
  }

  #junction(): 'and' | 'or' | 'minus' | undefined {
    const word = this.#takeWord(/^(?:,|(?:and|or|minus)(?![A-Za-z0-9]))/i)?.toLowerCase();
    return word === ',' ? 'and' : (word as 'and' | 'or' | 'minus' | undefined);
  }

  /** AND and OR are not mixed without brackets, and MINUS stands between two. */
  #compound(): ConceptExpression {
    const parts = [this.#single()];
    let joined: 'and' | 'or' | 'minus' | undefined;
    for (let junction = this.#junction(); junction !== undefined; junction = this.#junction()) {
      if (joined !== undefined && (joined !== junction || junction === 'minus'))
        throw new Refused('needs brackets where AND, OR and MINUS meet');
      joined = junction;
      parts.push(this.#single());
    }
    if (joined === 'minus') return butNot(parts[0]!, parts[1]!);
    return joined === 'or' ? anyOf(parts) : allOf(parts);
  }

  #single(): ConceptExpression {
    this.#skip();
    const rest = this.#rest();
    const operator = operators.find(([sign]) => rest.startsWith(sign));
    if (operator !== undefined) {
      this.#at += operator[0].length;
      const code = this.#operand();
      if (code === '*') return this.#ofEverything(operator);
      return { is: operator[1], code, orSelf: operator[2] };
    }
    if (rest.startsWith('^')) {
      this.#at++;
      const referenceSet = this.#operand();
      if (referenceSet === '*') throw new Refused('the members of any reference set are not supported');
      return { is: 'member', referenceSet };
    }
    if (rest.startsWith('(')) return this.#bracketed();
    const code = this.#operand();
    return code === '*' ? every : { is: 'listed', codes: new Set([code]) };
  }

  #ofEverything([, , orSelf]: (typeof operators)[number]): ConceptExpression {
    if (!orSelf) throw new Refused('an operator before * is not supported');
    return every;
  }

  #bracketed(): ConceptExpression {
    if (++this.#depth > depthMax) throw new Refused(`has more than ${depthMax} brackets in one another`);
    this.#at++;
    const inside = this.#compound();
    if (this.#takeWord(/^\)/) === undefined) this.#refuse();
    this.#depth--;
    return inside;
  }

  /** A concept, with or without its term between bars, or `*`. */
  #operand(): string {
    this.#skip();
    if (this.#rest().startsWith('(') || this.#rest().startsWith('^'))
      throw new Refused('an operator is supported before a single concept only');
    const code = this.#takeWord(/^(?:\*|\d{6,18}(?![0-9A-Za-z]))/) ?? this.#refuse();
    this.#takeWord(/^\|[^|]*\|/);
    return code;
  }
}

/** Faults TERMINOLOGY-005 with what is not understood. */
export function readExpressionConstraint(text: string): Outcome<ConceptExpression> {
  const refuse = (rule: string): Outcome<never> =>
    failed(terminologyFault('TERMINOLOGY-005', [{ place: 'expression constraint', rule }]));
  if (text.length > lengthMax) return refuse(`is longer than ${lengthMax} characters`);
  try {
    return ok(new Reader(text).readAll());
  } catch (error) {
    if (error instanceof Refused) return refuse(error.message);
    throw error;
  }
}

export interface ImplicitValueSet {
  readonly version: string | undefined;
  readonly expression: ConceptExpression;
}

const implicitForm = /^(http:\/\/snomed\.info\/x?sct(?:\/\d+(?:\/version\/\d{8})?)?)\?fhir_vs(?:=(.*))?$/s;

/** `http://snomed.info/sct[/edition[/version/date]]?fhir_vs[=isa/.. | refset[/..] | ecl/..]`; undefined when it is no such address. */
export function readImplicitValueSet(url: string): Outcome<ImplicitValueSet> | undefined {
  const [, address, form = ''] = implicitForm.exec(url) ?? [];
  if (address === undefined) return undefined;
  const version = address === snomedSystem ? undefined : address;
  const [kind = '', ...rest] = form.split('/');
  const operand = rest.join('/');
  if (form === '') return ok({ version, expression: every });
  if (kind === 'isa' && /^\d{6,18}$/.test(operand))
    return ok({ version, expression: { is: 'below', code: operand, orSelf: true } });
  if (kind === 'refset' && /^\d{6,18}$/.test(operand))
    return ok({ version, expression: { is: 'member', referenceSet: operand } });
  if (kind !== 'ecl')
    return failed(
      terminologyFault('TERMINOLOGY-005', [
        { place: 'fhir_vs', rule: 'must be isa/[sctid], refset/[sctid] or ecl/[expression]' },
      ]),
    );
  const expression = readExpressionConstraint(decoded(operand));
  return expression.ok ? ok({ version, expression: expression.value }) : expression;
}

/** The constraint may come encoded a second time inside the address. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
