/** What a transaction Bundle is answered with: an entry for each of its own, in their order (FHIR R4 3.1.0.11). */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import { numberText, numberTimeMs, type VersionNumber } from '#kernel/identity-number.ts';
import { entryId, type PlacedEntry } from './plan-bundle.ts';

function answerEntry(entry: PlacedEntry, version: VersionNumber): BundleEntry {
  if (entry.method === 'DELETE') return { response: { status: '204 No Content' } };
  const kept = entry.isAlreadyThere ? (entry.replaces?.version ?? version) : version;
  return {
    response: {
      status: entry.isAlreadyThere || entry.replaces !== undefined ? '200 OK' : '201 Created',
      location: `${entry.type}/${entryId(entry)}/_history/${numberText(kept)}`,
      etag: `W/"${numberText(kept)}"`,
      lastModified: new Date(numberTimeMs(kept)).toISOString(),
    },
  };
}

/** `version` is that of everything this transaction wrote; what was there before keeps its own. */
export function answerBundle(placed: readonly PlacedEntry[], version: VersionNumber): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: placed.map((entry) => answerEntry(entry, version)),
  };
}
