/** `ValueSet.compose.include.filter` (R4 FilterOperator) as an expression. */
import type { ValueSetComposeIncludeFilter } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ConceptExpression, Relation } from './concept-expression.ts';
import { readExpressionConstraint, snomedSystem } from './expression-constraint.ts';
import { terminologyFault } from './faults.ts';
import { readLinearPattern } from './linear-pattern.ts';

const unsupported = (rule: string): Outcome<never> =>
  failed(terminologyFault('TERMINOLOGY-005', [{ place: 'filter', rule }]));

const conceptProperties: ReadonlySet<string> = new Set(['concept', 'code']);
const constraintProperties: ReadonlySet<string> = new Set(['constraint', 'expression']);

const relations: Readonly<Record<string, { readonly is: Relation; readonly orSelf: boolean }>> = {
  'is-a': { is: 'below', orSelf: true },
  'descendent-of': { is: 'below', orSelf: false },
  generalizes: { is: 'above', orSelf: true },
};

function listOf(value: string): ReadonlySet<string> {
  return new Set(value.split(',').map((one) => one.trim()));
}

function equal(system: string, property: string, value: string): Outcome<ConceptExpression> {
  if (conceptProperties.has(property)) return ok({ is: 'listed', codes: new Set([value]) });
  if (property === 'parent') return ok({ is: 'childOf', code: value, orSelf: false });
  if (property === 'child') return ok({ is: 'parentOf', code: value, orSelf: false });
  if (system === snomedSystem && constraintProperties.has(property)) return readExpressionConstraint(value);
  return ok({ is: 'valued', property, values: new Set([value]) });
}

function among(system: string, property: string, value: string): ConceptExpression {
  // R4 SNOMED CT page: `concept in X` means the members of the reference set X.
  if (system === snomedSystem && property === 'concept') return { is: 'member', referenceSet: value };
  if (conceptProperties.has(property)) return { is: 'listed', codes: listOf(value) };
  return { is: 'valued', property, values: listOf(value) };
}

/** Faults TERMINOLOGY-005 with the operator or the pattern that is not understood. */
export function readFilter(system: string, filter: ValueSetComposeIncludeFilter): Outcome<ConceptExpression> {
  const { property, op, value } = filter;
  const relation = relations[op === 'is-not-a' ? 'is-a' : op];
  if (relation !== undefined) {
    if (!conceptProperties.has(property)) return unsupported(`${op} is answered for the property concept only`);
    const part: ConceptExpression = { ...relation, code: value };
    return ok(op === 'is-not-a' ? { is: 'not', part } : part);
  }
  switch (op as string) {
    case '=':
      return equal(system, property, value);
    case 'in':
      return ok(among(system, property, value));
    case 'not-in':
      return ok({ is: 'not', part: among(system, property, value) });
    case 'exists': {
      if (value !== 'true' && value !== 'false') return unsupported('exists takes true or false');
      const part: ConceptExpression = { is: 'having', property };
      return ok(value === 'true' ? part : { is: 'not', part });
    }
    case 'regex': {
      const pattern = readLinearPattern(value);
      return typeof pattern === 'string'
        ? unsupported(`the pattern ${pattern}`)
        : ok({ is: 'matching', property, pattern });
    }
    default:
      return unsupported(
        'must have an operator of R4: =, is-a, descendent-of, is-not-a, regex, in, not-in, generalizes, exists',
      );
  }
}
