// The table of compartments against R4's own search parameters: each code of it is one that may lead to the compartment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compartments, type OtherCompartment } from './compartments-table.ts';
import { loadFhirDefinitions } from './definitions.ts';
import { isResourceType } from './resource-types.ts';
import { createSearchParameters } from './search-parameters.ts';

const parametersOf = createSearchParameters(loadFhirDefinitions());

test('has as many types as the CompartmentDefinitions of R4 4.0.1', () => {
  const counts = Object.entries(compartments).map(([name, types]) => [name, types.size]);
  assert.deepEqual(Object.fromEntries(counts), { Device: 32, Encounter: 25, Practitioner: 59, RelatedPerson: 32 });
});

test('names only references that may lead to the compartment’s type', () => {
  for (const [compartment, types] of Object.entries(compartments))
    for (const [type, codes] of types) {
      assert.ok(isResourceType(type), type);
      for (const code of codes) {
        if (code === '{def}') {
          assert.equal(type, compartment as OtherCompartment);
          continue;
        }
        const parameter = parametersOf(type).get(code);
        assert.equal(parameter?.type, 'reference', `${type}.${code}`);
        assert.ok(
          parameter?.targets === undefined || parameter.targets.includes(compartment),
          `${type}.${code} leads to ${parameter?.targets}`,
        );
      }
    }
});
