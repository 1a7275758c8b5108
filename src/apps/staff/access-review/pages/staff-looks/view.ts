import type { FieldError } from '#kit';
import type { LookShown } from '../../look-view.ts';

/** Whom one member of staff looked at; people are numbered until the officer asks who one is. */
export interface StaffLooksView {
  readonly forgeryToken: string;
  readonly errors: readonly FieldError[];
  readonly typed: { readonly staffId: string; readonly from: string; readonly until: string };
  readonly found?: {
    readonly looks: readonly LookShown[];
    readonly people: readonly { readonly name: string; readonly person: string; readonly looks: number }[];
    readonly isCut: boolean;
  };
}
