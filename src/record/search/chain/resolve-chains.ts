/**
 * Follows chains before the search itself: the inner search is evaluated under the same grants, over what the caller may
 * see and nothing else (attacks 39, 40), and becomes the list of resources that it leads to.
 */
import type { Resource } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { FoundRow, SealedRows } from '#store';
import { gatherAll, type RegionDependencies } from '../find/find-in-region.ts';
import { candidatesOf, type PageRequest } from '../find/find-page.ts';
import type { Subjects } from '../find/find-subjects.ts';
import type { GroupMatches, SearchGroup } from '../find/search-rows.ts';
import { isMatch } from '../match/is-match.ts';
import { resolveMeanings } from '../match/resolve-meanings.ts';
import type { Chain, ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { addressesOf, chainMax, type InnerMatches, leadingTo, targetsOf, tooWide } from './chain-ends.ts';
import { followHierarchy } from './follow-hierarchy.ts';

/** Where the inner search looks: the same people's records, what is about nobody, or all that the grant shows. */
function innerSubjects(deps: RegionDependencies, outer: Subjects, search: ReadSearch): Subjects {
  const { persons, reachesShelves } = outer;
  const isAboutPeople = search.type === 'Patient' || deps.patientCompartment.isPatientCompartmentType(search.type);
  if (persons !== 'anybody' && isAboutPeople) return { reach: 'records', persons, reachesShelves };
  return { reach: 'region', persons, reachesShelves };
}

/** What is about nobody is the same under every grant, but for a restricted person, of whom it would tell the place. */
function groupForShelves(groups: readonly SearchGroup[]): SearchGroup | undefined {
  return groups.find(({ grant }) => !grant.stripLocation) ?? groups[0];
}

/** All that answers to a search under these grants. */
export async function allMatches(
  deps: RegionDependencies,
  request: PageRequest,
): Promise<Outcome<readonly GroupMatches[]>> {
  const { reach } = request.subjects;
  const groups = reach === 'region' ? [groupForShelves(request.groups)] : request.groups;
  const found: GroupMatches[] = [];
  for (const group of groups) {
    if (group === undefined) continue;
    const rows: Outcome<SealedRows<FoundRow>> =
      reach === 'region'
        ? await gatherAll(deps, { ...request, groups: [group] }, chainMax + 1)
        : await candidatesOf(deps, request, group);
    if (!rows.ok) return rows;
    if (rows.value.count > chainMax) return failed(tooWide);
    found.push({ group, rows: rows.value });
  }
  return ok(found);
}

async function innerMatches(
  deps: RegionDependencies,
  outer: PageRequest,
  search: ReadSearch,
): Promise<Outcome<InnerMatches>> {
  const { after: _after, ...input } = outer.input;
  const meant = await resolveMeanings(deps.terminology, search);
  if (!meant.ok) return meant;
  const subjects = innerSubjects(deps, outer.subjects, search);
  const inner = { ...outer, subjects, input: { ...input, search: meant.value } };
  const resolved = await resolveChains(deps, inner);
  if (!resolved.ok) return resolved;
  const matches = await allMatches(deps, resolved.value);
  return matches.ok ? ok({ search: resolved.value.input.search, matches: matches.value }) : matches;
}

/** Whether what a resource contains answers to one of these (R4 3.1.1.5.5). */
function containedTestOf(searches: readonly ReadSearch[]): NonNullable<SearchCriterion['containedTest']> {
  return (resource, id, context) => {
    const contained = (resource['contained'] as readonly Resource[] | undefined) ?? [];
    const found = contained.find((one) => one.id === id);
    return (
      found !== undefined && searches.some((one) => one.type === found.resourceType && isMatch(one, found, context))
    );
  };
}

async function follow(deps: RegionDependencies, outer: PageRequest, chain: Chain): Promise<Outcome<SearchCriterion>> {
  const { type } = outer.input.search;
  if (chain.direction === 'reverse') {
    const inner = await innerMatches(deps, outer, chain.search);
    if (!inner.ok) return inner;
    return ok(leadingTo(chain.idDefinition, targetsOf(inner.value.matches, chain, type), type));
  }
  if (chain.direction !== 'forward') {
    const addresses = await followHierarchy(chain, (search) => innerMatches(deps, outer, search));
    return addresses.ok ? ok(leadingTo(chain.definition, addresses.value, type)) : addresses;
  }
  const addresses = new Set<string>();
  const searches: ReadSearch[] = [];
  for (const search of chain.searches) {
    const inner = await innerMatches(deps, outer, search);
    if (!inner.ok) return inner;
    searches.push(inner.value.search);
    for (const address of addressesOf(inner.value.matches, search.type)) addresses.add(address);
  }
  return ok({ ...leadingTo(chain.definition, addresses, type), containedTest: containedTestOf(searches) });
}

/** The same request with criteria in place of its chains. Faults: RECORD-015. */
export async function resolveChains(deps: RegionDependencies, request: PageRequest): Promise<Outcome<PageRequest>> {
  const { search } = request.input;
  if (search.chains.length === 0) return ok(request);
  const criteria = [...search.criteria];
  for (const chain of search.chains) {
    const criterion = await follow(deps, request, chain);
    if (!criterion.ok) return criterion;
    criteria.push(criterion.value);
  }
  return ok({ ...request, input: { ...request.input, search: { ...search, criteria, chains: [] } } });
}

/** A chain that names the patient, of a search that names them by nothing else. */
export function chainToPatient(search: ReadSearch): (Chain & { direction: 'forward' }) | undefined {
  for (const chain of search.chains)
    if (
      chain.direction === 'forward' &&
      (chain.definition.code === 'patient' || chain.definition.code === 'subject') &&
      chain.searches.some(({ type }) => type === 'Patient')
    )
      return chain;
  return undefined;
}

/** The search with its patients in place of the chain that led to them. */
export function pinnedBy(
  search: ReadSearch,
  chain: Chain & { direction: 'forward' },
  patients: ReadonlySet<string>,
): ReadSearch {
  return {
    ...search,
    chains: search.chains.filter((one) => one !== chain),
    criteria: [...search.criteria, leadingTo(chain.definition, patients, search.type)],
  };
}
