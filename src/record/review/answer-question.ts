/** The other side of a review: a member of staff reads what the privacy officer asks, and says why they looked. */
import type { Outcome } from '#kernel/outcome.ts';
import type { ReadDependencies } from '../open-record.ts';
import type { ReviewRequest } from './enter.ts';

/** In the log before it counts. Faults: PRIVACY-007, PRIVACY-008, those of the log. */
export async function answerQuestion(
  deps: ReadDependencies,
  request: ReviewRequest,
  answering: { readonly alert: number; readonly words: string },
): Promise<Outcome<true>> {
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: 'done',
    persons: [],
    detail: { answersAbout: answering.alert },
  });
  return logged.ok ? deps.privacy.review.answer(request.caller, answering) : logged;
}
