import type { FhirDate } from '#kit';
import type { SignInAgain } from '../../../sign-in-again/sign-in-again.ts';

/** Emergencies of colleagues that wait for a second person. It names nobody whose record it is. */
export interface AgreeView {
  readonly forgeryToken: string;
  readonly signInAgain?: SignInAgain;
  readonly done?: string;
  readonly waiting: readonly {
    readonly reference: string;
    readonly staffId: string;
    readonly asked: FhirDate;
    readonly until: FhirDate;
    readonly reason: string;
  }[];
}
