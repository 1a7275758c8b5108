/** Bundles around stored bytes: no resource is parsed to be sent. */
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import {
  type Compartment,
  numberText,
  numberTimeMs,
  type ResourceNumber,
  resourceIdText,
} from '#kernel/identity-number.ts';
import type { ApiResource } from '#record';

export interface BundleLink {
  readonly relation: 'self' | 'next';
  readonly url: string;
}

export interface BundleEntryBytes {
  readonly fullUrl?: string;
  readonly resource?: Buffer;
  /** `search`, `request`, `response`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface BundleParts {
  readonly type: 'searchset' | 'history' | 'batch-response' | 'transaction-response';
  readonly total?: number;
  readonly links: readonly BundleLink[];
  readonly entries: readonly BundleEntryBytes[];
}

/** What stands before an entry's resource, and what after it; all of it stands before where there is no resource. */
function aroundResource(entry: BundleEntryBytes): readonly [string, string] {
  const rest = JSON.stringify(entry.rest).slice(1);
  const url = entry.fullUrl === undefined ? '{' : `{"fullUrl":${JSON.stringify(entry.fullUrl)}`;
  const comma = entry.fullUrl === undefined ? '' : ',';
  if (entry.resource === undefined) return [`${url}${rest === '}' ? '' : comma}${rest}`, ''];
  return [`${url}${comma}"resource":`, rest === '}' ? '}' : `,${rest}`];
}

export function assembleBundle(parts: BundleParts): Buffer {
  const head = {
    resourceType: 'Bundle',
    type: parts.type,
    ...(parts.total === undefined ? {} : { total: parts.total }),
    ...(parts.links.length === 0 ? {} : { link: parts.links }),
  };
  const headText = JSON.stringify(head);
  // An empty array is no FHIR (R4 2.6.2).
  if (parts.entries.length === 0) return Buffer.from(headText);
  const pieces: Uint8Array[] = [];
  let text = `${headText.slice(0, -1)},"entry":[`;
  for (const [index, entry] of parts.entries.entries()) {
    const [before, after] = aroundResource(entry);
    text += index === 0 ? before : `,${before}`;
    if (entry.resource === undefined) continue;
    pieces.push(Buffer.from(text), entry.resource);
    text = after;
  }
  pieces.push(Buffer.from(`${text}]}`));
  return Buffer.concat(pieces);
}

export function typeOf(resource: ApiResource): ResourceType {
  return resourceTypeOf(resource.type);
}

export function idOf(resource: ApiResource): string {
  return resourceIdText(resource.compartment as Compartment, resource.number as ResourceNumber);
}

export function etagOf(version: number): string {
  return `W/"${numberText(version)}"`;
}

/** R4 3.1.0.1.3; HTTP dates have whole seconds. */
export function versionHeaders(version: number): Record<string, string> {
  return { etag: etagOf(version), 'last-modified': new Date(numberTimeMs(version)).toUTCString() };
}
