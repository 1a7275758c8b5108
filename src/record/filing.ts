/** One contribution while it is filed. */
import type { Resource } from '#fhir/resource-types.ts';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import type { ResourceState } from '#store';
import type { ChangedResource, Contribution } from './contribution.ts';
import type { WriteDependencies } from './write-dependencies.ts';

export interface Filing {
  readonly deps: WriteDependencies;
  readonly transaction: DatabaseTransaction;
  readonly contribution: Contribution;
  readonly compartment: Compartment;
  readonly version: VersionNumber;
}

export interface PlannedChange {
  readonly change: ChangedResource;
  readonly number: ResourceNumber;
  readonly keyHash: number;
  readonly supersedes: boolean;
  /** Where it lies: what came before the source merged the record stays in the merged one. */
  readonly compartment: Compartment;
  /** What stood before, and how. */
  readonly before: Resource | undefined;
  readonly stateBefore: ResourceState | undefined;
}
