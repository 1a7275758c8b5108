import type { ValidationWalk } from '../validation-walk.ts';
import { mostEvaluations } from './compile-invariant.ts';
import type { Element, InvariantCheck } from './invariant-check.ts';

/** @param isSound no flaw was found in the structure of the value: only then are expressions evaluated on it */
export function checkInvariants(
  invariants: readonly InvariantCheck[],
  value: Element,
  walk: ValidationWalk,
  isSound: boolean,
): void {
  for (const invariant of invariants) {
    if (invariant.isExpression === true) {
      if (!isSound) continue;
      if (++walk.evaluations === mostEvaluations) walk.flaw(`must not need more than ${mostEvaluations} rules checked`);
      if (walk.evaluations >= mostEvaluations) continue;
    }
    if (invariant.holds(value, walk.container)) continue;
    const rule = `${invariant.rule} (rule ${invariant.key})`;
    if (invariant.severity === 'warning') walk.warn(rule);
    else walk.breach(rule);
  }
}
