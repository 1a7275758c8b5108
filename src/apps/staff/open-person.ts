/** Opens one person's record for a page, or answers in its place: asks a reason, refuses, is not found, unavailable. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Compartment, isShelf, parseResourceId } from '#kernel/identity-number.ts';
import { type Arrangement, arrangePerson, arrangeRecord, type ClosedRecord, type PersonDetails } from '#record';
import { answerFault, answerNotFound, answerRefused, answerUnavailable } from './answers.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { enterStaff, type StaffVisit } from './staff-visit.ts';
import { refusalText } from './refusal-words.ts';

export interface OpenedPerson {
  readonly visit: StaffVisit;
  /** As it stands in addresses. */
  readonly id: string;
  readonly home: string;
  readonly arrangement: Arrangement;
  readonly details: PersonDetails | undefined;
}

/** The compartment that the address names; undefined when it is no id of a source-patient record. */
export function compartmentIn(request: FastifyRequest): Compartment | undefined {
  const { id } = request.params as { id: string };
  const address = parseResourceId(id);
  if (address === undefined || isShelf(address.compartment)) return undefined;
  return (address.number as number) === (address.compartment as number) ? address.compartment : undefined;
}

export function homeOf(request: FastifyRequest): string {
  return `/staff/people/${(request.params as { id: string }).id}`;
}

async function answerClosed(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: StaffVisit,
  closed: ClosedRecord,
): Promise<undefined> {
  const mayAsk = closed.offers.claim || closed.offers.breakGlass;
  if (mayAsk && request.method === 'GET' && closed.person !== undefined)
    reply.header('cache-control', 'no-store').redirect(`${homeOf(request)}/reason`, 303);
  else answerRefused(deps, reply, visit, { reason: refusalText(closed.decidedBy) });
  return undefined;
}

/** Undefined when the answer was given already: the caller then only returns. */
export async function openPerson(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OpenedPerson | undefined> {
  const visit = await enterStaff(deps, request, reply);
  if (visit === undefined) return undefined;
  const compartment = compartmentIn(request);
  if (compartment === undefined) {
    answerNotFound(deps, reply, visit);
    return undefined;
  }
  const opening = await deps.record.openForStaff(visit.context, compartment);
  if (!opening.ok) {
    if (opening.fault.kind === 'unavailable' || opening.fault.kind === 'busy')
      answerUnavailable(deps, reply, visit, `${visit.context.requestId} ${opening.fault.code}`);
    else answerFault(deps, reply, visit, opening.fault);
    return undefined;
  }
  if (!opening.value.isOpen) return answerClosed(deps, request, reply, visit, opening.value.closed);
  const arrangement = arrangeRecord(opening.value.record);
  return {
    visit,
    id: (request.params as { id: string }).id,
    home: homeOf(request),
    arrangement,
    details: arrangePerson(arrangement.record, arrangement.authors),
  };
}
