/** What checking a resource against profiles has at hand. */
import type { FhirDefinitions } from '../definitions.ts';
import type { ElementItem, Members } from './element-item.ts';
import type { ProfileFindings } from './profile-issue.ts';
import type { ProfileTree } from './profile-tree.ts';
import type { StructureDefinition } from './structure-definition.ts';
import type { Membership } from './value-set-membership.ts';

/**
 * What one validation may cost. A resource of ordinary care spends some hundreds, a Bundle of 3,500 some hundred thousand;
 * a body of 16 MB that is made to be dear would hold the server for a minute.
 */
export class Budget {
  #left = mostSteps;

  /** False when nothing is left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left > 0;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }
}

export const mostSteps = 1_000_000;
export const stepsOfExpression = 20;

export interface CheckContext {
  readonly definitions: FhirDefinitions;
  readonly membership: Membership;
  readonly structureOf: (url: string) => StructureDefinition | undefined;
  readonly treeOf: (url: string) => ProfileTree | undefined;
  /** Whether an item conforms to a profile, with all that is found thrown away. */
  readonly conforms: (tree: ProfileTree, item: ElementItem, context: CheckContext) => boolean;
  /** The resource that is not contained, and the one being checked: variables of FHIRPath. */
  readonly root: Members;
  readonly resource: Members;
  readonly findings: ProfileFindings;
  readonly budget: Budget;
  /** The profile whose rules are being checked. */
  readonly profile: string;
  /** How many profiles lie around this one: types of elements name profiles of their own. */
  readonly depth: number;
}

// A profile may name itself for an inner element: no resource of use nests deeper.
export const deepestProfile = 24;
