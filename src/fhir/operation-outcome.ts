/** What a fault is on the FHIR API: an OperationOutcome (R4 2.30) and an HTTP status (R4 3.1.0). */
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import type { Fault, FaultKind, Flaw } from '#kernel/fault.ts';
import type { ProfileIssue } from './profiles/profile-issue.ts';

type IssueCode = OperationOutcomeIssue['code'];

const byKind: Readonly<Record<FaultKind, { readonly code: IssueCode; readonly status: number }>> = {
  invalid: { code: 'invalid', status: 400 },
  'not-found': { code: 'not-found', status: 404 },
  gone: { code: 'deleted', status: 410 },
  refused: { code: 'forbidden', status: 403 },
  conflict: { code: 'conflict', status: 409 },
  unsupported: { code: 'not-supported', status: 501 },
  busy: { code: 'throttled', status: 429 },
  unavailable: { code: 'transient', status: 503 },
  broken: { code: 'exception', status: 500 },
};

// What the validator puts in brackets at the end of a rule, and the issue type that says the same.
const byRule: readonly (readonly [RegExp, IssueCode])[] = [
  [/\(cardinality 1\.\.\)$/, 'required'],
  [/\((cardinality|unknown element|choice of types|closed slicing|ordered slicing|slicing open)/, 'structure'],
  [/\(type of the profile\)$/, 'structure'],
  [/\((unknown (modifier )?extension|context of the extension)\)$/, 'extension'],
  [/\((required|extensible) binding\)$/, 'code-invalid'],
  [/\((fixed|pattern) value\)$/, 'value'],
  [/\(rule [^)]+\)$/, 'invariant'],
  [/\(type [^)]+\)$/, 'value'],
  [/\(reference target\)$/, 'value'],
];

/**
 * The HTTP status of a fault.
 * @param statusByCode statuses of fault codes that differ from their kind's, such as 412 for a version that If-Match missed
 */
export function faultStatus(fault: Fault, statusByCode: Readonly<Record<string, number>> = {}): number {
  return statusByCode[fault.code] ?? byKind[fault.kind].status;
}

/**
 * One issue for each flaw, each with its place; one in all for a fault without flaws. Never holds patient data.
 * @param code of flaws whose rule says no more: that of the fault's kind unless told otherwise
 */
export function faultOperationOutcome(fault: Fault, code: IssueCode = byKind[fault.kind].code): OperationOutcome {
  const details = { text: `${fault.message} (${fault.code})` };
  const severity = fault.kind === 'broken' ? 'fatal' : 'error';
  const flaws = fault.flaws ?? [];
  if (flaws.length === 0) return { resourceType: 'OperationOutcome', issue: [{ severity, code, details }] };
  return { resourceType: 'OperationOutcome', issue: flaws.map((flaw) => ({ ...flawIssue(flaw, code), details })) };
}

/** A flaw as an issue: its place as FHIRPath in `expression`, its rule in `details`, both in `diagnostics`. */
export function flawIssue(flaw: Flaw, otherwise: IssueCode = 'invalid'): OperationOutcomeIssue {
  const code = byRule.find(([form]) => form.test(flaw.rule))?.[1] ?? otherwise;
  return {
    severity: 'error',
    code,
    details: { text: flaw.rule },
    diagnostics: `${flaw.place} ${flaw.rule}`,
    expression: [/^[A-Z]/.test(flaw.place) ? flaw.place.replaceAll(sliceName, '') : flaw.place],
  };
}

// `Patient.identifier:nhsNumber`: the slice is named for the reader, and is no FHIRPath. A parameter's modifier stays.
const sliceName = /:[^.\s]+/g;

/** The same with the severity of what is found against profiles, and the profile whose rule it is. */
export function profileIssue(issue: ProfileIssue): OperationOutcomeIssue {
  const said = flawIssue(issue, issue.severity === 'information' ? 'informational' : 'invalid');
  const profile = issue.profile === undefined ? '' : `, by ${issue.profile}`;
  return { ...said, severity: issue.severity, diagnostics: `${said.diagnostics}${profile}` };
}

/** What `$validate` answers for a resource without flaws, and whatever else has nothing to complain about. */
export function allOk(text = 'No flaws found'): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', details: { text } }],
  };
}
