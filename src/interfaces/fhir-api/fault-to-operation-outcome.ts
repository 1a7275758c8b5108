/** What each fault is over HTTP: the one table of this edge. Faults not named here have the status of their kind. */
import { faultOperationOutcome, faultStatus } from '#fhir/operation-outcome.ts';
import type { Fault } from '#kernel/fault.ts';
import { type Answer, jsonAnswer } from './answer.ts';

const statusByCode: Readonly<Record<string, number>> = {
  'FHIR-API-001': 401,
  'FHIR-API-004': 406,
  'FHIR-API-005': 415,
  'FHIR-API-006': 413,
  'FHIR-API-008': 413,
  'BULK-004': 413,
  'FHIR-API-010': 404,
  'FHIR-API-011': 404,
  // R4 3.1.0.5: a version that If-Match missed; RFC 6585: If-Match is needed.
  'RECORD-004': 412,
  'RECORD-010': 428,
  // R4 3.1.0.8.1: conditional create with more than one match.
  'RECORD-007': 412,
  'RECORD-009': 400,
  'RECORD-015': 400,
  // R4 3.1.0.4.3: If-None-Match: * on what is there. R4 3.1.0.6: a patch that cannot be applied is unprocessable.
  'RECORD-012': 412,
  'RECORD-013': 422,
  'RECORD-019': 422,
  // R4 3.1.0.8 and 3.1.0.4: a profile, or a rule of the server; what breaks R4 itself is 400.
  'RECORD-020': 422,
  'FHIR-API-017': 405,
  'SIGN-IN-010': 401,
  // What is asked for is unknown or too much, not the interaction.
  'TERMINOLOGY-002': 422,
  'TERMINOLOGY-004': 422,
  'TERMINOLOGY-005': 422,
  'TERMINOLOGY-007': 400,
};

/** Issue types (R4 IssueType) that say more than the kind does. */
const issueByCode: Readonly<
  Record<string, 'login' | 'security' | 'too-long' | 'too-costly' | 'structure' | 'multiple-matches'>
> = {
  'FHIR-API-001': 'login',
  'SIGN-IN-010': 'login',
  'FHIR-API-006': 'too-long',
  'FHIR-API-007': 'too-long',
  'FHIR-API-008': 'too-long',
  'FHIR-API-009': 'structure',
  'FHIR-API-019': 'structure',
  'RECORD-009': 'too-costly',
  'TERMINOLOGY-004': 'too-costly',
  'RECORD-015': 'too-costly',
  'RECORD-007': 'multiple-matches',
};

/** A fault as an answer: one shape for every error of this API. */
export function faultAnswer(fault: Fault, headers: Readonly<Record<string, string>> = {}): Answer {
  const outcome = faultOperationOutcome(fault, fault.code === 'RECORD-020' ? 'business-rule' : undefined);
  const code = issueByCode[fault.code];
  const issue = code === undefined ? outcome.issue : outcome.issue.map((one) => ({ ...one, code }));
  return jsonAnswer(statusOf(fault), { ...outcome, issue } as { resourceType: string }, {
    ...(fault.kind === 'busy' || fault.kind === 'unavailable'
      ? { 'retry-after': String(fault.retryAfterSeconds ?? 1) }
      : {}),
    ...headers,
  });
}

function statusOf(fault: Fault): number {
  return faultStatus(fault, statusByCode);
}
