import type { FhirDate, FieldError, Link } from '#kit';
import type { LookShown } from '../../look-view.ts';

/** Who of the officer's own organisation looked at one person. */
export interface PersonLooksView {
  readonly forgeryToken: string;
  readonly errors: readonly FieldError[];
  readonly typed: { readonly nhsNumber: string };
  readonly found?: {
    readonly person?: { readonly name: string; readonly born?: FhirDate; readonly nhsNumber?: string };
    readonly looks: readonly LookShown[];
    /** Older looks: the form is sent again from this leaf. */
    readonly older?: Pick<Link, 'text'> & {
      readonly beforeLeaf: number;
      readonly field: string;
      readonly value: string;
    };
  };
}
