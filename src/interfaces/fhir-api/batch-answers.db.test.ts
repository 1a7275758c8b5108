/** What a batch and a transaction say of each entry (R4 2.36, Bundle.entry.response). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, BundleEntry, Observation } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { anObservation, aPatient, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice, { observations: 1 });
});

type Kind = 'batch' | 'transaction';

async function answered(type: Kind, entry: readonly object[], prefer?: string): Promise<BundleEntry[]> {
  const headers = prefer === undefined ? {} : { prefer };
  const asked = await practice('', { body: { resourceType: 'Bundle', type, entry }, headers });
  assert.equal(asked.status, 200, asked.text);
  return (asked.json as Bundle).entry ?? [];
}

const creation = (family: string) => ({
  resource: aPatient({ name: [{ family }] }),
  request: { method: 'POST', url: 'Patient' },
});
const bundleWith = (resource: Observation) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [{ resource, request: { method: 'POST', url: 'Observation' } }],
});
const textOf = (entry: BundleEntry | undefined): string | undefined =>
  (entry?.response?.outcome as { issue?: { details?: { text?: string } }[] } | undefined)?.issue?.[0]?.details?.text;

for (const type of ['batch', 'transaction'] as const)
  describe(`an entry of a ${type}`, () => {
    it('was modified when its resource says, to the millisecond (R4 Bundle.entry.response.lastModified)', async () => {
      // An HTTP date has whole seconds: of three resources one at least was not filed on the second.
      const entries = await answered(
        type,
        [creation('When'), { request: { method: 'GET', url: patient } }, creation('Then')],
        'return=representation',
      );
      for (const { resource, response } of entries) assert.equal(response?.lastModified, resource?.meta?.lastUpdated);
    });

    it('has the OperationOutcome that is preferred as its outcome, not as a resource (R4 Bundle.entry.response.outcome)', async () => {
      const [first, second] = await answered(
        type,
        [creation('Outcome'), { request: { method: 'GET', url: patient } }],
        'return=OperationOutcome',
      );
      assert.deepEqual([first?.resource, textOf(first)], [undefined, 'Patient created']);
      assert.deepEqual([second?.resource?.resourceType, textOf(second)], ['Patient', undefined]);
    });

    it('that is a posted search has its parameters in its address: a resource is refused, not left out', async () => {
      const parameter = [{ name: 'family', valueString: 'Nobody' }];
      const resource = { resourceType: 'Parameters', parameter };
      const entry = [{ resource, request: { method: 'POST', url: 'Patient/_search' } }];
      const asked = await practice('', { body: { resourceType: 'Bundle', type, entry } });
      assert.match(asked.text, type === 'batch' ? /"400 Bad Request".*must be absent/ : /Bundle\.entry\[0\]/);
      assert.equal(asked.status, type === 'batch' ? 200 : 400);
    });
  });

it('an entry of a batch that deletes again says so in its outcome', async () => {
  const [created] = await answered('batch', [creation('Gone')]);
  const url = created?.response?.location?.split('/fhir/')[1]?.split('/_history')[0] ?? '';
  const deletion = { request: { method: 'DELETE', url } };
  const [deleted, again] = await answered('batch', [deletion, deletion]);
  assert.equal(deleted?.response?.status, '204 No Content');
  assert.deepEqual([again?.resource, textOf(again)], [undefined, 'It was deleted before']);
});

it('attack 74: readings of a batch beyond 32 MB are not looked at, and say so; writes are carried out all the same', async () => {
  const note = Array.from({ length: 6 }, () => ({ text: 'A '.repeat(450_000) }));
  const [large = ''] = locations(
    (await practice('/', { body: bundleWith(anObservation(patient, { note })) })).json as Bundle,
  );
  const readings = Array.from({ length: 9 }, (_, index) => ({
    request: { method: index % 2 === 0 ? 'GET' : 'POST', url: index % 2 === 0 ? large : `${patient}/$everything` },
  }));
  const search = { request: { method: 'POST', url: 'Patient/_search?family=Nobody' } };
  const entries = await answered('batch', [...readings, creation('Afterwards'), search]);
  const statuses = entries.map(({ response }) => response?.status);
  assert.deepEqual(
    statuses.slice(0, 7),
    Array.from({ length: 7 }, () => '200 OK'),
  );
  assert.deepEqual(statuses.slice(7), ['400 Bad Request', '400 Bad Request', '201 Created', '400 Bad Request']);
  for (const { resource, response } of [...entries.slice(7, 9), ...entries.slice(10)]) {
    assert.equal(resource, undefined);
    assert.match(JSON.stringify(response?.outcome), /was not looked at.*32 MB/);
  }
});
