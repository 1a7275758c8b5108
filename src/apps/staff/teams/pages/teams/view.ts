import type { FhirDate, FieldError } from '#kit';

/** Teams of the reader's organisation. Nothing tells whether anybody named one. */
export interface TeamsView {
  readonly forgeryToken: string;
  readonly done?: string;
  readonly errors: readonly FieldError[];
  readonly teams: readonly TeamShown[];
  readonly form: { readonly name: string; readonly isMember: boolean };
}

export interface TeamShown {
  readonly team: string;
  readonly name: string;
  readonly members: readonly { readonly staffId: string; readonly name: string; readonly since: FhirDate }[];
  /** What was typed for this team, and the fields' own ids. */
  readonly add: {
    readonly nameField: string;
    readonly idField: string;
    readonly name: string;
    readonly staffId: string;
    /** Open where there is a mistake to mend. */
    readonly isOpen: boolean;
  };
  readonly rename: { readonly field: string; readonly name: string; readonly isOpen: boolean };
  /** Says what it does, and asks. */
  readonly endHref: string;
}
