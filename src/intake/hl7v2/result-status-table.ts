/** OBX-11 (table 0085) and OBR-25 (table 0123) into FHIR, with what each letter means. */
import type { DiagnosticReport, Observation } from 'fhir/r4.js';

export interface ResultStatus {
  readonly status: Observation['status'];
  readonly isWithdrawn?: boolean;
  /** Why there is no value. */
  readonly absence?: string;
}

/** Observation result status codes. A letter that is not here is shown as unknown. */
export const resultStatuses: Readonly<Record<string, ResultStatus>> = {
  A: { status: 'amended' },
  B: { status: 'amended' },
  C: { status: 'corrected' },
  D: { status: 'entered-in-error', isWithdrawn: true },
  F: { status: 'final' },
  I: { status: 'registered', absence: 'Specimen in the laboratory, result awaited' },
  N: { status: 'cancelled', absence: 'Not asked' },
  O: { status: 'registered', absence: 'Ordered, no result yet' },
  P: { status: 'preliminary' },
  R: { status: 'preliminary' },
  S: { status: 'preliminary' },
  U: { status: 'final' },
  V: { status: 'final' },
  W: { status: 'entered-in-error', isWithdrawn: true },
  X: { status: 'cancelled', absence: 'The result cannot be obtained' },
};

export interface ReportStatus {
  readonly status: DiagnosticReport['status'];
  readonly isWithdrawn?: boolean;
}

/** Result status codes of a report; W and D are used by English laboratories as in OBX-11. */
export const reportStatuses: Readonly<Record<string, ReportStatus>> = {
  A: { status: 'partial' },
  C: { status: 'corrected' },
  D: { status: 'entered-in-error', isWithdrawn: true },
  F: { status: 'final' },
  I: { status: 'registered' },
  O: { status: 'registered' },
  P: { status: 'preliminary' },
  R: { status: 'partial' },
  S: { status: 'registered' },
  W: { status: 'entered-in-error', isWithdrawn: true },
  X: { status: 'cancelled' },
};
