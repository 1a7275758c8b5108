/**
 * What stands on an item beside its content, as bits of one integer column, so that visibility is decided inside the
 * query. The numbers are stored: append only.
 */
export const label = {
  /** v3-Confidentiality R. */
  restricted: 1,
  /** v3-Confidentiality V. */
  veryRestricted: 1 << 1,
  /** National exclusion sets: sexually transmitted infection, assisted fertilisation, gender, termination. */
  sexualHealth: 1 << 2,
  fertility: 1 << 3,
  genderIdentity: 1 << 4,
  termination: 1 << 5,
  /** Abuse and safeguarding: for staff entitled to it, never for patient-facing or proxy views. */
  safeguarding: 1 << 6,
  sealed: 1 << 7,
  sealedLocked: 1 << 8,
  hiddenFromPatient: 1 << 9,
  /** Holds information about or from a third party. */
  thirdParty: 1 << 10,
  /** Its source has not yet released it to the patient. */
  awaitingRelease: 1 << 11,
  hiddenFromProxy: 1 << 12,
  /** Withdrawn at the source as belonging to another person: shown to nobody. */
  wrongPerson: 1 << 13,
  /** The labeller failed or a security label was not understood: shown to nobody until filed (D0). */
  awaitingFiling: 1 << 14,
  /** A service that people use anonymously: stays out unless the person asks. */
  anonymousService: 1 << 15,
} as const;

export type LabelName = keyof typeof label;

export const sensitiveLabels = label.sexualHealth | label.fertility | label.genderIdentity | label.termination;

/** Shown to nobody, whatever the grant says. */
export const labelsHiddenFromAll = label.wrongPerson | label.awaitingFiling;

export function labelNames(bits: number): LabelName[] {
  return (Object.keys(label) as LabelName[]).filter((name) => (bits & label[name]) !== 0);
}
