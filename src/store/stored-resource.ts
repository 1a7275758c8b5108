import type { ContentClass, SourceNumber } from '#disclosure';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';

export const resourceState = { current: 0, deleted: 1, withdrawn: 2 } as const;
export type ResourceState = (typeof resourceState)[keyof typeof resourceState];

/** A resource as it lies in the store: the columns that decisions and order need, and its bytes. */
export interface StoredResource {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly type: number;
  readonly version: VersionNumber;
  readonly source: SourceNumber;
  readonly contentClass: ContentClass;
  readonly label: number;
  readonly state: ResourceState;
  /** Milliseconds since 1970. */
  readonly clinicalTimeMs: number | undefined;
  /** UTF-8 JSON, exactly as it is sent. */
  readonly body: Buffer;
}

/** A resource to be written. `body` already holds its id, versionId and lastUpdated. */
export interface ResourceToWrite {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly type: number;
  readonly version: VersionNumber;
  readonly source: SourceNumber;
  readonly contentClass: ContentClass;
  readonly label: number;
  readonly state: ResourceState;
  readonly clinicalTimeMs: number | undefined;
  readonly clinicalUntilMs: number | undefined;
  readonly sourceKey: number | undefined;
  readonly origin: number | undefined;
  readonly tokens: readonly number[];
  /** Hash of the code that a search over the region is likeliest to name. */
  readonly primaryCode: number | undefined;
  /** Hashes of those that it has beside it. */
  readonly furtherCodes: readonly number[];
  readonly identifierHashes: readonly number[];
  readonly body: string;
  /** True when the resource is there already: its present version is moved to the history. */
  readonly supersedes: boolean;
}

/** Those without a time last; what is as old by number, so that the order is of what is shown alone. */
export function newestFirst(one: StoredResource, other: StoredResource): number {
  const [time, otherTime] = [one.clinicalTimeMs, other.clinicalTimeMs];
  if (time !== otherTime) {
    if (time === undefined) return 1;
    return otherTime === undefined ? -1 : otherTime - time;
  }
  return other.number - one.number || other.compartment - one.compartment;
}
