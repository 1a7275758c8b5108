/** Which version an entry may change: If-Match and If-None-Match (RFC 9110, 13.1; R4 3.1.0.5). */
import { numberText } from '#kernel/identity-number.ts';
import { isGone, type PlacedEntry } from './place-entries.ts';
import { type EntryFlaw, isClientId } from './read-entries.ts';

/** If-Match and If-None-Match of each entry (R4 3.1.0.5, 3.1.0.4.3); `*` creates only. */
export function checkVersions(placed: readonly PlacedEntry[], isVersionRequired: boolean): EntryFlaw[] {
  return placed.flatMap((entry): EntryFlaw[] => {
    const { replaces, ifMatch, ifNoneMatch, id } = entry;
    const there = isGone(replaces) ? undefined : replaces;
    const place = `Bundle.entry[${entry.index}].request`;
    if (ifNoneMatch !== undefined && entry.method !== 'POST' && there !== undefined)
      if (matchesVersion(ifNoneMatch, numberText(there.version)))
        return [{ place: `${place}.ifNoneMatch`, rule: 'the resource is there already', code: 'RECORD-012' }];
    if (isVersionRequired && entry.method === 'PUT' && ifMatch === undefined && id !== undefined && !isClientId(id))
      return [{ place: `${place}.ifMatch`, rule: 'must name the version that is changed', code: 'RECORD-010' }];
    if (ifMatch === undefined || isPresent(ifMatch, replaces)) return [];
    return [{ place: `${place}.ifMatch`, rule: 'is not the present version', code: 'RECORD-004' }];
  });
}

/** What was deleted is at the version of its deletion, which brings it back (R4 3.1.0.7); `*` asks for what is there. */
function isPresent(ifMatch: string, replaces: PlacedEntry['replaces']): boolean {
  if (replaces === undefined) return false;
  return matchesVersion(isGone(replaces) ? ifMatch.replaceAll('*', '') : ifMatch, numberText(replaces.version));
}

/** If-Match of RFC 9110, 13.1.1: a list of entity tags or `*`; FHIR's are weak and compared as what they hold. */
export function matchesVersion(header: string, versionId: string): boolean {
  return header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === `"${versionId}"`);
}
