/** What the entries of a transaction ask for, read before anything is looked up. */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import { type ResourcePatch, readPatch } from '#fhir/patch/read-patch.ts';
import { isResourceType, type Resource, type ResourceType } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { parseResourceId } from '#kernel/identity-number.ts';
import type { RecordFaultCode } from '../faults.ts';

export type EntryMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ReadEntry {
  /** Its place in the Bundle. */
  readonly index: number;
  readonly method: EntryMethod;
  readonly type: ResourceType;
  readonly fullUrl?: string | undefined;
  /** What is to stand: of a PATCH once it is applied. */
  readonly resource?: Resource | undefined;
  readonly patch?: ResourcePatch | undefined;
  /** PUT, PATCH and DELETE by id: one of the region's, or one that the source chose (decision 18). */
  readonly id?: string | undefined;
  /** The query of If-None-Exist, or of a conditional update, patch or delete. */
  readonly condition?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** A flaw of an entry; the code says what it is when the entry was sent alone. */
export interface EntryFlaw extends Flaw {
  readonly code?: RecordFaultCode;
}

/** An id that its source chose: whatever has not the form of the region's own (decision 18). */
export function isClientId(id: string): boolean {
  return parseResourceId(id) === undefined;
}

const restfulEnd = /\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/;

/** Texts by which other entries of the Bundle may name this one (R4 2.36.4.1). */
export function namesOf(entry: Pick<ReadEntry, 'fullUrl' | 'id' | 'type'>): string[] {
  const { fullUrl, id, type } = entry;
  const relative = fullUrl === undefined ? undefined : restfulEnd.exec(fullUrl)?.[1];
  return [fullUrl, relative, id === undefined ? undefined : `${type}/${id}`].filter((name) => name !== undefined);
}

const clientIdForm = /^[A-Za-z0-9\-.]{1,64}$/;

interface EntryReading {
  readonly entry: BundleEntry;
  readonly request: NonNullable<BundleEntry['request']>;
  readonly index: number;
  readonly place: string;
  readonly flaws: EntryFlaw[];
}

/** The address of an entry, relative or under the base that every entry of this Bundle may name (R4 2.36.4.1). */
function addressOf({ request }: EntryReading): { type: string; id: string | undefined; query: string | undefined } {
  const [path = '', query] = request.url.replace(/^\?/, '').split(/\?(.*)/s);
  const [type = '', id, ...rest] = path.replace(/^\//, '').split('/');
  return { type: rest.length === 0 ? type : '', id: id === '' ? undefined : id, query };
}

const conditionText = (query: string): string => query.replace(/^\?/, '');

function readBody(
  reading: EntryReading,
  method: EntryMethod,
  { type, id }: { readonly type: ResourceType; readonly id: string | undefined },
): Partial<ReadEntry> | undefined {
  const { entry, place, flaws } = reading;
  if (method === 'DELETE') return {};
  const resource = entry.resource as Resource | undefined;
  if (method === 'PATCH') {
    const patch = readPatch(resource);
    if (patch.ok) return { patch: patch.value };
    flaws.push(...patch.flaws.map((flaw) => ({ place: `${place}.resource: ${flaw.place}`, rule: flaw.rule })));
    return undefined;
  }
  if (resource?.resourceType !== type) {
    flaws.push({ place: `${place}.resource`, rule: `must be a ${type}, as request.url says` });
    return undefined;
  }
  // R4 3.1.0.4: of two ids nobody knows which is meant.
  if (method === 'PUT' && id !== undefined && resource.id !== undefined && resource.id !== id) {
    flaws.push({ place: `${place}.resource.id`, rule: 'must be the id in request.url' });
    return undefined;
  }
  return { resource };
}

function readTarget(
  reading: EntryReading,
  method: EntryMethod,
  address: ReturnType<typeof addressOf>,
): Pick<ReadEntry, 'id' | 'condition'> | undefined {
  const { request, place, flaws } = reading;
  const wrong = (rule: string): undefined => {
    flaws.push({ place: `${place}.request.url`, rule });
    return undefined;
  };
  if (method === 'POST') {
    const { ifNoneExist } = request;
    if (address.id !== undefined) return wrong('of a POST must be a resource type alone');
    return { condition: ifNoneExist === undefined ? undefined : conditionText(ifNoneExist) };
  }
  if (address.id !== undefined)
    return clientIdForm.test(address.id) ? { id: address.id } : wrong('must hold an id (type id)');
  if (address.query === undefined || address.query === '')
    return wrong('must name one resource by its id or a condition');
  return { condition: address.query };
}

const isReading = (method: string | undefined): boolean => method === 'GET' || method === 'HEAD';

function readEntry(entry: BundleEntry, index: number, flaws: EntryFlaw[]): ReadEntry | undefined {
  const place = `Bundle.entry[${index}]`;
  const { request } = entry;
  if (request?.method === undefined) {
    flaws.push({ place: `${place}.request`, rule: 'is required in a transaction (bdl-3)' });
    return undefined;
  }
  const { method } = request;
  if (isReading(method)) {
    // Left out without a word, its answer would be missing from the response.
    flaws.push({ place: `${place}.request.method`, rule: `${method} is not for what is only contributed` });
    return undefined;
  }
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') {
    flaws.push({ place: `${place}.request.method`, rule: 'must be POST, PUT, PATCH or DELETE (http-verb)' });
    return undefined;
  }
  const reading: EntryReading = { entry, request, index, place, flaws };
  const address = addressOf(reading);
  if (!isResourceType(address.type)) {
    flaws.push({ place: `${place}.request.url`, rule: 'must begin with a resource type of FHIR R4' });
    return undefined;
  }
  // It is no part of anybody's record, and is checked, kept and shown by itself.
  if (address.type === 'Subscription') {
    flaws.push({ place: `${place}.request.url`, rule: 'a Subscription is made by itself: POST [base]/Subscription' });
    return undefined;
  }
  // It changes what the whole region is searched by.
  if (address.type === 'SearchParameter') {
    const rule = 'a SearchParameter is defined by itself: POST or PUT to [base]/SearchParameter';
    flaws.push({ place: `${place}.request.url`, rule });
    return undefined;
  }
  const target = readTarget(reading, method, address);
  const body = readBody(reading, method, { type: address.type, id: address.id });
  if (target === undefined || body === undefined) return undefined;
  const { ifMatch, ifNoneMatch } = request;
  return { index, method, type: address.type, fullUrl: entry.fullUrl, ...target, ...body, ifMatch, ifNoneMatch };
}

/**
 * The writing entries of a transaction, or every rule that the Bundle breaks. With `hasReadings` its GET and HEAD are left
 * to whoever answers them after the writes (R4 3.1.0.11.2).
 */
export function readEntries(bundle: Bundle, hasReadings: boolean): { entries: ReadEntry[]; flaws: EntryFlaw[] } {
  const flaws: EntryFlaw[] = [];
  const entries = (bundle.entry ?? []).flatMap((entry, index) =>
    hasReadings && isReading(entry.request?.method) ? [] : (readEntry(entry, index, flaws) ?? []),
  );
  const seen = new Set<string>();
  for (const entry of entries)
    if (entry.fullUrl !== undefined) {
      if (seen.has(entry.fullUrl))
        flaws.push({ place: `Bundle.entry[${entry.index}].fullUrl`, rule: 'must be unique in the Bundle (bdl-7)' });
      seen.add(entry.fullUrl);
    }
  return { entries, flaws };
}
