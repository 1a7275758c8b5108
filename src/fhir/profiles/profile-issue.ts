/** What a validation against profiles finds. */
import type { Flaw } from '#kernel/fault.ts';

export type Severity = 'error' | 'warning' | 'information';

export interface ProfileIssue extends Flaw {
  readonly severity: Severity;
  /** The profile whose rule it is; absent for a rule of the base specification. */
  readonly profile?: string;
}

/** A code that no loaded terminology could judge: whoever has more of it may. */
export interface OpenBinding {
  readonly place: string;
  readonly profile: string;
  readonly valueSet: string;
  readonly strength: 'required' | 'extensible';
  readonly codings: readonly { readonly system?: string; readonly code: string }[];
}

// More than anybody reads; a hostile body may break a rule in every element.
const mostIssues = 200;

export class ProfileFindings {
  readonly issues: ProfileIssue[] = [];
  readonly openBindings: OpenBinding[] = [];
  readonly #seen = new Set<string>();

  /** The same rule at the same place is told once: two profiles of one chain state it twice. */
  add(issue: ProfileIssue): void {
    const key = `${issue.place} ${issue.rule}`;
    if (this.#seen.has(key) || this.issues.length >= mostIssues) return;
    this.#seen.add(key);
    this.issues.push(issue);
  }

  /** However many there are already. */
  addLast(issue: ProfileIssue): void {
    this.issues.push(issue);
  }

  addOpen(binding: OpenBinding): void {
    const key = `${binding.place} ${binding.valueSet}`;
    if (this.#seen.has(key) || this.openBindings.length >= mostIssues) return;
    this.#seen.add(key);
    this.openBindings.push(binding);
  }

  get hasErrors(): boolean {
    return this.issues.some(({ severity }) => severity === 'error');
  }
}
