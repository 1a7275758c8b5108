/**
 * Where no care relationship is known: asks why, records it before anything opens (D7, D22). Nothing clinical is here,
 * not even whether there is anything; the words are the same for every person.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FieldError, PersonBanner } from '#kit';
import type { TracedPerson } from '#patient-index';
import { claimHours } from '#privacy';
import type { ClosedRecord } from '#record';
import { reviewWorkingDays } from './access-review/review-due.ts';
import { answerFault, answerNotFound, answerRefused } from './answers.ts';
import { enterStaff } from './enter-staff.ts';
import { genderText } from './find-person-routes.ts';
import { helpLine } from './help-line.ts';
import { reasonPage } from './pages/reason/page.ts';
import { compartmentIn, homeOf } from './person-address.ts';
import { readReasonForm, reasonChoices, tooThin } from './reason-form.ts';
import { refusalText } from './refusal-words.ts';
import { sectionsOf } from './role-sections.ts';
import { needsSignInAgain, signInAgainFor, signInAgainMistake } from './sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { showPage, staffShell } from './staff-shell.ts';
import { formOf, type StaffVisit } from './staff-visit.ts';
import { words } from './words.en.ts';

/** What is promised before anything opens: the alert stands in the officer's list with the claim itself. */
const alertSeconds = 60;

function bannerOfTraced(person: TracedPerson): PersonBanner {
  return {
    familyName: person.familyName,
    givenName: person.givenName,
    ...(person.title === '' ? {} : { title: person.title }),
    ...(person.birthDate === undefined ? {} : { born: person.birthDate }),
    gender: genderText(person.gender),
    ...(person.nhsNumber === undefined ? {} : { nhsNumber: person.nhsNumber }),
    isNhsNumberVerified: person.nhsNumberStatus === '01',
  };
}

function whatOpens(visit: StaffVisit): string {
  const sections = sectionsOf(visit.caller);
  if (!sections.hasJournal) return words.opensLittle;
  return sections.may('consultation') ? words.opensWhole : words.opensShaped;
}

interface ReasonState {
  readonly form: URLSearchParams;
  readonly errors: readonly FieldError[];
}

interface ReasonToAsk {
  readonly visit: StaffVisit;
  readonly closed: ClosedRecord;
  readonly state?: ReasonState;
}

/** The page itself, or a refusal where the role may not ask. */
export function showReason(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { visit, closed, state = { form: new URLSearchParams(), errors: [] } }: ReasonToAsk,
): FastifyReply {
  const { offers, person } = closed;
  if (person === undefined || !(offers.claim || offers.breakGlass))
    return answerRefused(deps, reply, visit, { reason: refusalText(closed.decidedBy) });
  const shell = staffShell(deps, visit, {
    title: words.titles.reason,
    hasErrors: state.errors.length > 0,
    person: bannerOfTraced(person),
  });
  return showPage(deps, reply.code(state.errors.length > 0 ? 400 : 403), reasonPage, {
    shell,
    view: {
      backHref: '/staff',
      action: `${homeOf(request)}/reason`,
      forgeryToken: visit.session.formToken,
      ...(offers.breakGlass
        ? signInAgainFor(deps, visit, { act: 'emergency', returnTo: `${homeOf(request)}/reason` })
        : {}),
      errors: state.errors,
      reasons: reasonChoices(offers, state.form),
      isChecked: state.form.get('checked') === 'yes',
      leaveHref: '/staff',
      accessHours: claimHours,
      alertSeconds,
      reviewWorkingDays,
      whatOpens: whatOpens(visit),
      mayBreakGlass: offers.breakGlass,
      help: helpLine(deps),
    },
  });
}

interface Asked {
  readonly visit: StaffVisit;
  readonly closed: ClosedRecord;
}

/** The closed record that a reason is asked for; undefined when the answer was given already. */
async function findClosed(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: StaffVisit,
): Promise<Asked | undefined> {
  const compartment = compartmentIn(request);
  if (compartment === undefined) {
    answerNotFound(deps, reply, visit);
    return undefined;
  }
  const opening = await deps.record.openForStaff(visit.context, compartment);
  if (!opening.ok) {
    answerFault(deps, reply, visit, opening.fault);
    return undefined;
  }
  if (opening.value.isOpen) {
    reply.header('cache-control', 'no-store').redirect(homeOf(request), 303);
    return undefined;
  }
  return { visit, closed: opening.value.closed };
}

export function reasonRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff/people/:id/reason', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const asked = await findClosed(deps, request, reply, visit);
    return asked === undefined ? reply : showReason(deps, request, reply, { visit, closed: asked.closed });
  });

  app.post('/staff/people/:id/reason', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const asked = await findClosed(deps, request, reply, visit);
    if (asked === undefined) return reply;
    const { closed } = asked;
    const form = formOf(request);
    const read = readReasonForm(closed.offers, form);
    if ('errors' in read || closed.person === undefined) {
      const errors = 'errors' in read ? read.errors : [];
      return showReason(deps, request, reply, { visit, closed, state: { form, errors } });
    }
    const claimed = await deps.record.claimAccess(visit.context, { person: closed.person.person, ...read.claim });
    if (!claimed.ok && claimed.fault.code === 'PRIVACY-004') {
      const errors = [tooThin(read.claim.reasonCode)];
      return showReason(deps, request, reply, { visit, closed, state: { form, errors } });
    }
    if (!claimed.ok && needsSignInAgain(claimed.fault))
      return showReason(deps, request, reply, { visit, closed, state: { form, errors: [signInAgainMistake] } });
    if (!claimed.ok) return answerFault(deps, reply, visit, claimed.fault);
    return reply.header('cache-control', 'no-store').redirect(homeOf(request), 303);
  });
}
