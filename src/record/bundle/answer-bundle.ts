/** What became of each entry of a transaction, and how the Bundle says so (FHIR R4 3.1.0.11). */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { ResourceType } from '#fhir/resource-types.ts';
import { type Compartment, numberText, numberTimeMs, type VersionNumber } from '#kernel/identity-number.ts';
import type { LocatedResource, ResourceToWrite, StoredResource } from '#store';
import { entryId, isGone, type PlacedEntry } from './place-entries.ts';
import type { ReadEntry } from './read-entries.ts';

export interface FiledEntry {
  /** Its place in the Bundle that was sent. */
  readonly index: number;
  /** `present`: a conditional create found it; `nothing`: a conditional deletion found none. */
  readonly outcome: 'created' | 'present' | 'updated' | 'deleted' | 'deleted-before' | 'nothing';
  readonly type: ResourceType;
  /** None where nothing was found. */
  readonly compartment: Compartment | undefined;
  readonly id: string;
  /** None of a deletion. */
  readonly version: VersionNumber | undefined;
  /** As it lies in the store now; none of a deletion, nor of a create whose twin in the same Bundle was filed. */
  readonly row: ResourceToWrite | LocatedResource | undefined;
}

export function storedRow(row: ResourceToWrite | LocatedResource): StoredResource {
  const { compartment, number, type, version, source, contentClass, label, state } = row;
  const body = Buffer.from(row.body);
  return { compartment, number, type, version, source, contentClass, label, state, clinicalTimeMs: undefined, body };
}

function outcomeOf(entry: PlacedEntry): FiledEntry['outcome'] {
  if (entry.method === 'DELETE') return isGone(entry.replaces) ? 'deleted-before' : 'deleted';
  if (entry.isAlreadyThere) return 'present';
  return entry.replaces === undefined || isGone(entry.replaces) ? 'created' : 'updated';
}

/** One for each of the entries, in their order. */
export function filedEntries(
  entries: readonly ReadEntry[],
  placed: readonly PlacedEntry[],
  written: readonly ResourceToWrite[],
): readonly FiledEntry[] {
  const rowByNumber = new Map(written.map((row) => [`${row.compartment}/${row.number}`, row]));
  const placedByIndex = new Map(placed.map((entry) => [entry.index, entry]));
  return entries.map(({ index, type }): FiledEntry => {
    const entry = placedByIndex.get(index);
    if (entry === undefined)
      return { index, outcome: 'nothing', type, compartment: undefined, id: '', version: undefined, row: undefined };
    const row = rowByNumber.get(`${entry.compartment}/${entry.number}`) ?? entry.replaces;
    const isThere = entry.method !== 'DELETE' && row !== undefined;
    return {
      index,
      outcome: outcomeOf(entry),
      type,
      compartment: entry.compartment,
      id: entryId(entry),
      version: isThere ? row.version : undefined,
      row: isThere ? row : undefined,
    };
  });
}

/** The answer of one entry, without what it may show beside. */
export function answerEntry(entry: FiledEntry): BundleEntry {
  if (entry.version === undefined) return { response: { status: '204 No Content' } };
  return {
    response: {
      status: entry.outcome === 'created' ? '201 Created' : '200 OK',
      location: `${entry.type}/${entry.id}/_history/${numberText(entry.version)}`,
      etag: `W/"${numberText(entry.version)}"`,
      lastModified: new Date(numberTimeMs(entry.version)).toISOString(),
    },
  };
}

/** An entry for each of its own, in their order; what was there before keeps its version. */
export function answerBundle(entries: readonly FiledEntry[]): Bundle {
  return { resourceType: 'Bundle', type: 'transaction-response', entry: entries.map(answerEntry) };
}
