import type { Directory } from '#directory';
import type { Clock } from '#kernel/clock.ts';
import type { Database, Log, Metrics } from '#platform';
import type { SharedRecord } from '#record';

/** What an intake does with the record: it contributes, and tells open pages. It never reads. */
export type ContributedRecord = Pick<SharedRecord, 'contribute' | 'changes'>;

export interface IntakeDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly record: ContributedRecord;
  readonly clock: Clock;
  readonly nextNumber: () => number;
  readonly log: Log;
  readonly metrics?: Metrics;
  /** A demo region takes messages of any sender. */
  readonly isDemo: boolean;
}
