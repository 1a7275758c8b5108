/** Time travel: what a member of staff could see of a person when they looked, and by which rows. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type FieldError, staffDateText } from '#kit';
import { type AccessExplanation, minutesAroundMoment } from '#record';
import { answerFault } from '../answers.ts';
import { dayInLondon, timeInLondon } from '../london-moment.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage } from '../staff-shell.ts';
import type { StaffVisit } from '../staff-visit.ts';
import { reviewHome } from './alert-reference.ts';
import { momentPage } from './pages/moment/page.ts';
import type { MomentView } from './pages/moment/view.ts';
import { kindWords } from './pages/moment/words.en.ts';
import { postedLookUp } from './posted-look-up.ts';
import { readMoment, typed } from './read-look-up-forms.ts';
import { enterReview, reviewShell } from './review-visit.ts';
import { decisionSaid, relationshipText } from './say-alert.ts';
import { words } from './words.en.ts';

function explained(found: AccessExplanation, staffId: string): NonNullable<MomentView['found']> {
  const { role, reason, isOpen, isWithoutPlace } = found;
  const entries = Object.entries(found.entries)
    .map(([kind, count]) => ({ kind: kindWords[kind] ?? kind, count }))
    .sort((one, other) => one.kind.localeCompare(other.kind, 'en-GB'));
  return {
    at: new Date(found.atMs).toISOString(),
    staffId,
    role: role.name === role.code ? role.code : `${role.name} (${role.code})`,
    isOpen,
    relationship: relationshipText(found.relationship),
    ...(reason === undefined ? {} : { reason }),
    isWithoutPlace,
    decisions: decisionSaid(found.decidedBy),
    entries,
    total: entries.reduce((sum, { count }) => sum + count, 0),
  };
}

const lastOfMinuteMs = 59_999;

/** Also where no such person is known: that is nobody's to find out here. */
const noLook: FieldError = {
  field: 'time',
  text: `The log holds no look by this member of staff at this person within ${minutesAroundMoment} minutes of that time`,
};

export function momentRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const show = (
    reply: FastifyReply,
    visit: StaffVisit,
    page: Pick<MomentView, 'found' | 'typed'> & { readonly errors?: readonly FieldError[] },
  ): FastifyReply => {
    const { errors = [] } = page;
    const hasErrors = errors.length > 0;
    const shell = reviewShell(deps, visit, 'moment', { title: words.titles.moment, hasErrors });
    const view = { forgeryToken: visit.session.formToken, ...page, errors };
    return showPage(deps, reply.code(hasErrors ? 400 : 200), momentPage, { shell, view });
  };

  app.get(`${reviewHome}/moment`, async (request, reply) => {
    const visit = await enterReview(deps, request, reply);
    if (visit === undefined) return reply;
    const nowMs = deps.clock.now();
    const given = { nhsNumber: '', staffId: '', day: staffDateText(dayInLondon(nowMs)), time: timeInLondon(nowMs) };
    return show(reply, visit, { typed: given });
  });

  app.post(`${reviewHome}/moment`, async (request, reply) => {
    const given = await postedLookUp(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, form } = given;
    const field = (name: string): string => typed(form, name);
    const kept = {
      nhsNumber: field('nhsNumber'),
      staffId: field('staffId'),
      day: field('day'),
      time: field('time'),
    };
    const read = readMoment(form, deps.clock.now());
    if ('errors' in read) return show(reply, visit, { typed: kept, errors: read.errors });
    const { staffId, nhsNumber } = read.asked;
    // The minute that was typed, and not the one before it.
    const atMs = read.asked.atMs + lastOfMinuteMs;
    const wanted = { nhsNumber, atMs, staff: { staffId, issuer: visit.caller.issuer } };
    const found = await deps.record.review.explainAccess(visit.context, wanted);
    if (!found.ok) return answerFault(deps, reply, visit, found.fault);
    if (found.value === undefined) return show(reply, visit, { typed: kept, errors: [noLook] });
    return show(reply, visit, { typed: kept, found: explained(found.value, staffId) });
  });
}
