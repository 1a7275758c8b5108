/** One event as its subscriber may see it now: decided now, read under that grant, held against topic and filters. */
import type { AccessGrant, PersonNumber, PurposeOfUse, RequestContext } from '#disclosure';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import type { SealedRows, StoredResource } from '#store';
import { type ApiDependencies, decideForCompartment } from '../answer-api.ts';
import { shownResource } from '../search/find/search-rows.ts';
import { isMatch } from '../search/match/is-match.ts';
import type { ReadSearch } from '../search/search-criterion.ts';
import type { StoredSubscription, SubscriptionEvent } from './subscription.ts';
import { findTopic } from './topic-table.ts';

export interface EventReading {
  readonly subscription: StoredSubscription;
  /** Compiled from the subscription's own. */
  readonly filters: readonly ReadSearch[];
  /** Whether the subscriber may read the type at all, asked of what they hold now. */
  readonly mayRead: (type: ResourceType) => boolean;
  readonly request: RequestContext;
}

const purposes: Readonly<Record<StoredSubscription['caller']['kind'], PurposeOfUse>> = {
  staff: 'TREAT',
  patient: 'PATRQT',
  system: 'SYSDEV',
};

export function requestOf(subscription: StoredSubscription, part: string, nowMs: number): RequestContext {
  const { caller, id } = subscription;
  return {
    requestId: `subscription-${id}-${part}`,
    caller,
    purpose: purposes[caller.kind],
    route: 'notification of a subscription',
    atMs: nowMs,
  };
}

export interface ReadEvent {
  /** One row, the newest version, when the event is for the subscriber; none otherwise. */
  readonly rows: SealedRows | undefined;
  readonly grant: AccessGrant | undefined;
  /** Refused: for the log. */
  readonly refused: { readonly persons: readonly PersonNumber[]; readonly decidedBy: readonly string[] } | undefined;
}

const nothing: ReadEvent = { rows: undefined, grant: undefined, refused: undefined };

function isForSubscriber(
  reading: EventReading,
  grant: AccessGrant,
  event: SubscriptionEvent,
  versions: readonly StoredResource[],
): boolean {
  const at = versions.findIndex((row) => row.version === event.version);
  const now = versions[at];
  if (now === undefined) return false;
  const seen = (row: StoredResource) => ({ row, resource: shownResource(grant, row) });
  const before = versions[at + 1];
  const topic = findTopic(reading.subscription.topic);
  const current = seen(now);
  if (topic?.isEvent(current, before === undefined ? undefined : seen(before)) !== true) return false;
  const own = reading.filters.filter(({ type }) => type === current.resource.resourceType);
  if (reading.filters.length === 0) return true;
  // The subscriber's filters name the person by any of their records.
  const context = {
    nowMs: now.clinicalTimeMs ?? 0,
    patientKey: (id: string) => (reading.subscription.anchor === undefined ? id : 'the patient'),
  };
  return own.some((search) => isMatch(search, current.resource, context));
}

/** Reading inside the seal: nothing leaves but whether it is an event. */
export async function readEvent(
  deps: ApiDependencies,
  reading: EventReading,
  event: SubscriptionEvent,
): Promise<ReadEvent> {
  if (!reading.mayRead(resourceTypeOf(event.type as never))) return nothing;
  const { decision, person } = await decideForCompartment(deps, reading.request, event.compartment);
  if (!decision.isGranted) {
    const persons = person === undefined ? [] : [person.person];
    return { ...nothing, refused: { persons, decidedBy: decision.decidedBy } };
  }
  const { grant } = decision;
  const versions = await deps.store.readVersions(grant, event.type as never, event);
  let isEvent = false;
  const rows = versions.keep((all) => {
    isEvent = isForSubscriber(reading, grant, event, all);
    return isEvent ? all.slice(0, 1) : [];
  });
  return isEvent ? { rows, grant, refused: undefined } : nothing;
}
