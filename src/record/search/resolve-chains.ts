/**
 * Follows chains before the search itself: the inner search is evaluated under the same grants, over what the caller may
 * see and nothing else (attacks 39, 40), and becomes the list of resources that it leads to.
 */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { SearchValue } from '#fhir/search-values.ts';
import { resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { FoundRow, SealedRows } from '#store';
import { recordFault } from '../faults.ts';
import { gatherAll, type RegionDependencies } from './find-in-region.ts';
import { candidatesOf, type PageRequest } from './find-page.ts';
import type { Subjects } from './find-subjects.ts';
import { resolveMeanings } from './resolve-meanings.ts';
import type { Chain, ReadSearch, SearchCriterion } from './search-criterion.ts';
import { type GroupMatches, type SearchGroup, shownResource } from './search-rows.ts';
import type { ValueMatcher } from './value-matcher.ts';

/** Resources that one chain may lead through. */
const chainMax = 2_000;

const tooWide = recordFault('RECORD-015', [
  { place: 'query', rule: `a chain must lead through at most ${chainMax} resources: narrow what is chained` },
]);

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
): Promise<Outcome<readonly GroupMatches[]>> {
  const { after: _after, ...input } = outer.input;
  const meant = await resolveMeanings(deps.terminology, search);
  if (!meant.ok) return meant;
  const subjects = innerSubjects(deps, outer.subjects, search);
  const inner = { ...outer, subjects, input: { ...input, search: meant.value } };
  const resolved = await resolveChains(deps, inner);
  return resolved.ok ? allMatches(deps, resolved.value) : resolved;
}

/** `Type/id` of what was found. */
export function addressesOf(matches: readonly GroupMatches[], type: string): Set<string> {
  const addresses = new Set<string>();
  for (const { rows } of matches)
    rows.keep((all) => {
      for (const row of all) addresses.add(`${type}/${resourceIdText(row.compartment, row.number)}`);
      return [];
    });
  return addresses;
}

/** What the found resources refer to by one of their parameters, of the wanted type. */
function targetsOf(
  matches: readonly GroupMatches[],
  chain: Chain & { direction: 'reverse' },
  type: string,
): Set<string> {
  const extract = chain.search.extractorFor(chain.type, [chain.code]);
  const values: SearchValue[] = [];
  for (const { group, rows } of matches)
    rows.keep((all) => {
      for (const row of all) values.push(...extract(shownResource(group.grant, row)));
      return [];
    });
  return new Set(
    values.flatMap((value) =>
      value.kind === 'reference' && value.type === type && value.id !== undefined ? [`${type}/${value.id}`] : [],
    ),
  );
}

function leadingTo(
  definition: SearchParameterDefinition,
  addresses: ReadonlySet<string>,
  ownType: string,
): SearchCriterion {
  const patients = [...addresses]
    .filter((one) => one.startsWith('Patient/'))
    .map((one) => one.slice('Patient/'.length));
  const matcher: ValueMatcher = (value, { patientKey }) => {
    const id = value.kind === 'reference' ? value.id : value.kind === 'token' ? value.code : undefined;
    const type = value.kind === 'reference' ? value.type : ownType;
    if (id === undefined) return false;
    if (addresses.has(`${type}/${id}`)) return true;
    return type === 'Patient' && patients.some((patient) => patientKey(patient) === patientKey(id));
  };
  return { definition, modifier: undefined, texts: [], matchers: [matcher], leadsTo: addresses };
}

async function follow(deps: RegionDependencies, outer: PageRequest, chain: Chain): Promise<Outcome<SearchCriterion>> {
  const { type } = outer.input.search;
  if (chain.direction === 'reverse') {
    const matches = await innerMatches(deps, outer, chain.search);
    if (!matches.ok) return matches;
    return ok(leadingTo(chain.idDefinition, targetsOf(matches.value, chain, type), type));
  }
  const addresses = new Set<string>();
  for (const search of chain.searches) {
    const matches = await innerMatches(deps, outer, search);
    if (!matches.ok) return matches;
    for (const address of addressesOf(matches.value, search.type)) addresses.add(address);
  }
  return ok(leadingTo(chain.definition, addresses, type));
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
