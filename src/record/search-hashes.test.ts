/** The hashes of a version stay what they are: a region is searched by what it was filed with. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { resourceExamples } from '#fhir/testing/resource-examples.ts';
import { searchHashVersion } from './search-hashes.ts';
import { hashesOfRow } from './search-parameters/index-rows.ts';

/** Of the hashes of the examples. A change here asks for the next version, or a region finds what it holds no more. */
const digests: Readonly<Record<number, string>> = { 3: '8fefa2f683a4cbb0' };

test('whoever changes how a resource is hashed raises searchHashVersion, so that regions hash anew what they hold', () => {
  const extract = createSearchValueExtractor(loadFhirDefinitions());
  const hashes = Object.values(resourceExamples()).map((resource) => {
    const row = { body: JSON.stringify(resource as unknown as Resource), compartment: 7_000_001 };
    const { tokens, primaryCode, furtherCodes } = hashesOfRow(extract, row);
    return [primaryCode ?? null, furtherCodes, ...tokens.toSorted((a, b) => a - b)];
  });
  assert.equal(hash('sha256', JSON.stringify(hashes), 'hex').slice(0, 16), digests[searchHashVersion]);
});
