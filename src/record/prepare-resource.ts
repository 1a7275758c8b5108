/** Turns a resource into the row that is written: id and meta, classification, search hashes, bytes. One stringify. */

import type { Source } from '#directory';
import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { exactJsonText } from '#fhir/written-digits.ts';
import {
  type Compartment,
  isShelf,
  numberText,
  numberTimeMs,
  type ResourceNumber,
  resourceIdText,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import { classifyResource, labelByNationalList, type SensitiveLabeller } from '#privacy';
import { type ResourceState, type ResourceToWrite, resourceState } from '#store';
import { clinicalTimeOf } from './clinical-time.ts';
import { identifierHashes, rowHashes } from './search-hashes.ts';

export interface ResourceToPrepare {
  readonly resource: Resource;
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly supersedes: boolean;
  readonly source: Source;
  readonly version: VersionNumber;
  readonly state?: ResourceState;
  readonly extraLabels?: number;
  readonly sourceKey?: number;
  readonly origin?: number;
}

interface Meta {
  readonly [element: string]: unknown;
}

/** The feed that contributed a resource, as `meta.source` names it. */
export function sourceUri(source: Source): string {
  return `urn:goldthread:source:${source.code}`;
}

function bodyOf(input: ResourceToPrepare): string {
  const { resource, version } = input;
  const { resourceType, id: _id, meta, ...content } = resource;
  const body = {
    resourceType,
    id: resourceIdText(input.compartment, input.number),
    meta: {
      ...((meta as Meta | undefined) ?? {}),
      versionId: numberText(version),
      lastUpdated: new Date(numberTimeMs(version)).toISOString(),
      source: sourceUri(input.source),
    },
    ...content,
  };
  return exactJsonText(body);
}

export interface PrepareDependencies {
  readonly extract: SearchValueExtractor;
  /** What the region counts as sensitive; the national list where it has none of its own. */
  readonly labelSensitive?: SensitiveLabeller;
}

export function prepareResource(deps: PrepareDependencies, input: ResourceToPrepare): ResourceToWrite {
  const values = deps.extract(input.resource);
  const body = bodyOf(input);
  const classification = classifyResource(
    input.resource as Parameters<typeof classifyResource>[0],
    !isShelf(input.compartment),
    { text: body, labeller: deps.labelSensitive ?? labelByNationalList },
  );
  const time = clinicalTimeOf(input.resource);
  return {
    compartment: input.compartment,
    number: input.number,
    type: resourceTypeNumber(input.resource.resourceType as ResourceType),
    version: input.version,
    source: input.source.number,
    contentClass: classification.contentClass,
    label: classification.label | (input.extraLabels ?? 0),
    state: input.state ?? resourceState.current,
    clinicalTimeMs: time.fromMs,
    clinicalUntilMs: time.untilMs,
    sourceKey: input.sourceKey,
    origin: input.origin,
    ...rowHashes({ resource: input.resource, compartment: input.compartment, time }, values),
    identifierHashes: identifierHashes(values),
    body,
    supersedes: input.supersedes,
  };
}
