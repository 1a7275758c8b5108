/** Pages that say that something cannot be shown. None of them says anything about a person's record. */
import type { FastifyReply } from 'fastify';
import type { Fault } from '#kernel/fault.ts';
import type { Link } from '#kit';
import { type TurnedAway, turnedAwayRetrySeconds } from '#platform';
import { roleProfile } from '#privacy';
import { reviewHome } from './access-review/alert-reference.ts';
import { reviewsAccess } from './access-review/review-navigation.ts';
import { helpLine } from './help-line.ts';
import { errorPage } from './pages/error/page.ts';
import { refusedPage } from './pages/refused/page.ts';
import type { RefusedView } from './pages/refused/view.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { findsNobody, showPage, staffShell } from './staff-shell.ts';
import type { StaffVisit } from './staff-visit.ts';
import { words } from './words.en.ts';

const findAgain = { text: words.findAgain, href: '/staff' };

/** Whoever reviews opens no records: the way on is the list of alerts. Who finds nobody has none. */
function waysOn(visit: StaffVisit): Link[] {
  if (reviewsAccess(visit.caller)) return [{ text: words.alerts, href: reviewHome }];
  return findsNobody(visit.caller) ? [] : [findAgain];
}

export function answerNotFound(deps: StaffDependencies, reply: FastifyReply, visit: StaffVisit): FastifyReply {
  const shell = staffShell(deps, visit, { title: words.titles.notFound });
  return showPage(deps, reply.code(404), errorPage, {
    shell,
    view: {
      heading: words.notFoundHeading,
      text: words.notFoundText,
      reference: visit.context.requestId,
      next: waysOn(visit),
    },
  });
}

export function answerForm(deps: StaffDependencies, reply: FastifyReply, visit: StaffVisit): FastifyReply {
  const shell = staffShell(deps, visit, { title: words.titles.form });
  return showPage(deps, reply.code(403), errorPage, {
    shell,
    view: {
      heading: words.formHeading,
      text: words.formText,
      next: [findAgain],
    },
  });
}

/** The log, or the database, does not answer: nothing opens. */
export function answerUnavailable(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit | undefined,
  reference: string,
): FastifyReply {
  const shell = staffShell(deps, visit, { title: words.titles.unavailable });
  return showPage(deps, reply.code(503).header('retry-after', '30'), errorPage, {
    shell,
    view: {
      heading: words.unavailableHeading,
      text: words.unavailableText,
      reference,
      next: [findAgain],
    },
  });
}

export function answerRefused(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  view: Pick<RefusedView, 'reason'>,
): FastifyReply {
  const shell = staffShell(deps, visit, { title: words.titles.refused });
  return showPage(deps, reply.code(403), refusedPage, {
    shell,
    view: {
      ...view,
      next: waysOn(visit),
      help: helpLine(deps),
    },
  });
}

/** More pages at once in this person's name than there are turns, or in everybody's than there are places, and a full line. */
export function answerTurnedAway(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  limit: TurnedAway,
): FastifyReply {
  const isOwn = limit === 'caller';
  const heading = isOwn ? words.titles.tooManyAtOnce : words.titles.tooMuchInAll;
  const shell = staffShell(deps, visit, { title: heading });
  return showPage(deps, reply.code(isOwn ? 429 : 503).header('retry-after', turnedAwayRetrySeconds), errorPage, {
    shell,
    view: {
      heading,
      text: isOwn ? words.tooManyAtOnceText : words.tooMuchInAllText,
      reference: visit.context.requestId,
      next: waysOn(visit),
    },
  });
}

/** Too much was asked for in too short a time; `fault` says of what. */
function answerTooMany(deps: StaffDependencies, reply: FastifyReply, visit: StaffVisit, fault: Fault): FastifyReply {
  const seconds = fault.retryAfterSeconds ?? 60;
  const shell = staffShell(deps, visit, { title: words.titles.tooMany });
  return showPage(deps, reply.code(429).header('retry-after', String(seconds)), errorPage, {
    shell,
    view: {
      heading: words.tooManyHeading,
      text: [fault.message, ...(fault.flaws ?? []).map(({ place, rule }) => `${capital(place)} ${rule}.`)].join(' '),
      reference: `${visit.context.requestId} ${fault.code}`,
      next: waysOn(visit),
    },
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A page about nobody: no record was asked for, and there is no person who could see that. */
function answerNotForRole(deps: StaffDependencies, reply: FastifyReply, visit: StaffVisit): FastifyReply {
  const shell = staffShell(deps, visit, { title: words.titles.notForRole });
  return showPage(deps, reply.code(403), errorPage, {
    shell,
    view: { heading: words.notForRoleHeading, text: words.notForRoleText, next: waysOn(visit) },
  });
}

/** The first page of a role that finds and opens nobody: nothing was asked for yet, so that nothing is refused. */
export function answerOpensNothing(deps: StaffDependencies, reply: FastifyReply, visit: StaffVisit): FastifyReply {
  const counts = roleProfile(visit.caller.roleCode).activities.has('count-population');
  const shell = staffShell(deps, visit, { title: words.titles.opensNothing });
  return showPage(deps, reply, errorPage, {
    shell,
    view: { heading: words.opensNothingHeading, text: counts ? words.countsOnly : words.opensNothingText, next: [] },
  });
}

export function answerFault(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  fault: Fault,
): FastifyReply {
  if (fault.kind === 'not-found' || fault.kind === 'gone') return answerNotFound(deps, reply, visit);
  if (fault.kind === 'busy' && fault.retryAfterSeconds !== undefined) return answerTooMany(deps, reply, visit, fault);
  const isAboutSomebody = visit.context.route.includes('/people/');
  if (fault.code === 'PRIVACY-005' && !isAboutSomebody) return answerNotForRole(deps, reply, visit);
  if (fault.kind === 'refused') return answerRefused(deps, reply, visit, { reason: fault.message });
  return answerUnavailable(deps, reply, visit, `${visit.context.requestId} ${fault.code}`);
}
