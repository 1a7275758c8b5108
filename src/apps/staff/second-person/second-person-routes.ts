/** The second member of staff who agrees that an emergency is one (D18). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClaimAwaiting } from '#privacy';
import type { ClosedRecord } from '#record';
import { answerFault } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import { helpLine } from '../help-line.ts';
import { homeOf } from '../person-address.ts';
import { showReason } from '../reason-routes.ts';
import { needsSignInAgain, signInAgainFor } from '../sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage, staffShell } from '../staff-shell.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { words } from '../words.en.ts';
import { claimOf, claimReference } from './claim-reference.ts';
import { agreePage } from './pages/agree/page.ts';
import { words as agreeWords } from './pages/agree/words.en.ts';
import { waitingPage } from './pages/waiting/page.ts';

export const secondPersonHref = '/staff/second-person';
const instant = (timeMs: number): string => new Date(timeMs).toISOString();

function showWaiting(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { visit, claim }: { readonly visit: StaffVisit; readonly claim: ClaimAwaiting },
): FastifyReply {
  const shell = staffShell(deps, visit, { title: words.titles.waiting });
  return showPage(deps, reply.code(403), waitingPage, {
    shell,
    view: {
      reference: claimReference(claim.claim),
      until: instant(claim.endsMs),
      homeHref: homeOf(request),
      leaveHref: '/staff',
      help: helpLine(deps),
    },
  });
}

/** A record that does not open: waits for a second person, asks for a reason, or is refused. */
export async function answerClosed(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { visit, closed }: { readonly visit: StaffVisit; readonly closed: ClosedRecord },
): Promise<FastifyReply> {
  const isForTwo = closed.decidedBy.includes('D18') && closed.person !== undefined;
  const claim = isForTwo ? await deps.privacy.ownClaimAwaiting(visit.caller, closed.person.person) : undefined;
  if (claim !== undefined) return showWaiting(deps, request, reply, { visit, claim });
  return showReason(deps, request, reply, { visit, closed });
}

export function secondPersonRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get(secondPersonHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const waiting = await deps.privacy.claimsAwaiting(visit.caller);
    const isDone = (request.query as Record<string, unknown>)['done'] === 'agreed';
    const shell = staffShell(deps, visit, { title: words.titles.secondPerson, current: 'second-person' });
    const view = {
      forgeryToken: visit.session.formToken,
      ...signInAgainFor(deps, visit, { act: 'secondPerson', returnTo: secondPersonHref }),
      ...(isDone ? { done: agreeWords.agreed } : {}),
      waiting: waiting.map(({ claim, staffId, reason, startsMs, endsMs }) => ({
        reference: claimReference(claim),
        staffId,
        reason,
        asked: instant(startsMs),
        until: instant(endsMs),
      })),
    };
    return showPage(deps, reply, agreePage, { shell, view });
  });

  app.post(secondPersonHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const claim = claimOf(formOf(request).get('claim') ?? '') ?? 0;
    const confirmed = await deps.record.confirmClaim(visit.context, claim);
    if (!confirmed.ok && needsSignInAgain(confirmed.fault))
      return reply.redirect(`${secondPersonHref}#sign-in-again`, 303);
    if (!confirmed.ok) return answerFault(deps, reply, visit, confirmed.fault);
    return reply.header('cache-control', 'no-store').redirect(`${secondPersonHref}?done=agreed`, 303);
  });
}
