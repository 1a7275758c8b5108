/** Grants to find and to name people, without opening their records; and to read what is about nobody. */
import { contentClass, label, type RequestContext } from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { PersonInIndex } from '#patient-index';
import { roleProfile } from '../decide/role-table.ts';
import { decideStaff } from './open-grants.ts';
import {
  compartmentMap,
  type Decision,
  grantLifeMs,
  lawfulBasis,
  type OpeningDependencies,
  type PrivacyDependencies,
  refused,
} from './press.ts';

/** The demographic trace over these candidates; restricted persons are named without place (D10). */
function decideTrace(deps: PrivacyDependencies, request: RequestContext, persons: readonly PersonInIndex[]): Decision {
  if (request.caller.kind !== 'staff' || !roleProfile(request.caller.roleCode).mayTrace) return refused('D3');
  const grant = pressGrant({
    kind: 'persons',
    request,
    rules: [],
    ground: { decidedBy: ['D23'], relationship: 'demographic-trace', lawfulBasis },
    personByCompartment: compartmentMap(persons),
    stripLocation: true,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** A role without tracing finds only people whom its organisation cares for: those whose records would open. */
async function decideOwnPeople(
  deps: OpeningDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
): Promise<Decision> {
  const { caller } = request;
  if (caller.kind !== 'staff' || !roleProfile(caller.roleCode).mayOpen) return refused('D3');
  const decisions = await Promise.all(persons.map((person) => decideStaff(deps, request, caller, person)));
  const own = persons.filter((_person, index) => decisions[index]?.isGranted === true);
  const grant = pressGrant({
    kind: 'persons',
    request,
    rules: [],
    ground: { decidedBy: ['D23'], relationship: 'own-people', lawfulBasis },
    personByCompartment: compartmentMap(own),
    stripLocation: true,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** Whom a search may show: everybody for roles that trace, the organisation's own people for the others. */
export async function decideSearch(
  deps: OpeningDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
): Promise<Decision> {
  const trace = decideTrace(deps, request, persons);
  return trace.isGranted ? trace : decideOwnPeople(deps, request, persons);
}

/** Only the four identifiers of a person whose record does not open, so that the reason page names whom it is about. */
export function decideIdentifiersOnly(
  deps: PrivacyDependencies,
  request: RequestContext,
  person: PersonInIndex,
): Decision {
  return decideTrace(deps, request, [person]);
}

/** Who a review is about, by the identifiers of a search: for privacy officers, who see nothing clinical. */
export function decideReview(
  deps: PrivacyDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
): Decision {
  const { caller } = request;
  if (caller.kind !== 'staff' || !roleProfile(caller.roleCode).activities.has('review-access')) return refused('D3');
  const grant = pressGrant({
    kind: 'persons',
    request,
    rules: [],
    ground: { decidedBy: ['D3'], relationship: 'review', lawfulBasis },
    personByCompartment: compartmentMap(persons),
    stripLocation: true,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** Resources about nobody: organisations, practitioners, locations. */
export function decideWithoutPatient(deps: PrivacyDependencies, request: RequestContext): Decision {
  const grant = pressGrant({
    kind: 'without-patient',
    request,
    rules: [
      { compartments: 'shelves', contentClasses: [contentClass.administration], forbiddenLabels: label.restricted },
    ],
    ground: { decidedBy: ['D23'], lawfulBasis },
    personByCompartment: new Map(),
    stripLocation: false,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}
