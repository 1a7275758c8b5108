/** What a write is refused with: the status codes of R4 3.1.0.4 to 3.1.0.8 and the issue types (R4 IssueType), by kind of refusal. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { profileUrl } from '#fhir/testing/example-profiles-table.ts';
import { aProfiledPatient } from '#fhir/testing/wrong-profiled-table.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord, issuesOf, type Question } from './testing/ask.ts';
import { anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';
let observation = '';
before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const filed = await fileRecord(practice, { observations: 1 });
  patient = filed[0]!;
  observation = filed.find((path) => path.startsWith('Observation/'))!;
  for (const _ of [1, 2])
    await practice('/Basic', { body: { resourceType: 'Basic', code: { text: 'x' }, identifier: [twice] } });
});

const twice = { system: 'urn:example:twice', value: '1' };
const stranger = 'Patient/0000000000000000000000000';

async function present(path: string, change: object): Promise<Question> {
  const read = await practice(`/${path}`);
  const body = { ...(read.json as object), ...change };
  return { method: 'PUT', body, headers: { 'if-match': read.headers.get('etag') ?? '' } };
}

type Refused = readonly [what: string, ask: () => Promise<Asked>, status: number, code: string];

const refused: readonly Refused[] = [
  ['JSON that breaks off (3.1.0.8)', () => practice('/Basic', { body: '{' }), 400, 'structure'],
  [
    'an element that R4 requires and is not there (3.1.0.8)',
    () => practice('/Basic', { body: { resourceType: 'Basic' } }),
    400,
    'required',
  ],
  ['another type than the address says (3.1.0.8)', () => practice('/Basic', { body: aPatient() }), 400, 'invalid'],
  ['a type that is none (3.1.0.8)', () => practice('/Basics', { body: aPatient() }), 404, 'not-supported'],
  [
    'what breaks a profile that it claims (3.1.0.8)',
    () => {
      const { name: _name, ...nameless } = aProfiledPatient() as { readonly name?: unknown };
      return practice('/Patient', { body: { ...nameless, meta: { profile: [profileUrl('patient')] } } });
    },
    422,
    'required',
  ],
  [
    'a patient whom this source does not know (3.1.0.8)',
    () => practice('/Observation', { body: anObservation(stranger) }),
    422,
    'business-rule',
  ],
  [
    'a conditional reference that nothing meets (3.1.0.11.2)',
    () =>
      practice('/Observation', {
        body: anObservation(patient, { performer: [{ reference: 'Practitioner?identifier=urn:x|none' }] }),
      }),
    422,
    'business-rule',
  ],
  [
    'a condition of a create that two meet (3.1.0.8.1)',
    () =>
      practice('/Basic', {
        body: { resourceType: 'Basic', code: { text: 'x' } },
        headers: { 'if-none-exist': 'identifier=urn:example:twice|1' },
      }),
    412,
    'multiple-matches',
  ],
  [
    'no id, or another than the address says, in an update (3.1.0.4)',
    () => practice(`/${patient}`, { method: 'PUT', body: aPatient(), headers: { 'if-match': '*' } }),
    400,
    'invalid',
  ],
  [
    'a version that is over (3.1.0.5)',
    async () => practice(`/${patient}`, { ...(await present(patient, {})), headers: { 'if-match': 'W/"1"' } }),
    412,
    'conflict',
  ],
  [
    'an update of what is there already, by who would only create (3.1.0.4.3)',
    async () => practice(`/${patient}`, { ...(await present(patient, {})), headers: { 'if-none-match': '*' } }),
    412,
    'conflict',
  ],
  [
    'an update without a version (RFC 6585, 3)',
    async () => practice(`/${patient}`, { ...(await present(patient, {})), headers: {} }),
    428,
    'conflict',
  ],
  [
    'an update that moves a result to somebody else (3.1.0.4, attack 34)',
    async () => {
      const other = await practice('/Patient', { body: aPatient() });
      const subject = { reference: `Patient/${(other.json as { id: string }).id}` };
      return practice(`/${observation}`, await present(observation, { subject }));
    },
    422,
    'business-rule',
  ],
  [
    'a patch that cannot be applied (3.1.0.6)',
    () =>
      practice(`/${patient}`, {
        method: 'PATCH',
        body: [{ op: 'test', path: '/gender', value: 'other' }],
        headers: { 'content-type': 'application/json-patch+json' },
      }),
    422,
    'invalid',
  ],
  [
    'a patch of what is not there (3.1.0.6)',
    () =>
      practice(`/${stranger}`, {
        method: 'PATCH',
        body: [{ op: 'remove', path: '/gender' }],
        headers: { 'content-type': 'application/json-patch+json' },
      }),
    404,
    'not-found',
  ],
  [
    'a deletion by a condition, where the region does not allow it (3.1.0.7.1)',
    () => practice('/Basic?identifier=urn:example:twice|1', { method: 'DELETE' }),
    405,
    'not-supported',
  ],
  [
    'a method that the address has not (3.1.0.4)',
    () => practice('/Basic', { method: 'OPTIONS' }),
    405,
    'not-supported',
  ],
];

describe('A write', () => {
  for (const [what, ask, status, code] of refused)
    it(`is refused with ${status} and "${code}" for ${what}`, async () => {
      const asked = await ask();
      assert.equal(asked.status, status, asked.text);
      assert.equal(issuesOf(asked)[0]?.code, code, asked.text);
      // RFC 9110, 15.5.6.
      if (status === 405) assert.match(asked.headers.get('allow') ?? '', /GET, HEAD/);
    });

  it('inside a transaction is refused with the status that it has alone, when that is all that is wrong', async () => {
    const entry = [{ resource: anObservation(stranger), request: { method: 'POST', url: 'Observation' } }];
    const alone = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
    assert.deepEqual([alone.status, issuesOf(alone)[0]?.code], [422, 'business-rule'], alone.text);
    const wrong = { resource: { resourceType: 'Basic' }, request: { method: 'POST', url: 'Basic' } };
    const both = await practice('', {
      body: { resourceType: 'Bundle', type: 'transaction', entry: [...entry, wrong] },
    });
    assert.equal(both.status, 400, both.text);
    const batch = await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    assert.match((batch.json as Bundle).entry?.[0]?.response?.status ?? '', /^422 /);
  });
});
