/** One request by a privacy officer. Its purpose is a review, never treatment: the log and the person read it so. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enterStaff } from '../enter-staff.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { type ShellParts, staffShell } from '../staff-shell.ts';
import type { StaffVisit } from '../staff-visit.ts';
import { type ReviewPage, reviewNavigation } from './review-navigation.ts';

/** Undefined when the browser was sent to sign in or to choose a role: the caller then only returns. */
export async function enterReview(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StaffVisit | undefined> {
  const visit = await enterStaff(deps, request, reply);
  return visit === undefined ? undefined : { ...visit, context: { ...visit.context, purpose: 'HCOMPL' } };
}

export function reviewShell(
  deps: StaffDependencies,
  visit: StaffVisit,
  page: ReviewPage | undefined,
  parts: Pick<ShellParts, 'title' | 'hasErrors'>,
) {
  return staffShell(deps, visit, { ...parts, navigation: reviewNavigation(page) });
}
