/** Where a chain ends: what its inner search found, as resources that a reference must lead to. */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { SearchValue } from '#fhir/search-values.ts';
import { resourceIdText } from '#kernel/identity-number.ts';
import { recordFault } from '../../faults.ts';
import { type GroupMatches, shownResource } from '../find/search-rows.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import type { ValueMatcher } from '../value-matcher.ts';

/** Resources that one chain may lead through. */
export const chainMax = 2_000;

export const tooWide = recordFault('RECORD-015', [
  { place: 'query', rule: `a chain must lead through at most ${chainMax} resources: narrow what is chained` },
]);

export interface InnerMatches {
  /** As it was asked in the end: without chains, by codes. */
  readonly search: ReadSearch;
  readonly matches: readonly GroupMatches[];
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
export function targetsOf(
  matches: readonly GroupMatches[],
  chain: { readonly search: ReadSearch; readonly code: string },
  type: string,
): Set<string> {
  const extract = chain.search.extractorFor(chain.search.type, [chain.code]);
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

export function leadingTo(
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
