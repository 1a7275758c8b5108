import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { ResourceValidator } from '#fhir/validate-resource.ts';
import type { SensitiveLabeller } from '#privacy';
import type { FollowingDependencies } from './follow-records.ts';
import type { Outbox } from './subscriptions/outbox.ts';

export interface WriteDependencies extends FollowingDependencies {
  readonly extract: SearchValueExtractor;
  /** What the region counts as sensitive; the national list where it has none of its own. */
  readonly labelSensitive?: SensitiveLabeller;
  readonly validate: ResourceValidator;
  /** Told of every row that is written, in its transaction. */
  readonly outbox: Outbox;
}
