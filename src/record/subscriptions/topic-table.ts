/** What can be subscribed to: canonical topics, with what of a change makes an event. */
import { type Resource, type ResourceType, resourceTypes } from '#fhir/resource-types.ts';
import { resourceState, type StoredResource } from '#store';

/** One version of a resource as the subscriber may see it. */
export interface TopicVersion {
  readonly resource: Resource;
  readonly row: StoredResource;
}

export interface Topic {
  readonly url: string;
  readonly title: string;
  readonly types: readonly ResourceType[];
  /** A filter must name the type: everything about everybody is nobody's subscription. */
  readonly needsFilter: boolean;
  readonly isEvent: (now: TopicVersion, before: TopicVersion | undefined) => boolean;
}

const base = 'https://goldthread.example/SubscriptionTopic';

function statusOf(version: TopicVersion | undefined): string {
  return String(version?.resource['status'] ?? '');
}

function isGone(version: TopicVersion | undefined): boolean {
  return (
    version !== undefined && (version.row.state !== resourceState.current || statusOf(version) === 'entered-in-error')
  );
}

/** The state is one of these now, and was not before. */
function comesTo(...wanted: readonly string[]): Topic['isEvent'] {
  return (now, before) => !isGone(now) && wanted.includes(statusOf(now)) && !wanted.includes(statusOf(before));
}

const resultCategories: ReadonlySet<string> = new Set(['laboratory', 'imaging']);

function isResult({ resource }: TopicVersion): boolean {
  if (resource.resourceType === 'DiagnosticReport') return true;
  const categories = (resource['category'] ?? []) as readonly { coding?: readonly { code?: string }[] }[];
  return categories.some(({ coding }) => coding?.some(({ code }) => resultCategories.has(code ?? '')));
}

const reported: ReadonlySet<string> = new Set(['preliminary', 'partial', 'final', 'amended', 'corrected', 'appended']);

export const topics: readonly Topic[] = [
  {
    url: `${base}/encounter-start`,
    title: 'An encounter begins',
    types: ['Encounter'],
    needsFilter: false,
    isEvent: comesTo('arrived', 'triaged', 'in-progress'),
  },
  {
    url: `${base}/encounter-end`,
    title: 'An encounter ends',
    types: ['Encounter'],
    needsFilter: false,
    isEvent: comesTo('finished'),
  },
  {
    url: `${base}/new-result`,
    title: 'A result or report arrives, or is corrected',
    types: ['Observation', 'DiagnosticReport'],
    needsFilter: false,
    isEvent: (now) => !isGone(now) && isResult(now) && reported.has(statusOf(now)),
  },
  {
    url: `${base}/document-added`,
    title: 'A document is added',
    types: ['DocumentReference'],
    needsFilter: false,
    isEvent: (now, before) => !isGone(now) && (before === undefined || isGone(before)),
  },
  {
    url: `${base}/document-withdrawn`,
    title: 'A document is withdrawn by its source',
    types: ['DocumentReference'],
    needsFilter: false,
    isEvent: (now, before) => isGone(now) && !isGone(before),
  },
  {
    url: `${base}/resource-changed`,
    title: 'A resource of a type is created, updated or deleted',
    types: resourceTypes,
    needsFilter: true,
    isEvent: () => true,
  },
];

export function findTopic(url: string): Topic | undefined {
  return topics.find((topic) => topic.url === url);
}
