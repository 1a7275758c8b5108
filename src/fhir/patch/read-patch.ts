/** Both patches of R4 (3.1.0.6): JSON Patch, in a Binary when it is in a Bundle, and FHIRPath Patch in Parameters. */

import type { Resource } from '../resource-types.ts';
import { readSentJson } from '../sent-json.ts';
import { applyFhirpathPatch, type ElementForms } from './fhirpath-patch.ts';
import { applyJsonPatch, type JsonPatchOperation, readJsonPatch } from './json-patch.ts';
import { type PatchOutcome, patchFlaw } from './patch-outcome.ts';
import { type FhirpathPatchOperation, readFhirpathPatch } from './read-fhirpath-patch.ts';

export type ResourcePatch =
  | { readonly kind: 'json'; readonly operations: readonly JsonPatchOperation[] }
  | { readonly kind: 'fhirpath'; readonly operations: readonly FhirpathPatchOperation[] };

const jsonPatchType = /^application\/json-patch\+json\s*(?:;.*)?$/i;

function jsonPatch(document: unknown): PatchOutcome<ResourcePatch> {
  const read = readJsonPatch(document);
  return read.ok ? { ok: true, value: { kind: 'json', operations: read.value } } : read;
}

function fromBinary(binary: Resource): PatchOutcome<ResourcePatch> {
  const { contentType, data } = binary as { contentType?: unknown; data?: unknown };
  if (typeof contentType !== 'string' || !jsonPatchType.test(contentType))
    return patchFlaw('Binary.contentType', 'must be application/json-patch+json');
  const read = readSentJson(Buffer.from(String(data), 'base64'));
  return read.ok
    ? jsonPatch(read.value)
    : patchFlaw('Binary.data', `must be a JSON Patch in base64: ${read.flaw.place} ${read.flaw.rule}`);
}

/** @param given a JSON Patch, a Binary that holds one, or Parameters */
export function readPatch(given: unknown): PatchOutcome<ResourcePatch> {
  if (Array.isArray(given)) return jsonPatch(given);
  const resource = given as Resource | undefined;
  switch (resource?.resourceType) {
    case 'Binary':
      return fromBinary(resource);
    case 'Parameters': {
      const read = readFhirpathPatch(resource);
      return read.ok ? { ok: true, value: { kind: 'fhirpath', operations: read.value } } : read;
    }
    default:
      return patchFlaw('patch', 'must be a JSON Patch, a Binary that holds one, or Parameters');
  }
}

/** The changed resource: still the same one. */
export function applyPatch(resource: Resource, patch: ResourcePatch, forms: ElementForms): PatchOutcome<Resource> {
  const changed =
    patch.kind === 'json'
      ? applyJsonPatch(resource, patch.operations)
      : applyFhirpathPatch(resource, patch.operations, forms);
  if (!changed.ok) return changed;
  const value = changed.value as Resource | null;
  const isSame =
    typeof value === 'object' &&
    value !== null &&
    value.resourceType === resource.resourceType &&
    value['id'] === resource['id'];
  return isSame ? { ok: true, value } : patchFlaw('patch', 'must not change the type or the id of the resource');
}
