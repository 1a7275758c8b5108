/** The door to the privacy officer's services. */
import type { ReadDependencies } from '../open-record.ts';
import { type ExplanationWanted, explainAccess } from './explain-access.ts';
import * as review from './review-access.ts';
import { watchPatterns } from './watch-patterns.ts';

type Request = review.ReviewRequest;

export function reviewOfRecord(deps: ReadDependencies) {
  return {
    listAlerts: (request: Request, page: Parameters<typeof review.listAlerts>[2]) =>
      review.listAlerts(deps, request, page),
    openAlert: (request: Request, alert: number) => review.openAlert(deps, request, alert),
    closeAlert: (request: Request, closing: Parameters<typeof review.closeAlert>[2]) =>
      review.closeAlert(deps, request, closing),
    lookUpByPerson: (request: Request, asked: Parameters<typeof review.lookUpByPerson>[2]) =>
      review.lookUpByPerson(deps, request, asked),
    lookUpByStaff: (request: Request, asked: Parameters<typeof review.lookUpByStaff>[2]) =>
      review.lookUpByStaff(deps, request, asked),
    exportEvidence: (request: Request, alert: number) => review.exportEvidence(deps, request, alert),
    explainAccess: (request: Request, wanted: ExplanationWanted) => explainAccess(deps, request, wanted),
    /** Asked by the region's clock, not by anybody. */
    watchPatterns: (period: { readonly fromMs: number; readonly untilMs: number }) => watchPatterns(deps, period),
  };
}
