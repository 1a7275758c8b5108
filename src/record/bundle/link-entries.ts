/** Replaces every reference to an entry, a chosen id or a condition by the region's id (R4 3.1.0.11.2). */
import { resourceIdText } from '#kernel/identity-number.ts';
import type { BundleFiling } from './bundle-filing.ts';
import { type Condition, conditionKey, conditionOfReference, identifierHashOf } from './condition.ts';
import { identifierHashesOf, type Located } from './locate-entries.ts';
import { entryId, type PlacedEntry } from './place-entries.ts';
import { type EntryFlaw, namesOf } from './read-entries.ts';

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
    return identifiers.some((one) => one !== undefined && identifierHashesOf(one).includes(hash))
      ? [entryId(entry)]
      : [];
  });
}

function singleMatch(located: Located, placed: readonly PlacedEntry[], condition: Condition): string | undefined {
  const found = located.byCondition.get(conditionKey(condition));
  const deleted = new Set(placed.filter((entry) => entry.method === 'DELETE').map(entryId));
  const stored = found?.ok === true ? found.value.map((row) => resourceIdText(row.compartment, row.number)) : [];
  const ids = new Set([...stored.filter((id) => !deleted.has(id)), ...inBundleMatches(condition, placed)]);
  const [id] = ids;
  return ids.size === 1 ? id : undefined;
}

const versionless = /\/_history\/[^/]*$/;

export function linkEntries(filing: BundleFiling, placed: readonly PlacedEntry[], located: Located): EntryFlaw[] {
  const flaws: EntryFlaw[] = [];
  const idByName = new Map<string, string>();
  for (const entry of placed) for (const name of namesOf(entry)) idByName.set(name, `${entry.type}/${entryId(entry)}`);
  for (const [key, id] of located.idByChosen) if (!idByName.has(key)) idByName.set(key, `${key.split('/')[0]}/${id}`);
  for (const entry of placed) {
    if (entry.resource === undefined || entry.isAlreadyThere) continue;
    filing.deps.referenceWalk.rewriteReferences(entry.resource, (text, kind) => {
      const known =
        idByName.get(text) ?? (kind === 'reference' ? idByName.get(text.replace(versionless, '')) : undefined);
      if (known !== undefined) return known;
      const condition = kind === 'reference' ? conditionOfReference(text) : undefined;
      if (condition === undefined) return undefined;
      const id = singleMatch(located, placed, condition);
      if (id !== undefined) return `${condition.type}/${id}`;
      flaws.push({
        place: `Bundle.entry[${entry.index}].resource`,
        rule: 'a conditional reference matches no single resource of this source',
      });
      return undefined;
    });
  }
  return flaws;
}
