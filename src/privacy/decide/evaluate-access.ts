/** Evaluates the table for one request: deny-overrides, pure, exhaustive. What no clause permits is denied (D0). */
import type { AccessTable, Condition, Obligation, RequestClause } from './decision-table.ts';
import { type Situation, situationInputNames } from './situation.ts';

export interface Evaluation {
  readonly isPermitted: boolean;
  /** The clause that decided; undefined when none permitted. */
  readonly clause: RequestClause | undefined;
  /** Rows for the log: the one that decided first, then the limits. */
  readonly decidedBy: readonly string[];
  readonly obligations: ReadonlySet<Obligation>;
}

const glass: ReadonlySet<string> = new Set(['break-glass', 'confirmed-break-glass']);

export function isGlassBroken(situation: Pick<Situation, 'claim'>): boolean {
  return glass.has(situation.claim);
}

function holds(when: Condition | 'anything-unknown', situation: Situation): boolean {
  if (when === 'anything-unknown')
    return situationInputNames.some((input) => situation[input] === 'unknown' || situation[input] === undefined);
  for (const [input, values] of Object.entries(when))
    if (!(values as readonly string[]).includes(situation[input as keyof Situation])) return false;
  return true;
}

function applies(clause: RequestClause, situation: Situation): boolean {
  if (clause.isLiftedByGlass === true && isGlassBroken(situation)) return false;
  return holds(clause.when, situation);
}

const noObligations: ReadonlySet<Obligation> = new Set();

export function evaluateAccess(table: AccessTable, situation: Situation): Evaluation {
  let permitting: RequestClause | undefined;
  const limits: RequestClause[] = [];
  for (const clause of table.requestClauses) {
    if (permitting !== undefined && clause.effect === 'permit') continue;
    if (!applies(clause, situation)) continue;
    if (clause.effect === 'deny')
      return { isPermitted: false, clause, decidedBy: [clause.row], obligations: noObligations };
    if (clause.effect === 'permit') permitting = clause;
    else limits.push(clause);
  }
  if (permitting === undefined)
    return { isPermitted: false, clause: undefined, decidedBy: ['D0'], obligations: noObligations };
  return {
    isPermitted: true,
    clause: permitting,
    decidedBy: [permitting.row, ...limits.map((limit) => limit.row)],
    obligations: new Set(limits.flatMap((limit) => limit.obligation ?? [])),
  };
}
