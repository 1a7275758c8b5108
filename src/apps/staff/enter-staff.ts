/** The way into every page of staff: a session with a role, a form of our own when one was sent, and a turn. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerKey } from '#disclosure';
import { noTurns, waitForTurn } from '#platform';
import { isActivity, signInPageHref } from '#sign-in';
import { answerForm, answerTurnedAway } from './answers.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { contextOf, isFormOurs, type StaffVisit } from './staff-visit.ts';

const isForm = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD';

/** Sign-in leads back to the page; a form that was posted begins again at the start. */
function placeToSignIn(request: FastifyRequest, hasSession: boolean): string {
  const returnTo = isForm(request) ? '/staff' : request.url;
  if (!hasSession && isForm(request)) return signInPageHref('staff', { returnTo });
  return `${hasSession ? '/sign-in/choose-role' : '/sign-in/staff'}?${new URLSearchParams({ returnTo })}`;
}

/**
 * Undefined when the browser was sent to sign in or to choose a role, was refused or told to wait: the caller then only returns.
 * A form of another page is refused here (OWASP ASVS 5, 3.5.1), before a record is opened: that look would be in the log under a name that never looked.
 */
export async function enterStaff(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StaffVisit | undefined> {
  const options = { countsAsActivity: isActivity(request.headers) };
  const found = await deps.signIn.findSession('staff', request.headers.cookie, options);
  const caller = found.ok ? found.value.caller : undefined;
  if (!found.ok || caller?.kind !== 'staff') {
    reply.header('cache-control', 'no-store').redirect(placeToSignIn(request, found.ok), isForm(request) ? 303 : 302);
    return undefined;
  }
  const visit = { session: found.value, caller, context: contextOf(deps, request, caller) };
  if (isForm(request) && !isFormOurs(deps, request, found.value)) {
    answerForm(deps, reply, visit);
    return undefined;
  }
  const limit = await waitForTurn(deps.turns ?? noTurns, callerKey(caller), reply.raw);
  if (limit === undefined) return visit;
  answerTurnedAway(deps, reply, visit, limit);
  return undefined;
}
