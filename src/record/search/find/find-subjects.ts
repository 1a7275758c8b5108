/**
 * Whom a search is about, found by numbers alone: the decision comes before anything is read.
 *
 * A back-end service searches the whole region, over what its own organisation contributed. A patient searches their own
 * record, named or not. Staff search about people whom the search names (a patient by reference, an id, an identifier,
 * family name with date of birth), and over what is about nobody; anything wider is refused, whatever there is to find.
 */

import type { RequestContext } from '#disclosure';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { type Compartment, isShelf, parsePatientId, parseResourceId } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DemographicCriteria, PersonInIndex } from '#patient-index';
import { privacyFault, roleProfile } from '#privacy';
import type { RowReach } from '#store';
import { recordFault } from '../../faults.ts';
import { areSeveral, findThemself, refuseUnfound } from '../../find-themself.ts';
import type { ReadDependencies } from '../../open-record.ts';
import { identifierHash } from '../../search-hashes.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { splitUnescaped, withoutEscapes } from '../search-text.ts';
import { personsOf } from './persons-of.ts';
import { pinnedPatients } from './pinned-patients.ts';

export interface SubjectDependencies extends ReadDependencies {
  readonly patientCompartment: PatientCompartment;
}

export interface Subjects {
  /** How the rows are reached; 'records' are those of each group's own persons, 'region' all that a grant shows. */
  readonly reach: RowReach | 'records' | 'region';
  /** Known before the search; 'anybody' where a back-end service finds out whom it is about. */
  readonly persons: readonly PersonInIndex[] | 'anybody';
  /** The search may find resources that are about nobody. */
  readonly reachesShelves: boolean;
  /** The criterion that the way answers by itself. */
  readonly answered?: SearchCriterion;
  /** Whom the search is about by these of their records alone: by none that is not there for the caller. */
  readonly pinnedBy?: ReadonlySet<Compartment>;
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

const whatToAdd: readonly Flaw[] = [
  {
    place: 'query',
    rule: 'must name a patient (patient or subject), _id, identifier with its value, or family name with date of birth',
  },
];

async function byDemographics(
  deps: SubjectDependencies,
  request: RequestContext,
  criteria: DemographicCriteria,
): Promise<Outcome<Subjects>> {
  const { caller } = request;
  if (caller.kind !== 'staff' || !roleProfile(caller.roleCode).mayTrace) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
    return logged.ok ? failed(privacyFault('PRIVACY-002')) : logged;
  }
  const persons = await deps.patientIndex.personsByDemographics(criteria);
  return persons.length > candidatesMax
    ? failed(recordFault('RECORD-009', whatToAdd))
    : ok({ reach: 'records', persons, reachesShelves: false });
}

async function byIdentifier(
  deps: SubjectDependencies,
  search: ReadSearch,
  hashes: readonly number[],
): Promise<Outcome<Subjects>> {
  const compartments = await deps.store.compartmentsByIdentifier({
    type: resourceTypeNumber(search.type),
    hashes,
    limit: candidatesMax + 1,
  });
  if (compartments.length > candidatesMax) return failed(recordFault('RECORD-009', whatToAdd));
  // A number that nobody has would be answered a trip sooner than one that somebody has (attack 46, decision 102).
  if (compartments.length === 0) await deps.store.readNothing();
  const persons = await personsOf(deps, compartments);
  // A Patient lies in its own record, never on a shelf: asking there as well cost staff a statement of five.
  return ok({ reach: { by: 'identifier', hashes }, persons, reachesShelves: search.type !== 'Patient' });
}

interface NamedKeys {
  readonly reach: Extract<RowReach, { by: 'keys' }>;
  readonly criterion: SearchCriterion;
}

function namedKeys(search: ReadSearch): NamedKeys | undefined {
  const criterion = criterionOf(search, '_id');
  if (criterion === undefined || criterion.texts.length > candidatesMax) return undefined;
  const keys = criterion.texts.flatMap((text) => parseResourceId(withoutEscapes(text)) ?? []);
  return { reach: { by: 'keys', keys }, criterion };
}

/** A person who asks, and whom the search names or not. */
async function subjectsForPerson(
  deps: SubjectDependencies,
  request: RequestContext,
  search: ReadSearch,
): Promise<Outcome<Subjects>> {
  const keys = namedKeys(search);
  if (keys !== undefined) {
    const compartments = keys.reach.keys.map(({ compartment }) => compartment);
    const persons = await personsOf(deps, compartments);
    const reachesShelves = compartments.some(isShelf);
    return ok({ reach: keys.reach, persons, reachesShelves, answered: keys.criterion });
  }
  const identifier = criterionOf(search, 'identifier');
  const hashes = identifier === undefined ? undefined : identifierHashesOf(identifier);
  if (hashes !== undefined) return byIdentifier(deps, search, hashes);
  // Types that no patient's record can hold lie on the shelves, all of them.
  if (!deps.patientCompartment.isPatientCompartmentType(search.type) && search.type !== 'Patient')
    return ok({ reach: 'region', persons: [], reachesShelves: true });
  const { caller } = request;
  if (caller.kind === 'patient') {
    const themself = await findThemself(deps, caller);
    // An empty answer would read as none.
    if (themself === undefined && (await areSeveral(deps, caller))) return refuseUnfound(deps, { ...request, caller });
    return ok({ reach: 'records', persons: themself === undefined ? [] : [themself], reachesShelves: false });
  }
  const demographics = demographicsIn(search);
  if (demographics !== undefined) return byDemographics(deps, request, demographics);
  return failed(recordFault('RECORD-009', whatToAdd));
}

function subjectsForSystem(search: ReadSearch): Subjects {
  const keys = namedKeys(search);
  if (keys !== undefined)
    return { reach: keys.reach, persons: 'anybody', reachesShelves: true, answered: keys.criterion };
  const identifier = criterionOf(search, 'identifier');
  const hashes = identifier === undefined ? undefined : identifierHashesOf(identifier);
  if (hashes !== undefined) return { reach: { by: 'identifier', hashes }, persons: 'anybody', reachesShelves: true };
  return { reach: 'region', persons: 'anybody', reachesShelves: true };
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
    if (pinned.ids.length > candidatesMax) return failed(recordFault('RECORD-009', whatToAdd));
    const compartments = pinned.ids.flatMap((id) => parsePatientId(id)?.compartment ?? []);
    const persons = await personsOf(deps, compartments);
    const pinnedBy = new Set(compartments);
    return ok({ reach: 'records', persons, reachesShelves: false, answered: pinned.criterion, pinnedBy });
  }
  return request.caller.kind === 'system' ? ok(subjectsForSystem(search)) : subjectsForPerson(deps, request, search);
}
