import type { FhirDate } from '#kit';

/** What waits for the practice: requests to act for a patient, and permissions whose review is due. */
export interface ActingToDecideView {
  readonly waiting: readonly {
    readonly href: string;
    readonly patient: string;
    readonly born?: FhirDate;
    readonly proxy: string;
    readonly relationship: string;
    readonly what: string;
    readonly since: FhirDate;
  }[];
}
