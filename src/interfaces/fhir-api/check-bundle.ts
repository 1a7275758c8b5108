/**
 * The Bundle of a transaction or batch as the resource that it is (R4 2.36.3, rules bdl-1 to bdl-8), but for the resources
 * in it, which whoever files them validates. An `ifNoneExists` that nobody knows would make what is there already once more.
 */
import type { FhirDefinitions } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { mostFlaws } from '#fhir/validation-walk.ts';
import type { Flaw } from '#kernel/fault.ts';

export type BundleChecker = (bundle: Resource) => Flaw[];

export function createBundleChecker(definitions: FhirDefinitions): BundleChecker {
  const validate = createResourceValidator(definitions);
  return (bundle) =>
    validate(Array.isArray(bundle['entry']) ? { ...bundle, entry: bundle['entry'].map(outside) } : bundle);
}

/** A flaw of an entry names its request or resource: one that is neither is said to be no object. */
function outside(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  const { resource: _resource, ...rest } = entry as { readonly resource?: unknown };
  return rest;
}

const entryPlace = /^Bundle\.entry\[(\d+)\]/;

/** What is wrong with each entry, by its place; undefined where the Bundle itself is wrong, or not every flaw was told. */
export function refusedEntries(flaws: readonly Flaw[]): ReadonlyMap<number, readonly Flaw[]> | undefined {
  if (flaws.length >= mostFlaws) return undefined;
  const byEntry = new Map<number, Flaw[]>();
  for (const flaw of flaws) {
    const index = entryPlace.exec(flaw.place)?.[1];
    if (index === undefined) return undefined;
    byEntry.set(Number(index), [...(byEntry.get(Number(index)) ?? []), flaw]);
  }
  return byEntry;
}
