import type { FieldError } from '#kit';

/** Staff choose the role and organisation they work in now: each decides what opens. */
export interface ChooseRoleView {
  readonly action: string;
  readonly forgeryToken: string;
  readonly errors: readonly FieldError[];
  readonly roles: readonly RoleChoice[];
}

export interface RoleChoice {
  /** What the form sends as `role`. */
  readonly value: string;
  readonly role: string;
  readonly organisation: string;
  readonly odsCode: string;
  readonly isChosen: boolean;
}
