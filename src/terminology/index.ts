export type { TerminologyType } from './catalogue.ts';
export { type CodesBySystem, createTerminology, type Terminology } from './create-terminology.ts';
export { type CardElement, cardElements, type DefinitionCard, type FoundDefinitions } from './definition-cards.ts';
export { type PackageResources, packageResources } from './loading/package-resources.ts';
export { type ReleaseOptions, readRelease } from './loading/read-release.ts';
export type { Release } from './loading/release.ts';
export { type AskedParameter, askedInAddress, askedInResource } from './operations/asked-parameters.ts';
export type { ConceptToLoad } from './stored/loaded-definitions.ts';
