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
function aroundResource(entry: BundleEntryBytes, restTexts: Map<BundleEntryBytes['rest'], string>): [string, string] {
  // Entries of a search share what stands beside their resources.
  const rest = restTexts.get(entry.rest) ?? JSON.stringify(entry.rest).slice(1);
  restTexts.set(entry.rest, rest);
  const url = entry.fullUrl === undefined ? '{' : `{"fullUrl":${JSON.stringify(entry.fullUrl)}`;
  const comma = entry.fullUrl === undefined ? '' : ',';
  if (entry.resource === undefined) return [`${url}${rest === '}' ? '' : comma}${rest}`, ''];
  return [`${url}${comma}"resource":`, rest === '}' ? '}' : `,${rest}`];
}

/** Text and stored bytes by turns, in one piece: a Buffer of its own for each text costs more than writing it. */
function joinPieces(pieces: readonly (string | Buffer)[]): Buffer {
  let length = 0;
  for (const piece of pieces) length += Buffer.byteLength(piece);
  const whole = Buffer.allocUnsafe(length);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') at += whole.write(piece, at);
    else {
      whole.set(piece, at);
      at += piece.length;
    }
  }
  return whole;
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
  const pieces: (string | Buffer)[] = [];
  const restTexts = new Map<BundleEntryBytes['rest'], string>();
  let text = `${headText.slice(0, -1)},"entry":[`;
  for (const [index, entry] of parts.entries.entries()) {
    const [before, after] = aroundResource(entry, restTexts);
    text += index === 0 ? before : `,${before}`;
    if (entry.resource === undefined) continue;
    pieces.push(text, entry.resource);
    text = after;
  }
  pieces.push(`${text}]}`);
  return joinPieces(pieces);
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
