import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { ResourceValidator } from '#fhir/validate-resource.ts';

export interface WriteDependencies {
  readonly nextNumber: () => number;
  readonly extract: SearchValueExtractor;
  readonly validate: ResourceValidator;
}
