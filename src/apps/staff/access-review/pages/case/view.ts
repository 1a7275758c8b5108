import type { FhirDate, FieldError, Tag } from '#kit';
import type { SignInAgain } from '../../../sign-in-again/sign-in-again.ts';
import type { LookShown } from '../../look-view.ts';
import type { DecisionSaid } from '../../say-alert.ts';

/** One alert, whom it is about, what was shown and why, and its way to a finding. No clinical content. */
export interface CaseView {
  readonly home: string;
  readonly forgeryToken: string;
  /** Once, beside the first form that may ask for it. */
  readonly signInAgain?: SignInAgain;
  readonly errors: readonly FieldError[];
  readonly done?: string;
  readonly title: string;
  readonly why: string;
  readonly reason: string;
  /** Whose alert it is, where it is another organisation's: no looks are shown then, and no evidence is given. */
  readonly elsewhere?: string;
  readonly reference: string;
  readonly state: Tag;
  readonly raised: FhirDate;
  readonly due?: FhirDate;
  readonly person?: { readonly name: string; readonly born?: FhirDate; readonly nhsNumber?: string };
  readonly staff?: { readonly name: string; readonly identifier: string; readonly role: string };
  readonly claim?: {
    readonly reason: string;
    readonly words: string;
    readonly from: FhirDate;
    readonly until: FhirDate;
    readonly confirmed?: FhirDate;
  };
  readonly decisions: readonly DecisionSaid[];
  readonly looks: readonly LookShown[];
  readonly steps: readonly {
    readonly at: FhirDate;
    readonly by: string;
    readonly what: string;
    readonly words?: string;
  }[];
  /** False where the alert is about nobody of the staff, or is closed. */
  readonly mayAsk: boolean;
  readonly isClosed: boolean;
  /** How the member of staff is connected to the person; none where the alert does not name both, or is not the officer's own. */
  readonly connection?: {
    readonly noted?: { readonly text: string; readonly by: string; readonly since: FhirDate };
    readonly choices: readonly { readonly value: string; readonly text: string; readonly isChosen: boolean }[];
  };
  /** Places stay kept back for what another record says, and the officer may end it. */
  readonly isPlaceInDoubt: boolean;
  readonly findings: readonly { readonly value: string; readonly text: string; readonly isChosen: boolean }[];
  /** What was typed, after a mistake. */
  readonly typed: { readonly question: string; readonly words: string; readonly foundOut: string };
  readonly hasProofs: boolean;
}
