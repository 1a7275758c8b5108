/** Invariants that are evaluated as FHIR writes them, by FHIRPath. */
import type { Invariant } from '../definitions.ts';
import { compileFhirpath, type FhirpathExpression } from '../fhirpath-expression.ts';
import type { Container } from '../validation-walk.ts';
import type { InvariantCheck } from './invariant-check.ts';

/** R4 sets no limit. A test script of 1,000 actions stays below; without one, a body of 16 MB holds the server for a minute. */
export const mostEvaluations = 20_000;

/**
 * Compiled when first evaluated. Holds only when the expression says true: what is empty or fails does not (R4 5.1.0.8).
 * @param path the element that carries it, such as `TestScript.setup.action`
 */
export function compileInvariant(invariant: Invariant, path: string): InvariantCheck {
  let evaluate: FhirpathExpression | undefined;
  return {
    key: invariant.key,
    rule: plainWords(invariant),
    isExpression: true,
    severity: invariant.severity,
    holds: (value, container) => {
      evaluate ??= compileFhirpath(path, invariant.expression);
      return isTrue(evaluate, value, container);
    },
  };
}

function isTrue(evaluate: FhirpathExpression, value: unknown, container: Container | undefined): boolean {
  try {
    const result = evaluate(value, { resource: container?.current, rootResource: container?.resource });
    return result.length === 1 && result[0] === true;
  } catch {
    // An engine's own error may quote the data: it is not passed on.
    return false;
  }
}

function plainWords({ human, expression }: Invariant): string {
  const words = human?.trim().replace(/\.$/, '') ?? '';
  return words === '' ? `must fulfil ${expression}` : words;
}
