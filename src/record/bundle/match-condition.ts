/** What a conditional reference leads to (R4 3.1.0.11.2): one resource of this source, stored or in the same Bundle. */
import { resourceIdText } from '#kernel/identity-number.ts';
import { type Condition, conditionKey, identifierHashOf } from './condition.ts';
import { identifierHashesOf, type Located } from './locate-entries.ts';
import type { PlacedEntry } from './place-entries.ts';

const idOf = (entry: PlacedEntry): string => resourceIdText(entry.compartment, entry.number);

/** What this Bundle files is found by conditional references too: they are resolved last. */
function inBundleMatches(condition: Condition, placed: readonly PlacedEntry[]): string[] {
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

/** Its id; undefined where none matches, or several do. */
export function singleMatch(
  located: Located,
  placed: readonly PlacedEntry[],
  condition: Condition,
): string | undefined {
  const found = located.byCondition.get(conditionKey(condition));
  const deleted = new Set(placed.filter((entry) => entry.method === 'DELETE').map(idOf));
  const stored = found?.ok === true ? found.value.map((row) => resourceIdText(row.compartment, row.number)) : [];
  const ids = new Set([...stored.filter((id) => !deleted.has(id)), ...inBundleMatches(condition, placed)]);
  const [id] = ids;
  return ids.size === 1 ? id : undefined;
}
