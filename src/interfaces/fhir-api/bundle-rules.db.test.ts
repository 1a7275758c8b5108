/** The Bundle of a transaction or batch is a resource too, and is held to its rules (R4 2.36.3, bdl-1 to bdl-8; 3.1.0.11). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord, issuesOf } from './testing/ask.ts';
import { aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';
before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice, { observations: 0 });
});

async function storedCount(): Promise<number> {
  const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
  return row!.count;
}

const creation = (more: object = {}, request: object = {}): object => ({
  resource: aPatient(),
  request: { method: 'POST', url: 'Patient', ...request },
  ...more,
});
const fullUrl = 'urn:uuid:5b1c3c52-5e0f-4f0e-9a51-6d0f6a5c7a01';

const wrong: readonly (readonly [what: string, bundle: object, place: string, rule: RegExp])[] = [
  ['a total (bdl-1)', { total: 1, entry: [creation()] }, 'Bundle', /bdl-1/],
  ['a search mode (bdl-2)', { entry: [creation({ search: { mode: 'match' } })] }, 'Bundle', /bdl-2/],
  ['no request (bdl-3)', { entry: [{ resource: aPatient() }] }, 'Bundle.entry[0].request', /bdl-3/],
  ['a response (bdl-4)', { entry: [creation({ response: { status: '200' } })] }, 'Bundle', /bdl-4/],
  ['one fullUrl twice (bdl-7)', { entry: [creation({ fullUrl }), creation({ fullUrl })] }, 'Bundle', /bdl-7/],
  ['a member that nobody knows', { entry: [creation()], entries: [] }, 'Bundle.entries', /unknown element/],
  ['entries that are no list', { entry: creation() }, 'Bundle.entry', /must be an array/],
];
/** What is wrong with one entry alone. */
const wrongEntries: readonly (readonly [what: string, entry: object, place: string, rule: RegExp])[] = [
  [
    'a fullUrl that names a version (bdl-8)',
    creation({ fullUrl: 'https://example.org/fhir/Patient/1/_history/2' }),
    '',
    /bdl-8/,
  ],
  [
    'a condition whose name is misspelt',
    creation({}, { ifNoneExists: 'identifier=urn:x|1' }),
    '.request.ifNoneExists',
    /unknown element/,
  ],
  ['a moment that is none', creation({}, { ifModifiedSince: 'yesterday' }), '.request.ifModifiedSince', /type instant/],
  ['a method that is none', creation({}, { method: 'FETCH' }), '.request.method', /required binding/],
];

for (const type of ['transaction', 'batch'])
  describe(`A ${type}`, () => {
    for (const [what, members, place, rule] of wrong)
      it(`is refused with ${what}, and nothing of it is stored`, async () => {
        const stored = await storedCount();
        const asked = await practice('', { body: { resourceType: 'Bundle', type, ...members } });
        assert.equal(asked.status, 400, asked.text);
        assert.ok(
          issuesOf(asked).some((issue) => issue.place === place && rule.test(issue.text)),
          asked.text,
        );
        assert.equal(await storedCount(), stored);
      });
  });

describe('An entry', () => {
  for (const [what, entry, place, rule] of wrongEntries) {
    it(`with ${what} refuses its transaction`, async () => {
      const stored = await storedCount();
      const asked = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry: [entry] } });
      assert.equal(asked.status, 400, asked.text);
      assert.ok(
        issuesOf(asked).some((issue) => issue.place === `Bundle.entry[0]${place}` && rule.test(issue.text)),
        asked.text,
      );
      assert.equal(await storedCount(), stored);
    });

    it(`with ${what} is refused for itself in a batch, and the others are answered (R4 3.1.0.11.1)`, async () => {
      const stored = await storedCount();
      const entries = [entry, { request: { method: 'GET', url: patient } }];
      const asked = await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry: entries } });
      assert.equal(asked.status, 200, asked.text);
      const [first, second] = (asked.json as Bundle).entry ?? [];
      assert.match(first?.response?.status ?? '', /^400/);
      assert.match(JSON.stringify(first?.response?.outcome), rule);
      assert.match(second?.response?.status ?? '', /^200/);
      assert.equal(await storedCount(), stored);
    });
  }

  it('that asks for the CapabilityStatement is told to ask by itself, not that there is none (R4 3.1.0.13)', async () => {
    const entry = [{ request: { method: 'GET', url: 'metadata' } }];
    const asked = await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    const { response } = (asked.json as Bundle).entry![0]!;
    assert.equal(response?.status, '400 Bad Request');
    assert.match(JSON.stringify(response?.outcome), /must be asked for by itself/);
  });

  it('that is one of many wrong ones is never carried out: beyond a hundred flaws the batch is refused', async () => {
    const entry = Array.from({ length: 150 }, () => ({ request: null }));
    const asked = await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    assert.equal(asked.status, 400, asked.text.slice(0, 300));
  });
});
