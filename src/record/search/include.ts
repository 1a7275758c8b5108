/** `_include` and `_revinclude`, one level deep, inside what the same grant shows (attacks 25, 26). */
import { type ResourceType, resourceTypeNumber, resourceTypeOf } from '#fhir/resource-types.ts';
import type { ReferenceValue } from '#fhir/search-values.ts';
import { isShelf, parseResourceId, type ResourceAddress, resourceIdText } from '#kernel/identity-number.ts';
import type { SealedRows } from '#store';
import type { SubjectDependencies } from './find-subjects.ts';
import type { MatchContext } from './match-value.ts';
import type { Include } from './result-parameters.ts';
import { type ApiSearch, type SearchGroup, type SearchMatch, shownResource } from './search-rows.ts';

/** The most resources that one page brings along; what is beyond can be read by itself. */
const includedMax = 2_000;

function isWanted(input: ApiSearch, include: Include, value: ReferenceValue): boolean {
  if (value.id === undefined || value.type === undefined) return false;
  if (include.target !== undefined && value.type !== include.target) return false;
  return input.mayRead(value.type as ResourceType);
}

/** What the matches refer to, as the address and the type that the reference names. */
function wantedTargets(input: ApiSearch, own: readonly SearchMatch[]): Map<string, ResourceAddress & { type: string }> {
  const wanted = new Map<string, ResourceAddress & { type: string }>();
  for (const { values } of own)
    for (const value of values) {
      if (value.kind !== 'reference') continue;
      const isAsked = input.search.include.some((one) => one.code === value.parameter && isWanted(input, one, value));
      const address = isAsked ? parseResourceId(value.id ?? '') : undefined;
      if (address !== undefined && wanted.size < includedMax)
        wanted.set(`${address.compartment}|${address.number}`, { ...address, type: value.type ?? '' });
    }
  return wanted;
}

async function included(
  deps: SubjectDependencies,
  input: ApiSearch,
  group: SearchGroup,
  own: readonly SearchMatch[],
): Promise<SealedRows> {
  const wanted = wantedTargets(input, own);
  const rows = await deps.store.readResources(group.grant, [...wanted.values()]);
  return rows.keep((all) =>
    all.filter((row) => {
      // Of a restricted person, who and where they were seen tells the place (D10).
      if (isShelf(row.compartment) && group.grant.stripLocation) return false;
      return wanted.get(`${row.compartment}|${row.number}`)?.type === resourceTypeOf(row.type);
    }),
  );
}

/** The matches that one grant shows on this page. */
export interface MatchesOfGroup {
  readonly group: SearchGroup;
  readonly own: readonly SearchMatch[];
  readonly context: MatchContext;
}

/** Resources of the same persons that refer to a match. */
async function reverseIncluded(
  deps: SubjectDependencies,
  input: ApiSearch,
  { group, own, context }: MatchesOfGroup,
): Promise<SealedRows> {
  const { type, revinclude, extractorFor } = input.search;
  const asked = revinclude.filter((one) => input.mayRead(one.type) && (one.target ?? type) === type);
  const compartments = group.persons.flatMap((person) => person.records.map((record) => record.compartment));
  if (asked.length === 0 || own.length === 0 || compartments.length === 0)
    return deps.store.readResources(group.grant, []);
  const ids = new Set(own.map(({ row }) => resourceIdText(row.compartment, row.number)));
  const keys = type === 'Patient' ? new Set([...ids].map(context.patientKey)) : undefined;
  const codesByType = Map.groupBy(asked, (one) => one.type);
  const rows = await deps.store.readCompartments(group.grant, {
    compartments,
    types: [...codesByType.keys()].map(resourceTypeNumber),
  });
  return rows.keep((all) =>
    all
      .filter((row) => {
        const codes = codesByType.get(resourceTypeOf(row.type))?.map(({ code }) => code) ?? [];
        const values = extractorFor(resourceTypeOf(row.type), codes)(shownResource(group.grant, row));
        return values.some(
          (value) =>
            value.kind === 'reference' &&
            value.type === type &&
            value.id !== undefined &&
            (ids.has(value.id) || keys?.has(context.patientKey(value.id)) === true),
        );
      })
      .slice(0, includedMax),
  );
}

export async function includedRows(
  deps: SubjectDependencies,
  input: ApiSearch,
  matches: MatchesOfGroup,
): Promise<SealedRows> {
  const { group, own } = matches;
  const forward = await included(deps, input, group, own);
  return input.search.revinclude.length === 0 ? forward : forward.and(await reverseIncluded(deps, input, matches));
}
