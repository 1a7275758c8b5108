/** An expression as a condition on rows of `terminology.concept`: each concept is judged by its own row. */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AnySql } from '#platform';
import type { ConceptExpression } from '../concept-expression.ts';
import { terminologyFault } from '../faults.ts';

/** Texts of parameters: arrays are written as PostgreSQL reads them. */
export class Predicate {
  readonly parameters: (string | number)[] = [];

  next(value: string | number): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  texts(values: Iterable<string>): string {
    return `array(select jsonb_array_elements_text(${this.next(JSON.stringify([...values]))}::text::jsonb))`;
  }
}

type Numbers = ReadonlyMap<string, number>;

/** Codes that the condition must know by their numbers. */
function codesIn(expression: ConceptExpression): readonly string[] {
  switch (expression.is) {
    case 'below':
    case 'above':
    case 'childOf':
    case 'parentOf':
      return [expression.code];
    case 'member':
      return [expression.referenceSet];
    case 'valued':
      return ['parent', 'child'].includes(expression.property) ? [...expression.values] : [];
    case 'not':
      return codesIn(expression.part);
    case 'all':
    case 'any':
      return expression.parts.flatMap(codesIn);
    default:
      return [];
  }
}

function related(predicate: Predicate, is: 'below' | 'above' | 'childOf' | 'parentOf', number: number): string {
  const concept = predicate.next(number);
  switch (is) {
    case 'below':
      return `c.ancestors @> array[${concept}::integer]`;
    case 'childOf':
      return `c.parents @> array[${concept}::integer]`;
    case 'above':
      return `c.concept = any(array(select unnest(o.ancestors) from terminology.concept o where o.concept = ${concept}::integer))`;
    case 'parentOf':
      return `c.concept = any(array(select unnest(o.parents) from terminology.concept o where o.concept = ${concept}::integer))`;
  }
}

/** A value as a text is compared with a property that holds a text, a number or true and false. */
function valuesOf(text: string): readonly (string | number | boolean)[] {
  if (text === 'true' || text === 'false') return [text, text === 'true'];
  const number = Number(text);
  return text.trim() !== '' && String(number) === text ? [text, number] : [text];
}

function holding(predicate: Predicate, parts: readonly object[]): string {
  const conditions = parts.map((part) => `c.properties @> ${predicate.next(JSON.stringify([part]))}::text::jsonb`);
  return conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`;
}

function valued(predicate: Predicate, property: string, values: ReadonlySet<string>, numbers: Numbers): string {
  switch (property) {
    case 'code':
    case 'concept':
      return `c.code = any(${predicate.texts(values)})`;
    case 'display':
      return `c.display = any(${predicate.texts(values)})`;
    case 'inactive':
      return `(not c.is_active)::text = any(${predicate.texts(values)})`;
    case 'notSelectable':
      return `c.is_abstract::text = any(${predicate.texts(values)})`;
    case 'parent':
    case 'child': {
      const is = property === 'parent' ? 'childOf' : 'parentOf';
      const known = [...values].flatMap((code) => numbers.get(code) ?? []);
      return known.length === 0 ? 'false' : `(${known.map((number) => related(predicate, is, number)).join(' or ')})`;
    }
    default:
      return holding(
        predicate,
        [...values].flatMap((text) => valuesOf(text).map((value) => ({ code: property, value }))),
      );
  }
}

/** Undefined for what only code systems in memory answer. */
function conditionOf(predicate: Predicate, expression: ConceptExpression, numbers: Numbers): string | undefined {
  switch (expression.is) {
    case 'every':
      return 'true';
    case 'listed':
      return `c.code = any(${predicate.texts(expression.codes)})`;
    case 'below':
    case 'above':
    case 'childOf':
    case 'parentOf': {
      const number = numbers.get(expression.code);
      if (number === undefined) return 'false';
      const condition = related(predicate, expression.is, number);
      return expression.orSelf ? `(${condition} or c.concept = ${predicate.next(number)}::integer)` : condition;
    }
    case 'member': {
      const number = numbers.get(expression.referenceSet);
      return number === undefined ? 'false' : `c.member_of @> array[${predicate.next(number)}::integer]`;
    }
    case 'valued':
      return valued(predicate, expression.property, expression.values, numbers);
    case 'having':
      return holding(predicate, [{ code: expression.property }]);
    case 'matching':
      return undefined;
    case 'not': {
      const condition = conditionOf(predicate, expression.part, numbers);
      return condition === undefined ? undefined : `not coalesce(${condition}, false)`;
    }
    case 'all':
    case 'any': {
      const conditions = expression.parts.map((part) => conditionOf(predicate, part, numbers));
      if (conditions.includes(undefined)) return undefined;
      return `(${conditions.join(expression.is === 'all' ? ' and ' : ' or ')})`;
    }
  }
}

/** Two steps: the codes' numbers, then the condition on them. Fault TERMINOLOGY-005: a pattern over a code system in tables. */
export async function writePredicate(
  sql: AnySql,
  definition: number,
  expression: ConceptExpression,
  predicate: Predicate,
): Promise<Outcome<string>> {
  const codes = codesIn(expression);
  const rows =
    codes.length === 0
      ? []
      : await sql<{ code: string; concept: number }[]>`select code, concept from terminology.concept
          where definition = ${definition} and code = any(${codes as string[]})`;
  const condition = conditionOf(predicate, expression, new Map(rows.map(({ code, concept }) => [code, concept])));
  return condition === undefined
    ? failed(
        terminologyFault('TERMINOLOGY-005', [
          {
            place: 'filter',
            rule: 'regex is answered of code systems that are loaded as one resource, not of releases in tables',
          },
        ]),
      )
    : ok(condition);
}
