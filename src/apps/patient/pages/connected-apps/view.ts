import type { FhirDate } from '#kit';

/** What apps may see of the person's record, and how to stop each. */
export interface ConnectedAppsView {
  /** What was done just now. */
  readonly done?: string;
  readonly live: readonly ConnectedAppView[];
  readonly ended: readonly EndedAppView[];
  readonly openable: readonly { readonly clientId: string; readonly name: string; readonly publisher: string }[];
  readonly formToken: string;
}

export interface ConnectedAppView {
  readonly grantId: string;
  readonly name: string;
  readonly publisher: string;
  readonly sees: readonly string[];
  readonly allowedAt: FhirDate;
  readonly lastUsedAt?: FhirDate;
  /** Absent where it ends when the person logs out. */
  readonly endsAt?: FhirDate;
}

export interface EndedAppView {
  readonly name: string;
  readonly endedAt: FhirDate;
  readonly why: string;
  /** Somebody else may have had a key of the app. */
  readonly isWarning: boolean;
}
