/** The table with one thing changed: every clause taken out, every value and exception taken out of a clause, every lift turned over. */
import type { AccessTable, ItemClause, RecordClause, RequestClause } from '../decision-table.ts';

export interface Mutant {
  readonly name: string;
  readonly row: string;
  readonly table: AccessTable;
}

function replaced<T extends { readonly id: string }>(clauses: readonly T[], id: string, by: T | undefined): T[] {
  return clauses.flatMap((clause) => (clause.id === id ? (by ?? []) : clause));
}

function withoutKey<T extends object>(clause: T, key: keyof T): T {
  const { [key]: _removed, ...rest } = clause;
  return rest as T;
}

/** Whether the clause can hold at all while the glass is broken. */
function mayMeetGlass({ when }: RequestClause): boolean {
  if (when === 'anything-unknown' || when.claim === undefined) return true;
  return when.claim.some((claim) => claim.endsWith('break-glass'));
}

function requestVariants(clause: RequestClause): [string, RequestClause | undefined][] {
  const variants: [string, RequestClause | undefined][] = [['taken out', undefined]];
  if (clause.isLiftedByGlass === true) variants.push(['not lifted', withoutKey(clause, 'isLiftedByGlass')]);
  else if (clause.effect !== 'permit' && mayMeetGlass(clause))
    variants.push(['lifted by glass', { ...clause, isLiftedByGlass: true }]);
  if (clause.offers !== undefined) variants.push(['offers nothing', withoutKey(clause, 'offers')]);
  if (clause.obligation !== undefined) variants.push(['obliges to nothing', withoutKey(clause, 'obligation')]);
  if (clause.when === 'anything-unknown') return variants;
  for (const [input, values] of Object.entries(clause.when)) {
    variants.push([`whatever ${input}`, { ...clause, when: withoutKey(clause.when, input as never) }]);
    if (values.length > 1)
      for (const value of values)
        variants.push([
          `not for ${input} ${value}`,
          { ...clause, when: { ...clause.when, [input]: values.filter((one) => one !== value) } },
        ]);
  }
  return variants;
}

function exceptVariants<T extends ItemClause | RecordClause>(clause: T): [string, T][] {
  return (['own', 'team'] as const).map((standing) => {
    const isExcepted = clause.except.includes(standing);
    const except = isExcepted ? clause.except.filter((one) => one !== standing) : [...clause.except, standing];
    return [`${isExcepted ? 'also' : 'not'} ${standing}`, { ...clause, except }];
  });
}

function recordVariants(clause: RecordClause): [string, RecordClause | undefined][] {
  const callers = clause.callers.map((caller): [string, RecordClause] => [
    `not for ${caller}`,
    { ...clause, callers: clause.callers.filter((one) => one !== caller) },
  ]);
  return [['taken out', undefined], ...callers, ...exceptVariants(clause)];
}

function itemVariants(clause: ItemClause): [string, ItemClause | undefined][] {
  const variants: [string, ItemClause | undefined][] = [['taken out', undefined]];
  for (const caller of clause.callers)
    variants.push([`not for ${caller}`, { ...clause, callers: clause.callers.filter((one) => one !== caller) }]);
  for (const name of clause.hides)
    variants.push([`not ${name}`, { ...clause, hides: clause.hides.filter((one) => one !== name) }]);
  variants.push(...exceptVariants(clause));
  for (const lift of ['isLiftedByGlass', 'isLiftedByOverride', 'isLiftedByConsent', 'isLiftedBySafeguarding'] as const)
    variants.push([
      `${lift} turned over`,
      clause[lift] === true ? withoutKey(clause, lift) : { ...clause, [lift]: true },
    ]);
  return variants;
}

/**
 * Changes that alone let nothing through, since a second clause says the same: conditions of clauses that permit are kept
 * although a clause that denies covers them.
 */
export const heldTwice: ReadonlySet<string> = new Set([
  'related-elsewhere: whatever relationship',
  'relationship-stated: whatever claim',
  'themself: whatever person',
  'acts-for-them: whatever proxy',
  'own-feed: whatever caller',
  'own-entries-stay: whatever ownEntries',
  'own-entries-stay-but-in-emergency: whatever ownEntries',
]);

export function* mutants(table: AccessTable): Generator<Mutant> {
  for (const clause of table.requestClauses)
    for (const [name, by] of requestVariants(clause))
      yield {
        name: `${clause.id}: ${name}`,
        row: clause.row,
        table: { ...table, requestClauses: replaced(table.requestClauses, clause.id, by) },
      };
  for (const clause of table.itemClauses)
    for (const [name, by] of itemVariants(clause))
      yield {
        name: `${clause.id}: ${name}`,
        row: clause.row,
        table: { ...table, itemClauses: replaced(table.itemClauses, clause.id, by) },
      };
  for (const clause of table.recordClauses)
    for (const [name, by] of recordVariants(clause))
      yield {
        name: `${clause.id}: ${name}`,
        row: clause.row,
        table: { ...table, recordClauses: replaced(table.recordClauses, clause.id, by) },
      };
}
