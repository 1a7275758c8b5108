import type { FhirDate, FieldError } from '#kit';
import type { DecisionSaid } from '../../say-alert.ts';

/** What a member of staff could see of a person when they looked, and why. Counts, never content. */
export interface MomentView {
  readonly forgeryToken: string;
  readonly errors: readonly FieldError[];
  readonly typed: Readonly<Record<'nhsNumber' | 'staffId' | 'day' | 'time', string>>;
  readonly found?: {
    readonly at: FhirDate;
    readonly staffId: string;
    readonly role: string;
    readonly isOpen: boolean;
    readonly relationship: string;
    readonly reason?: string;
    readonly isWithoutPlace: boolean;
    readonly decisions: readonly DecisionSaid[];
    readonly entries: readonly { readonly kind: string; readonly count: number }[];
    readonly total: number;
  };
}
