/** Evaluates the table for one request: deny-overrides, pure, exhaustive. What no clause permits is denied (D0). */
import type { AccessTable, Obligation, RequestClause } from './decision-table.ts';
import { type Situation, type SituationInput, situationInputNames } from './situation.ts';

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

type Test = readonly [input: SituationInput, values: readonly string[]];

interface PreparedClause {
  readonly clause: RequestClause;
  readonly tests: readonly Test[] | 'anything-unknown';
}

/** A table is data that nobody changes: what its conditions name is listed once, and not for every request. */
const preparedByTable = new WeakMap<AccessTable, readonly PreparedClause[]>();

function prepared(table: AccessTable): readonly PreparedClause[] {
  let clauses = preparedByTable.get(table);
  if (clauses === undefined) {
    clauses = table.requestClauses.map((clause) => ({
      clause,
      tests: clause.when === 'anything-unknown' ? clause.when : (Object.entries(clause.when) as unknown as Test[]),
    }));
    preparedByTable.set(table, clauses);
  }
  return clauses;
}

function holds(tests: PreparedClause['tests'], situation: Situation): boolean {
  if (tests === 'anything-unknown')
    return situationInputNames.some((input) => situation[input] === 'unknown' || situation[input] === undefined);
  return tests.every(([input, values]) => values.includes(situation[input]));
}

function applies({ clause, tests }: PreparedClause, situation: Situation): boolean {
  if (clause.isLiftedByGlass === true && isGlassBroken(situation)) return false;
  return holds(tests, situation);
}

const noObligations: ReadonlySet<Obligation> = new Set();

export function evaluateAccess(table: AccessTable, situation: Situation): Evaluation {
  let permitting: RequestClause | undefined;
  const limits: RequestClause[] = [];
  for (const one of prepared(table)) {
    const { clause } = one;
    if (permitting !== undefined && clause.effect === 'permit') continue;
    if (!applies(one, situation)) continue;
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
