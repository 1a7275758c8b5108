/**
 * Which concepts of one code system are meant: what every filter of a value set and every expression constraint is turned
 * into. It stays unevaluated until somebody asks, since "is this code in it" must not cost the whole list.
 */
import type { LinearPattern } from './linear-pattern.ts';

export type ConceptExpression =
  | { readonly is: 'every' }
  /** In the order in which a value set lists them. */
  | { readonly is: 'listed'; readonly codes: ReadonlySet<string> }
  | { readonly is: Relation; readonly code: string; readonly orSelf: boolean }
  /** Members of a reference set of SNOMED CT. */
  | { readonly is: 'member'; readonly referenceSet: string }
  | { readonly is: 'valued'; readonly property: string; readonly values: ReadonlySet<string> }
  | { readonly is: 'having'; readonly property: string }
  | { readonly is: 'matching'; readonly property: string; readonly pattern: LinearPattern }
  | { readonly is: 'all' | 'any'; readonly parts: readonly ConceptExpression[] }
  | { readonly is: 'not'; readonly part: ConceptExpression };

export type Relation = 'below' | 'above' | 'childOf' | 'parentOf';

export const every: ConceptExpression = { is: 'every' };

export function allOf(parts: readonly ConceptExpression[]): ConceptExpression {
  const narrowing = parts.filter((part) => part.is !== 'every');
  return narrowing.length === 1 ? narrowing[0]! : narrowing.length === 0 ? every : { is: 'all', parts: narrowing };
}

export function anyOf(parts: readonly ConceptExpression[]): ConceptExpression {
  if (parts.length === 1) return parts[0]!;
  // Several lists are one list, in their order.
  if (parts.every((part) => part.is === 'listed'))
    return { is: 'listed', codes: new Set(parts.flatMap((part) => [...part.codes])) };
  return { is: 'any', parts };
}

export function butNot(part: ConceptExpression, excluded: ConceptExpression): ConceptExpression {
  return { is: 'all', parts: [part, { is: 'not', part: excluded }] };
}

/** A list that bounds the expression from above: then only these codes need to be looked at, and in their order. */
export function boundingList(expression: ConceptExpression): ReadonlySet<string> | undefined {
  if (expression.is === 'listed') return expression.codes;
  if (expression.is !== 'all') return undefined;
  for (const part of expression.parts) {
    const codes = boundingList(part);
    if (codes !== undefined) return codes;
  }
  return undefined;
}
