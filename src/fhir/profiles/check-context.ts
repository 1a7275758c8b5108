/** What checking a resource against profiles has at hand. */
import type { FhirDefinitions } from '../definitions.ts';
import type { Members } from './element-item.ts';
import type { ProfileFindings } from './profile-issue.ts';
import type { ProfileTree } from './profile-tree.ts';
import type { StructureDefinition } from './structure-definition.ts';
import type { Membership } from './value-set-membership.ts';

export interface CheckContext {
  readonly definitions: FhirDefinitions;
  readonly membership: Membership;
  readonly structureOf: (url: string) => StructureDefinition | undefined;
  readonly treeOf: (url: string) => ProfileTree | undefined;
  /** The resource that is not contained, and the one being checked: variables of FHIRPath. */
  readonly root: Members;
  readonly resource: Members;
  readonly findings: ProfileFindings;
  /** The profile whose rules are being checked. */
  readonly profile: string;
  /** How many profiles lie around this one: types of elements name profiles of their own. */
  readonly depth: number;
}

// A profile may name itself for an inner element: no resource of use nests deeper.
export const deepestProfile = 24;
