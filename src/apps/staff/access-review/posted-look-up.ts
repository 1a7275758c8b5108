/** What every look-up's form begins with. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerForm } from '../answers.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { formOf, isFormOurs, type StaffVisit } from '../staff-visit.ts';
import { enterReview } from './review-visit.ts';

/** The form of one of these pages; undefined when the answer was given already. */
export async function postedLookUp(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly visit: StaffVisit; readonly form: URLSearchParams } | undefined> {
  const visit = await enterReview(deps, request, reply);
  if (visit === undefined) return undefined;
  if (isFormOurs(deps, request, visit.session)) return { visit, form: formOf(request) };
  answerForm(deps, reply, visit);
  return undefined;
}
