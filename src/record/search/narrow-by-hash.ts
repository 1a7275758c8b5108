/** What of a search the store can narrow by its hashes; the exact test of each row comes after, so this may only be wider. */
import { parseReference } from '#fhir/reference.ts';
import { referenceHash, tokenHash } from '../search-hashes.ts';
import type { ReadSearch, SearchCriterion } from './read-search.ts';
import { splitUnescaped, withoutEscapes } from './search-text.ts';

/** These are pinned by a column and have no hashes. */
const withoutHashes: ReadonlySet<string> = new Set(['patient', 'subject', '_id']);

function tokenAlternative(code: string, text: string): number | undefined {
  const parts = splitUnescaped(text, '|').map(withoutEscapes);
  const [first = '', second] = parts;
  if (second === undefined) return tokenHash(code, '*', first);
  return second === '' ? undefined : tokenHash(code, first, second);
}

/** One hash for each type that the id may be of. Patients are left out: every record of a person matches, not one id. */
function referenceAlternative(criterion: SearchCriterion, text: string, baseUrl: string): number[] | undefined {
  const { definition, modifier } = criterion;
  const parsed = parseReference(withoutEscapes(text), baseUrl);
  const types = parsed.kind === 'local' ? [parsed.type] : modifier === undefined ? definition.targets : [modifier];
  const id = parsed.kind === 'local' ? parsed.id : /^[A-Za-z0-9\-.]{1,64}$/.test(text) ? text : undefined;
  if (types === undefined || id === undefined || types.includes('Patient')) return undefined;
  return types.map((type) => referenceHash(definition.code, `${type}/${id}`));
}

function hashesOf(criterion: SearchCriterion, baseUrl: string): number[] | undefined {
  const { definition, modifier, texts } = criterion;
  if (withoutHashes.has(definition.code) || texts.length === 0) return undefined;
  const isToken = definition.type === 'token' && modifier === undefined;
  const isReference = definition.type === 'reference' && modifier !== 'missing' && modifier !== 'identifier';
  if (!isToken && !isReference) return undefined;
  const hashes: number[] = [];
  for (const text of texts) {
    const found = isToken ? tokenAlternative(definition.code, text) : referenceAlternative(criterion, text, baseUrl);
    if (found === undefined) return undefined;
    hashes.push(...[found].flat());
  }
  return hashes;
}

/** Lists of hashes; a row must hold one of each list. */
export function narrowingHashes(search: ReadSearch, baseUrl: string): number[][] {
  return search.criteria.flatMap((criterion) => {
    const hashes = hashesOf(criterion, baseUrl);
    return hashes === undefined ? [] : [hashes];
  });
}
