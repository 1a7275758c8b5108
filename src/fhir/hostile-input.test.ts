/** No JSON whatever makes the library throw: a hostile body must end in flaws, never in a crash (FHIR R4 2.6.2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadFhirDefinitions } from './definitions.ts';
import { createSearchValueExtractor } from './extract-search-values.ts';
import { createPatientCompartment } from './patient-compartment.ts';
import { createProfileValidator } from './profiles/create-profile-validator.ts';
import { packagesOf } from './profiles/fhir-packages.ts';
import { createReferenceWalk } from './reference-walk.ts';
import type { Resource } from './resource-types.ts';
import { exampleProfiles, profileUrl } from './testing/example-profiles-table.ts';
import { resourceExamples } from './testing/resource-examples.ts';
import { rightProfiled } from './testing/wrong-profiled-table.ts';
import { createResourceValidator } from './validate-resource.ts';

const definitions = loadFhirDefinitions();
const validate = createResourceValidator(definitions);
const extract = createSearchValueExtractor(definitions, { isWanted: () => true });
const compartment = createPatientCompartment(definitions);
const walk = createReferenceWalk(definitions);

interface Slot {
  readonly owner: Record<string, unknown>;
  readonly name: string;
}

function slotsOf(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((name) => [{ owner, name }, ...slotsOf(owner[name])]);
}

test('attack 74: any value in any place of a resource is judged, read and walked without failing', () => {
  const nasty = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, '', [], [null], {}, -1, '#', 'Patient/'));
  const example = fc.nat({ max: resourceExamples().length - 1 });
  fc.assert(
    fc.property(example, fc.nat(), nasty, (number, at, value) => {
      const resource = structuredClone(resourceExamples()[number]) as unknown as Resource;
      const slots = slotsOf(resource).filter(({ owner, name }) => owner !== resource || name !== 'resourceType');
      const slot = slots[at % slots.length]!;
      slot.owner[slot.name] = value;
      const flaws = validate(resource);
      for (const flaw of flaws) assert.match(flaw.place, /^[A-Z]/);
      // What follows validation may rely on it: only a resource without flaws is read further.
      if (flaws.length > 0) return;
      extract(resource);
      compartment.patientReferencesOf(resource);
      walk.rewriteReferences(resource, () => undefined);
    }),
    { numRuns: 2000 },
  );
});

test('attack 74: a body nested a thousand deep is refused in its depth', () => {
  let extension: object = { url: 'urn:x', valueString: 'x' };
  for (let level = 0; level < 1000; level++) extension = { url: 'urn:x', extension: [extension] };
  const flaws = validate({ resourceType: 'Basic', code: { text: 'x' }, extension: [extension] });
  assert.deepEqual(flaws.length, 1);
});

test('attack 74: names from the prototype of objects are unknown elements like any other', () => {
  const resource: unknown = JSON.parse(
    '{"resourceType":"Basic","code":{"text":"x"},"__proto__":{"a":1},"constructor":1}',
  );
  assert.equal(validate(resource).length, 2);
});

test('Whatever the base specification lets through is held to profiles without failing', () => {
  const profiles = createProfileValidator(definitions, packagesOf(exampleProfiles));
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom('#', '#x', 'Patient/', 'urn:x', true, 1, 'http://snomed.info/sct'),
  );
  const rights = rightProfiled.map(([profile, right]) => ({ urls: [profileUrl(profile)], right }));
  fc.assert(
    fc.property(fc.constantFrom(...rights), fc.nat(), nasty, ({ urls, right }, at, value) => {
      const resource = JSON.parse(JSON.stringify(right())) as Record<string, unknown>;
      const slots = slotsOf(resource).filter(({ owner, name }) => typeof owner[name] !== 'object');
      const slot = slots[at % slots.length]!;
      slot.owner[slot.name] = value;
      if (validate(resource).length === 0) profiles.check(resource, urls);
    }),
    { numRuns: 1000 },
  );
});
