/** The numbers of resource types are stored: R4 has 146 types, and no number may ever change. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { loadFhirDefinitions } from './definitions.ts';
import { isResourceType, resourceTypeNumber, resourceTypeOf, resourceTypes } from './resource-types.ts';

test('The table holds exactly the resource types that R4 defines', () => {
  const defined = [...loadFhirDefinitions().types.values()].filter(
    (type) => type.kind === 'resource' && !type.abstract,
  );
  assert.deepEqual([...resourceTypes].sort(), defined.map((type) => type.name).sort());
  assert.equal(resourceTypes.length, 146);
});

test('Each number leads back to its type', () => {
  for (const type of resourceTypes) assert.equal(resourceTypeOf(resourceTypeNumber(type)), type);
  assert.throws(() => resourceTypeOf(9999));
});

test('The first 146 numbers stay as they are in databases', () => {
  const first = resourceTypes.slice(0, 146).map((type) => `${type}=${resourceTypeNumber(type)}`);
  const digest = createHash('sha256').update(first.join('\n')).digest('hex');
  assert.equal(digest, '7ca1810f40b4a183055da408dc89e26c37a8382852c6c3dfca47efe6ca43a0cb');
});

test('Names of objects in general are no resource types', () => {
  for (const name of ['toString', '__proto__', 'constructor', 'Resource', 'patient', ''])
    assert.equal(isResourceType(name), false);
});
