/** Opens one person's record for a page, or answers in its place: asks a reason, refuses, is not found, unavailable. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Arrangement, arrangePerson, arrangeRecord, type PersonDetails } from '#record';
import { answerFault, answerNotFound } from './answers.ts';
import { enterStaff } from './enter-staff.ts';
import { compartmentIn, homeOf } from './person-address.ts';
import { type RoleSections, sectionsOf } from './role-sections.ts';
import { answerClosed } from './second-person/second-person-routes.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import type { StaffVisit } from './staff-visit.ts';

export interface OpenedPerson {
  readonly visit: StaffVisit;
  /** The address of the summary. */
  readonly home: string;
  readonly sections: RoleSections;
  readonly arrangement: Arrangement;
  readonly details: PersonDetails | undefined;
}

/**
 * Undefined when the answer was given already: the caller then only returns. `hasSection` says which roles have the
 * page at all.
 */
export async function openPerson(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  hasSection: (sections: RoleSections) => boolean = () => true,
): Promise<OpenedPerson | undefined> {
  const visit = await enterStaff(deps, request, reply);
  return visit === undefined ? undefined : openFor(deps, request, reply, { visit, hasSection });
}

/** The same for a visit that entered already. */
export function openPersonFor(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: StaffVisit,
): Promise<OpenedPerson | undefined> {
  return openFor(deps, request, reply, { visit, hasSection: () => true });
}

interface OpeningVisit {
  readonly visit: StaffVisit;
  readonly hasSection: (sections: RoleSections) => boolean;
}

async function openFor(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { visit, hasSection }: OpeningVisit,
): Promise<OpenedPerson | undefined> {
  const compartment = compartmentIn(request);
  const sections = sectionsOf(visit.caller);
  // A section that the role does not have is not there, for any person: nothing is opened for it.
  if (compartment === undefined || !hasSection(sections)) {
    answerNotFound(deps, reply, visit);
    return undefined;
  }
  const opening = await deps.record.openForStaff(visit.context, compartment);
  if (!opening.ok) {
    answerFault(deps, reply, visit, opening.fault);
    return undefined;
  }
  if (!opening.value.isOpen) {
    await answerClosed(deps, request, reply, { visit, closed: opening.value.closed });
    return undefined;
  }
  const arrangement = arrangeRecord(opening.value.record);
  return {
    visit,
    home: homeOf(request),
    sections,
    arrangement,
    details: arrangePerson(arrangement.record, arrangement.authors),
  };
}
