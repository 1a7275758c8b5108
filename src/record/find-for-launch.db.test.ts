// Whom a host system means: NHS number, date of birth and family name agree with one person here, or nothing is opened (M8).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patient } from 'fhir/r4.js';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { aMemberOfStaff, aRegion, aRequest } from './testing/a-region.ts';

const number = '9990000018' as NhsNumber;

test('a launch from a host system names one person, and is logged with them, also when it stops', async (t) => {
  const region = await aRegion(t);
  const organisation = 'ZX11';
  const filed = await region.database.transaction((transaction) =>
    region.record.contributeBundle(transaction, {
      source: region.source(organisation),
      bundle: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000000',
            resource: {
              resourceType: 'Patient',
              identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: number }],
              name: [{ use: 'official', family: "O'Rímmer", given: ['Arthur'] }],
              birthDate: '1958-03-04',
            } as Patient,
            request: { method: 'POST', url: 'Patient' },
          },
        ],
      },
      receivedAtMs: region.clock.now(),
    }),
  );
  assert.ok(filed.ok, JSON.stringify(filed));
  const sent = { nhsNumber: number, birthDate: '1958-03-04', familyName: 'ORIMMER' };
  const ask = (change: Partial<typeof sent>) => {
    const request = aRequest(aMemberOfStaff('R0260', organisation));
    return region.record.findForLaunch(request, { ...sent, ...change });
  };
  const found = await ask({});
  assert.ok(found.ok, JSON.stringify(found));
  assert.match(found.value, /^[0-9a-z]+$/);
  const wrong = [{ birthDate: '1958-04-03' }, { familyName: 'Rimmer' }, { nhsNumber: '9990000026' as NhsNumber }];
  for (const change of wrong) {
    const stopped = await ask(change);
    assert.equal(stopped.ok ? '' : stopped.fault.code, 'RECORD-002', JSON.stringify(change));
  }
  const logged = await region.database.owner<{ body: string }[]>`
    select body from audit.entry where kind = 'refusal' order by position`;
  assert.equal(logged.filter(({ body }) => body.includes('"launch":"mismatch"')).length, 3);
});
