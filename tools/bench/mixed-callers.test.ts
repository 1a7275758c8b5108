import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Patient } from 'fhir/r4.js';
import { byCallers, hospitalEntries, tenReaders, tenWriters } from './mixed-callers.ts';

const tokens = {
  system: { authorization: 'system' },
  staff: { authorization: 'staff' },
  hospital: { authorization: 'hospital' },
  stranger: { authorization: 'stranger' },
};

for (const count of [1, 3, 10, 12, 20])
  it(`of ${count} requests each is asked by each caller as often as it stands among the ten, the callers by turns`, () => {
    const requests = Array.from({ length: count }, (_, at) => ({
      method: 'GET' as const,
      path: `/${at}`,
      headers: {},
    }));
    const asked = byCallers({ tokens }, requests);
    assert.equal(asked.length, count * 10);
    const whoAsks = (some: typeof asked): Record<string, number> =>
      Object.fromEntries(
        Object.entries(Object.groupBy(some, ({ headers }) => headers['authorization'] ?? '')).map(([who, all]) => [
          who,
          all?.length ?? 0,
        ]),
      );
    assert.deepEqual(whoAsks(asked), { system: 5 * count, staff: 3 * count, stranger: 2 * count });
    for (const { path } of requests)
      assert.deepEqual(whoAsks(asked.filter((one) => one.path === path)), { system: 5, staff: 3, stranger: 2 });
  });

it('a fifth of the readers is refused, and a fifth of the writers', () => {
  assert.equal(tenReaders.filter((who) => who === 'stranger').length, 2);
  assert.equal(tenWriters.filter((who) => who !== 'system').length, 2);
});

it('a hospital’s results are restricted, all of them, and about the person whom the NHS number names', () => {
  const system = 'https://fhir.nhs.uk/Id/nhs-number';
  const identifier = [
    { system, value: '9991000001' },
    { system: 'urn:local', value: '7' },
  ];
  const [patient, ...results] = hospitalEntries({ resourceType: 'Patient', identifier, birthDate: '1950-01-11' }, 3, 1);
  assert.deepEqual((patient!.resource as Patient).identifier, [identifier[0]]);
  assert.equal(results.length, 3);
  for (const { resource } of results) assert.equal(resource?.meta?.security?.[0]?.code, 'R');
});
