/** What every look-up's form begins with. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { enterReview } from './review-visit.ts';

/** The form of one of these pages; undefined when the answer was given already. */
export async function postedLookUp(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly visit: StaffVisit; readonly form: URLSearchParams } | undefined> {
  const visit = await enterReview(deps, request, reply);
  return visit === undefined ? undefined : { visit, form: formOf(request) };
}
