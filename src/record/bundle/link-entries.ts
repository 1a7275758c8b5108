/** Replaces every reference to an entry, a chosen id or a condition by the region's id (R4 3.1.0.11.2). */
import type { BundleFiling } from './bundle-filing.ts';
import { conditionOfReference } from './condition.ts';
import type { Located } from './locate-entries.ts';
import { conditionMatcher } from './match-condition.ts';
import { entryId, type PlacedEntry } from './place-entries.ts';
import { type EntryFlaw, namesOf } from './read-entries.ts';

const versionless = /\/_history\/[^/]*$/;

export function linkEntries(filing: BundleFiling, placed: readonly PlacedEntry[], located: Located): EntryFlaw[] {
  const flaws: EntryFlaw[] = [];
  const matchOf = conditionMatcher(located, placed);
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
      const id = matchOf(condition);
      if (id !== undefined) return `${condition.type}/${id}`;
      flaws.push({
        place: `Bundle.entry[${entry.index}].resource`,
        rule: 'a conditional reference matches no single resource of this source',
        code: 'RECORD-020',
      });
      return undefined;
    });
  }
  return flaws;
}
