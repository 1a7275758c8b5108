/** A written override of a person's seals, by roles that are entitled to it (D13): asked for on any record that opens. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isKeyOf } from '#kernel/own-key.ts';
import type { FieldError } from '#kit';
import { claimHours } from '#privacy';
import { answerFault, answerNotFound } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import { type OpenedPerson, openPersonFor } from '../open-person.ts';
import { sealReasonTexts } from '../reason-form.ts';
import { recordShell } from '../record-shell.ts';
import { needsSignInAgain, signInAgainFor, signInAgainMistake } from '../sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage } from '../staff-shell.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { words } from '../words.en.ts';
import { overridesSeals } from './overrides-seals.ts';
import { sealedEntriesPage } from './page.ts';

function show(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { opened, form, errors }: { opened: OpenedPerson; form: URLSearchParams; errors: readonly FieldError[] },
): FastifyReply {
  const shell = {
    ...recordShell(deps, opened, { section: 'summary', refreshHref: request.url }),
    title: words.titles.sealedEntries,
    hasErrors: errors.length > 0,
  };
  return showPage(deps, reply.code(errors.length > 0 ? 400 : 200), sealedEntriesPage, {
    shell,
    view: {
      action: `${opened.home}/sealed`,
      forgeryToken: opened.visit.session.formToken,
      ...signInAgainFor(deps, opened.visit, { act: 'sealed', returnTo: `${opened.home}/sealed` }),
      errors,
      reasons: Object.entries(sealReasonTexts).map(([value, text]) => ({
        value,
        text,
        isChosen: form.get('reason') === value,
      })),
      typed: (form.get('detail') ?? '').slice(0, 1_000),
      hours: claimHours,
      leaveHref: opened.home,
    },
  });
}

/** Undefined when the answer was given already; for roles without the activity the page is not there. */
async function openFor(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: StaffVisit,
): Promise<OpenedPerson | undefined> {
  if (overridesSeals(visit.caller)) return openPersonFor(deps, request, reply, visit);
  answerNotFound(deps, reply, visit);
  return undefined;
}

const thin: FieldError = { field: 'detail', text: 'Say why, in at least 15 letters' };

export function sealedEntriesRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff/people/:id/sealed', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    const opened = visit === undefined ? undefined : await openFor(deps, request, reply, visit);
    if (opened === undefined) return reply;
    return show(deps, request, reply, { opened, form: new URLSearchParams(), errors: [] });
  });

  app.post('/staff/people/:id/sealed', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const opened = await openFor(deps, request, reply, visit);
    if (opened === undefined) return reply;
    const form = formOf(request);
    const reasonCode = form.get('reason') ?? '';
    const reason = (form.get('detail') ?? '').trim();
    const errors: FieldError[] = [];
    if (!isKeyOf(sealReasonTexts, reasonCode)) errors.push({ field: 'reason', text: 'Select the reason' });
    if (reason === '') errors.push(thin);
    if (errors.length > 0) return show(deps, request, reply, { opened, form, errors });
    const { person } = opened.arrangement.record;
    const claimed = await deps.record.claimAccess(visit.context, { person, kind: 'seal-override', reasonCode, reason });
    if (!claimed.ok && claimed.fault.code === 'PRIVACY-004')
      return show(deps, request, reply, { opened, form, errors: [thin] });
    if (!claimed.ok && needsSignInAgain(claimed.fault))
      return show(deps, request, reply, { opened, form, errors: [signInAgainMistake] });
    if (!claimed.ok) return answerFault(deps, reply, visit, claimed.fault);
    return reply.header('cache-control', 'no-store').redirect(opened.home, 303);
  });
}
