/** The other side of a review: a member of staff reads what is asked of them, and answers. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FieldError } from '#kit';
import type { Question } from '#privacy';
import { answerFault } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage, staffShell } from '../staff-shell.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { alertOf } from './alert-reference.ts';
import { alertWords } from './alert-words-table.ts';
import { questionsPage } from './pages/questions/page.ts';
import type { QuestionsView } from './pages/questions/view.ts';
import { words as pageWords } from './pages/questions/words.en.ts';
import { words } from './words.en.ts';

export const questionsHref = '/staff/questions';
const longestAnswer = 2_000;

const fieldOf = (reference: string): string => `answer-${reference}`;

function questionShown(question: Question, typed: string): QuestionsView['questions'][number] {
  const { reference, askedBy, ownReason } = question;
  return {
    reference,
    field: fieldOf(reference),
    about: alertWords[question.kind].title,
    raised: new Date(question.raisedMs).toISOString(),
    askedBy,
    asked: new Date(question.askedMs).toISOString(),
    words: question.words,
    ...(ownReason === undefined ? {} : { ownReason }),
    typed,
  };
}

interface Answering {
  readonly reference: string;
  readonly typed: string;
  readonly errors: readonly FieldError[];
}

export function questionRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const show = async (
    reply: FastifyReply,
    visit: StaffVisit,
    given: Partial<Answering> & { readonly done?: string },
  ) => {
    const { errors = [], done } = given;
    const questions = await deps.record.review.questionsTo(visit.context);
    const hasErrors = errors.length > 0;
    const shell = staffShell(deps, visit, { title: words.titles.questions, hasErrors, current: 'questions' });
    return showPage(deps, reply.code(hasErrors ? 400 : 200), questionsPage, {
      shell,
      view: {
        forgeryToken: visit.session.formToken,
        errors,
        ...(done === undefined ? {} : { done }),
        questions: questions.map((one) =>
          questionShown(one, one.reference === given.reference ? (given.typed ?? '') : ''),
        ),
      },
    });
  };

  app.get(questionsHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const isDone = (request.query as Record<string, unknown>)['done'] === 'sent';
    return show(reply, visit, isDone ? { done: pageWords.sent } : {});
  });

  app.post(questionsHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const form = formOf(request);
    const reference = form.get('alert') ?? '';
    const typed = (form.get('answer') ?? '').trim();
    const text = typed === '' ? 'Write your answer' : `Use ${longestAnswer} letters or fewer`;
    if (typed === '' || typed.length > longestAnswer)
      return show(reply, visit, { reference, typed, errors: [{ field: fieldOf(reference), text }] });
    const answered = await deps.record.review.answerQuestion(visit.context, {
      alert: alertOf(reference) ?? 0,
      words: typed,
    });
    if (!answered.ok) return answerFault(deps, reply, visit, answered.fault);
    return reply.header('cache-control', 'no-store').redirect(`${questionsHref}?done=sent`, 303);
  });
}
