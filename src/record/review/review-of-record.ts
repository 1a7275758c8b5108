/** The door to the privacy officer's services, and to the answers of those who are asked. */
import { type NameSearchLimit, withinNameSearches } from '../limit-name-searches.ts';
import { answerQuestion } from './answer-question.ts';
import type { ReviewRequest } from './enter.ts';
import { type ExplanationWanted, explainAccess } from './explain-access.ts';
import * as lookUps from './look-ups.ts';
import { noteConnection, type ReviewDependencies } from './note-connection.ts';
import * as review from './review-access.ts';
import { showPlace } from './show-place.ts';
import { watchPatterns } from './watch-patterns.ts';

export function reviewOfRecord(deps: ReviewDependencies & NameSearchLimit) {
  return {
    listAlerts: (request: ReviewRequest, page: Parameters<typeof review.listAlerts>[2]) =>
      review.listAlerts(deps, request, page),
    openAlert: (request: ReviewRequest, alert: number) => review.openAlert(deps, request, alert),
    askStaff: (request: ReviewRequest, asking: Parameters<typeof review.askStaff>[2]) =>
      review.askStaff(deps, request, asking),
    closeAlert: (request: ReviewRequest, closing: Parameters<typeof review.closeAlert>[2]) =>
      review.closeAlert(deps, request, closing),
    noteConnection: (request: ReviewRequest, noting: Parameters<typeof noteConnection>[2]) =>
      noteConnection(deps, request, noting),
    showPlace: (request: ReviewRequest, shown: Parameters<typeof showPlace>[2]) => showPlace(deps, request, shown),
    lookUpByPerson: (request: ReviewRequest, asked: Parameters<typeof lookUps.lookUpByPerson>[2]) =>
      withinNameSearches(deps, request, () => lookUps.lookUpByPerson(deps, request, asked)),
    lookUpByStaff: (request: ReviewRequest, asked: lookUps.StaffLookUp) => lookUps.lookUpByStaff(deps, request, asked),
    exportEvidence: (request: ReviewRequest, alert: number) => review.exportEvidence(deps, request, alert),
    explainAccess: (request: ReviewRequest, wanted: ExplanationWanted) =>
      withinNameSearches(deps, request, () => explainAccess(deps, request, wanted)),
    /** Days of which the log is not what was signed: about nobody, so that it is no look. */
    compromisedDays: () => deps.audit.compromisedDays(),
    /** What is asked of a member of staff: it names an alert, and nobody. */
    questionsTo: (request: ReviewRequest) => deps.privacy.review.questionsTo(request.caller),
    answerQuestion: (request: ReviewRequest, answering: Parameters<typeof answerQuestion>[2]) =>
      answerQuestion(deps, request, answering),
    /** Asked by the region's clock, not by anybody. */
    watchPatterns: (period: { readonly fromMs: number; readonly untilMs: number }) => watchPatterns(deps, period),
  };
}
