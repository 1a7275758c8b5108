/** Whom a search is about, found by numbers alone: the decision comes before anything is read. */

import type { RequestContext } from '#disclosure';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { type Compartment, isShelf, parseResourceId, type ResourceAddress } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DemographicCriteria, PersonInIndex } from '#patient-index';
import { privacyFault, roleProfile } from '#privacy';
import { recordFault } from '../faults.ts';
import type { ReadDependencies } from '../open-record.ts';
import { identifierHash } from '../search-hashes.ts';
import { pinnedPatients } from './pinned-patients.ts';
import type { ReadSearch, SearchCriterion } from './read-search.ts';
import { splitUnescaped, withoutEscapes } from './search-text.ts';

export interface SubjectDependencies extends ReadDependencies {
  readonly patientCompartment: PatientCompartment;
}

/** How the rows of a search are reached. */
export type SearchPath =
  | { readonly by: 'patient' }
  | { readonly by: 'id'; readonly addresses: readonly ResourceAddress[] }
  | { readonly by: 'identifier'; readonly hashes: readonly number[] };

export interface Subjects {
  readonly path: SearchPath;
  readonly persons: readonly PersonInIndex[];
  /** The search may find resources that are about nobody. */
  readonly reachesShelves: boolean;
}

/** More candidates than this is a search over the region, not about somebody. */
const candidatesMax = 100;

export function criterionOf(search: ReadSearch, code: string): SearchCriterion | undefined {
  return search.criteria.find(
    (one) => one.definition.code === code && one.modifier === undefined && one.texts.length > 0,
  );
}

/** Undefined where an alternative names no value, such as `system|`. */
export function identifierHashesOf(criterion: SearchCriterion): number[] | undefined {
  const hashes: number[] = [];
  for (const text of criterion.texts) {
    const parts = splitUnescaped(text, '|').map(withoutEscapes);
    const [first = '', second] = parts;
    const value = second ?? first;
    if (value === '' || parts.length > 2) return undefined;
    hashes.push(identifierHash(second === undefined ? '*' : first, value));
  }
  return hashes;
}

function demographicsIn(search: ReadSearch): DemographicCriteria | undefined {
  const [family, ...otherFamilies] = criterionOf(search, 'family')?.texts ?? [];
  const [birthDate, ...otherDates] = criterionOf(search, 'birthdate')?.texts ?? [];
  if (search.type !== 'Patient' || family === undefined || birthDate === undefined) return undefined;
  const day = birthDate.replace(/^eq/, '');
  if (otherFamilies.length > 0 || otherDates.length > 0 || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  return { familyName: withoutEscapes(family), birthDate: day };
}

async function personsOf(deps: SubjectDependencies, compartments: Iterable<Compartment>): Promise<PersonInIndex[]> {
  const persons = new Map<number, PersonInIndex>();
  const wanted = [...new Set(compartments)].filter((compartment) => !isShelf(compartment));
  const known = new Set<Compartment>();
  for (const compartment of wanted) {
    if (known.has(compartment)) continue;
    const person = await deps.patientIndex.personOfCompartment(compartment);
    if (person === undefined) continue;
    persons.set(person.person, person);
    for (const record of person.records) known.add(record.compartment);
  }
  return [...persons.values()];
}

const whatToAdd: readonly Flaw[] = [
  { place: 'query', rule: 'must name a patient (patient or subject), _id, or identifier with its value' },
];

async function byDemographics(
  deps: SubjectDependencies,
  request: RequestContext,
  criteria: DemographicCriteria,
): Promise<Outcome<Subjects>> {
  const { caller } = request;
  const mayTrace = caller.kind === 'system' || (caller.kind === 'staff' && roleProfile(caller.roleCode).mayTrace);
  if (!mayTrace) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
    return logged.ok ? failed(privacyFault('PRIVACY-002')) : logged;
  }
  const persons = await deps.patientIndex.personsByDemographics(criteria);
  return persons.length > candidatesMax
    ? failed(recordFault('RECORD-009', whatToAdd))
    : ok({ path: { by: 'patient' }, persons, reachesShelves: false });
}

async function byIdentifier(
  deps: SubjectDependencies,
  request: RequestContext,
  search: ReadSearch,
  hashes: readonly number[],
): Promise<Outcome<Subjects>> {
  const { caller } = request;
  // A back-end service sees only its own organisation's: others' candidates must not even make "too many".
  const own =
    caller.kind === 'system' ? deps.directory.sourcesOf(caller.organisation).map(({ number }) => number) : undefined;
  const compartments = await deps.store.compartmentsByIdentifier({
    type: resourceTypeNumber(search.type),
    hashes,
    ...(own === undefined ? {} : { sources: own }),
    limit: candidatesMax + 1,
  });
  if (compartments.length > candidatesMax) return failed(recordFault('RECORD-009', whatToAdd));
  const persons = await personsOf(deps, compartments);
  return ok({ path: { by: 'identifier', hashes }, persons, reachesShelves: true });
}

/** Faults: RECORD-009 with what to add; PRIVACY-002 for a role that may not trace. */
export async function findSubjects(
  deps: SubjectDependencies,
  request: RequestContext,
  search: ReadSearch,
  baseUrl: string,
): Promise<Outcome<Subjects>> {
  const pinned = pinnedPatients(deps.patientCompartment, search, baseUrl);
  if (pinned !== undefined) {
    if (pinned.length > candidatesMax) return failed(recordFault('RECORD-009', whatToAdd));
    const compartments = pinned.flatMap((id) => parseResourceId(id)?.compartment ?? []);
    return ok({ path: { by: 'patient' }, persons: await personsOf(deps, compartments), reachesShelves: false });
  }
  const ids = criterionOf(search, '_id');
  if (ids !== undefined && ids.texts.length <= candidatesMax) {
    const addresses = ids.texts.flatMap((text) => parseResourceId(withoutEscapes(text)) ?? []);
    const persons = await personsOf(
      deps,
      addresses.map(({ compartment }) => compartment),
    );
    const reachesShelves = addresses.some(({ compartment }) => isShelf(compartment));
    return ok({ path: { by: 'id', addresses }, persons, reachesShelves });
  }
  const identifier = criterionOf(search, 'identifier');
  const hashes = identifier === undefined ? undefined : identifierHashesOf(identifier);
  if (hashes !== undefined) return byIdentifier(deps, request, search, hashes);
  const demographics = demographicsIn(search);
  if (demographics !== undefined) return byDemographics(deps, request, demographics);
  return failed(recordFault('RECORD-009', whatToAdd));
}
