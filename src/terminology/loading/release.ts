/** A release of a code system as a loader gives it: the CodeSystem resource without its concepts, and the concepts in order. */
import type { Resource } from '#fhir/resource-types.ts';
import { failed, type Outcome } from '#kernel/outcome.ts';
import { terminologyFault } from '../faults.ts';
import type { ConceptToLoad } from '../stored/loaded-definitions.ts';
import { ancestorsOf } from './hierarchy.ts';

export interface Release {
  readonly codeSystem: Resource;
  readonly conceptCount: number;
  concepts(): Iterable<ConceptToLoad>;
}

export interface ReleaseDescription {
  readonly url: string;
  readonly version: string;
  readonly name: string;
  readonly title: string;
  readonly publisher: string;
  readonly copyright: string;
  readonly count: number;
}

/** R4 CodeSystem.content `not-present`: the resource says that there is such a code system, the tables hold it. */
export function codeSystemOf({ title, ...described }: ReleaseDescription): Resource {
  return {
    resourceType: 'CodeSystem',
    ...described,
    title,
    status: 'active',
    experimental: false,
    caseSensitive: true,
    hierarchyMeaning: 'is-a',
    content: 'not-present',
  };
}

export type ConceptBeforeHierarchy = Omit<ConceptToLoad, 'ancestors'>;

export function* withAncestors(concepts: readonly ConceptBeforeHierarchy[]): Iterable<ConceptToLoad> {
  const parents = concepts.map((concept) => concept.parents);
  for (const [place, concept] of concepts.entries()) yield { ...concept, ancestors: ancestorsOf(parents, place) };
}

export function refuseRelease(place: string, rule: string): Outcome<never> {
  return failed(terminologyFault('TERMINOLOGY-008', [{ place, rule }]));
}
