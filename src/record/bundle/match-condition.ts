/** What a conditional reference leads to (R4 3.1.0.11.2): one resource of this source, stored or in the same Bundle. */
import { type ResourceAddress, resourceIdText } from '#kernel/identity-number.ts';
import { type Condition, conditionKey, identifierHashOf } from './condition.ts';
import { identifierHashesOf, type Located } from './locate-entries.ts';
import type { ReadEntry } from './read-entries.ts';

type Placed = ReadEntry & ResourceAddress;

const idOf = (entry: Placed): string => resourceIdText(entry.compartment, entry.number);

/** What this Bundle files is found by conditional references too: they are resolved last. */
function inBundleMatches(condition: Condition, placed: readonly Placed[]): string[] {
  const hash = identifierHashOf(condition);
  if (hash === undefined) return [];
  return placed.flatMap((entry) => {
    if (entry.type !== condition.type || entry.resource === undefined) return [];
    const { identifier } = entry.resource as { identifier?: unknown };
    const identifiers = (Array.isArray(identifier) ? identifier : [identifier]) as Parameters<
      typeof identifierHashesOf
    >[0][];
    return identifiers.some((one) => one !== undefined && identifierHashesOf(one).includes(hash)) ? [idOf(entry)] : [];
  });
}

/** The id of the one that meets a condition; undefined where none does, or several do. */
export type ConditionMatcher = (condition: Condition) => string | undefined;

/** A Bundle may name one condition in each of its entries: what meets it is looked for once. */
export function conditionMatcher(located: Located, placed: readonly Placed[]): ConditionMatcher {
  const deleted = new Set(placed.filter((entry) => entry.method === 'DELETE').map(idOf));
  const known = new Map<string, string | undefined>();
  return (condition) => {
    const key = conditionKey(condition);
    if (known.has(key)) return known.get(key);
    const found = located.byCondition.get(key);
    const stored = found?.ok === true ? found.value.map((row) => resourceIdText(row.compartment, row.number)) : [];
    const ids = new Set([...stored.filter((id) => !deleted.has(id)), ...inBundleMatches(condition, placed)]);
    const [id] = ids;
    known.set(key, ids.size === 1 ? id : undefined);
    return known.get(key);
  };
}
