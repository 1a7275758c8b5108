/** One resource, one entry: identities must not overlap (R4 3.1.0.11.2), nor may one condition be asked twice. */
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { conditionKey } from './condition.ts';
import { chosenKey } from './locate-entries.ts';
import type { EntryFlaw, ReadEntry } from './read-entries.ts';

interface Placed extends ReadEntry {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly replaces: object | undefined;
}

/** What no other entry may name: the row, the id that it chooses, and the condition that asks for what is not there yet. */
function identitiesOf({ id, type, condition, method, compartment, number, replaces }: Placed): string[] {
  const row = method === 'POST' ? [] : [`${compartment}/${number}`, ...(id === undefined ? [] : [chosenKey(type, id)])];
  const asks = condition !== undefined && (method === 'POST' || replaces === undefined);
  return asks ? [...row, conditionKey({ type, query: condition })] : row;
}

/** Conditional creations of several requests may be of one thing: the first makes it, the others find it. */
export function overlaps(placed: readonly Placed[], { isShared }: { readonly isShared: boolean }): EntryFlaw[] {
  const flaws: EntryFlaw[] = [];
  const seen = new Set<string>();
  const rule = 'must not name the resource of another entry (R4 3.1.0.11.2)';
  for (const entry of placed) {
    if (isShared && entry.method === 'POST') continue;
    const keys = identitiesOf(entry);
    if (keys.some((key) => seen.has(key))) flaws.push({ place: `Bundle.entry[${entry.index}].request`, rule });
    for (const key of keys) seen.add(key);
  }
  return flaws;
}
