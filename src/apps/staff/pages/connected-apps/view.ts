import type { FhirDate } from '#kit';

/** Apps that read for the member of staff who is signed in. */
export interface StaffConnectedAppsView {
  readonly done?: string;
  readonly formToken: string;
  readonly live: readonly {
    readonly grantId: string;
    readonly name: string;
    readonly publisher: string;
    readonly reads: readonly string[];
    readonly allowedAt: FhirDate;
    readonly lastUsedAt?: FhirDate;
  }[];
}
