/** What bad input gets: each row of the contract that is the API's; design attacks 31, 34, 38, 74, 85. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord, issuesOf } from './testing/ask.ts';
import { anObservation, aPatient, aRecord } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const filed = await fileRecord(practice);
  patient = filed[0]!;
});

async function storedCount(): Promise<number> {
  const rows = await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
  return rows[0]!.count;
}

describe('authentication', () => {
  for (const [name, authorization] of [
    ['no token', undefined],
    ['a token of nobody', 'Bearer abc.def.ghi'],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
  ] as const)
    it(`${name} is answered 401 with a challenge and an OperationOutcome`, async () => {
      const stranger = asker(region, undefined);
      const asked = await stranger(`/${patient}`, authorization === undefined ? {} : { headers: { authorization } });
      assert.equal(asked.status, 401);
      assert.match(asked.headers.get('www-authenticate') ?? '', /^Bearer realm="fhir"/);
      assert.equal(issuesOf(asked)[0]?.code, 'login');
    });

  it('attack 74: is asked before a body is read: 17 MB of a stranger are not taken in', async () => {
    const asked = await asker(region, undefined)('', { body: 'x'.repeat(100_000) });
    assert.equal(asked.status, 401);
  });

  it('is asked at addresses that do not exist too', async () => {
    assert.equal((await asker(region, undefined)('/Nothing/at/all/here')).status, 401);
  });

  it('is not needed for the CapabilityStatement', async () => {
    assert.equal((await asker(region, undefined)('/metadata')).status, 200);
  });
});

describe('a body that cannot be read', () => {
  it('names the line and the column where the JSON goes wrong, and quotes nothing of it', async () => {
    const asked = await practice('/Patient', {
      body: '{\n  "resourceType": "Patient",\n  "name": [{"family": "Secretname"}},\n}',
    });
    assert.equal(asked.status, 400);
    assert.equal(issuesOf(asked)[0]?.place, 'line 3, column 36 (offset 66)');
    assert.doesNotMatch(asked.text, /Secretname/);
  });

  it('breaks off', async () => {
    const asked = await practice('/Patient', { body: '{"resourceType":"Patient"' });
    assert.equal(issuesOf(asked)[0]?.place, 'line 1, column 26 (offset 25)');
  });

  it('attack 74: is nested too deep', async () => {
    const asked = await practice('/Patient', { body: `{"resourceType":"Patient","name":${'['.repeat(1_000_000)}` });
    assert.equal(asked.status, 400);
    assert.match(asked.text, /deeper than 64 levels/);
  });

  it('attack 74: is too large', async () => {
    const asked = await practice('/Patient', {
      body: JSON.stringify({ resourceType: 'Patient', id: 'x'.repeat(17_000_000) }),
    });
    assert.equal(asked.status, 413);
    assert.match(asked.text, /16 MB/);
    assert.equal(issuesOf(asked)[0]?.code, 'too-long');
  });

  it('has too many entries', async () => {
    const entry = Array.from({ length: 5_001 }, () => ({ request: { method: 'POST', url: 'Patient' } }));
    const asked = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
    assert.equal(asked.status, 413);
    assert.match(asked.text, /5,000 entries/);
  });

  for (const type of [
    'text/turtle',
    'text/plain',
    'application/xml-patch+xml',
    'application/json-patch+json',
    'application/fhir+xml; charset=iso-8859-1',
    'application/fhir+json; fhirVersion=3.0',
  ])
    it(`is ${type}: 415`, async () => {
      const asked = await practice('/Patient', { body: '<Patient/>', headers: { 'content-type': type } });
      assert.equal(asked.status, 415);
      assert.match(asked.text, /application\/fhir\+json/);
    });

  it('is compressed: 415 says what would be taken, and nothing is unpacked (RFC 9110, 15.5.16; attack 74)', async () => {
    for (const [encoding, status] of [
      ['gzip', 415],
      ['br, gzip', 415],
      ['identity', 201],
    ] as const) {
      const asked = await practice('/Patient', { body: aPatient(), headers: { 'content-encoding': encoding } });
      assert.equal(asked.status, status, encoding);
      if (status === 201) continue;
      assert.equal(asked.headers.get('accept-encoding'), 'identity');
      assert.equal(issuesOf(asked)[0]?.place, 'Content-Encoding');
    }
  });

  it('is wanted back in a format or version that is not given: 406', async () => {
    for (const accept of ['text/turtle', 'text/html', 'application/fhir+json; fhirVersion=5.0', 'application/json;q=0'])
      assert.equal((await practice(`/${patient}`, { headers: { accept } })).status, 406, accept);
    assert.equal((await practice(`/${patient}?_format=ttl`)).status, 406);
    const headers = { accept: 'text/turtle' };
    assert.equal((await practice(`/${patient}?_format=json`, { headers })).status, 200);
  });

  it('holds no object', async () => {
    for (const body of ['[]', 'null', '7', '"text"', '{}']) {
      const asked = await practice('/Patient', { body });
      assert.equal(asked.status, 400, body);
      assert.equal(issuesOf(asked)[0]?.place, 'resourceType');
    }
  });
});

describe('what is not FHIR', () => {
  it('an unknown resource type is 404 not-supported', async () => {
    const asked = await practice('/Nothing/06y39aqbh4a');
    assert.equal(asked.status, 404);
    assert.equal(issuesOf(asked)[0]?.code, 'not-supported');
  });

  it('a method that the address does not have is 405 with those that it has', async () => {
    const asked = await practice(`/${patient}`, { method: 'POST', body: {} });
    assert.equal(asked.status, 405);
    assert.equal(asked.headers.get('allow'), 'GET, HEAD, PUT, PATCH, DELETE');
  });

  it('an invalid resource is named by element and rule, and nothing is stored', async () => {
    const before = await storedCount();
    const body = { ...anObservation(patient), status: 'nearly', unknown: 1, effectiveDateTime: '2026-02-30' };
    const asked = await practice('/Observation', { body });
    assert.equal(asked.status, 400);
    const places = issuesOf(asked).map(({ place }) => place);
    for (const place of ['Observation.status', 'Observation.unknown', 'Observation.effective'])
      assert.ok(
        places.some((one) => one.startsWith(place)),
        `${place} in ${places}`,
      );
    assert.equal(await storedCount(), before);
  });

  it('an invalid entry refuses the whole transaction', async () => {
    const before = await storedCount();
    const bundle = aRecord();
    (bundle.entry![2]!.resource as unknown as { status: string }).status = 'nearly';
    const asked = await practice('', { body: bundle });
    assert.equal(asked.status, 400);
    assert.match(issuesOf(asked)[0]?.place ?? '', /^Bundle\.entry\[2\]\.resource/);
    assert.equal(await storedCount(), before);
  });

  it('entries that are no entries are named', async () => {
    const entry = [
      null,
      7,
      {},
      { request: 'POST' },
      { request: { method: 'POST' } },
      { request: { method: 1, url: [] } },
    ];
    for (const type of ['transaction', 'batch']) {
      const asked = await practice('', { body: { resourceType: 'Bundle', type, entry } });
      assert.equal(asked.status, 400);
      assert.ok(issuesOf(asked).length >= entry.length);
    }
  });

  it('a Bundle that does something cannot hold another', async () => {
    const inner = { resourceType: 'Bundle', type: 'transaction' };
    const entry = [{ request: { method: 'POST', url: 'Bundle' }, resource: inner }];
    assert.equal((await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry } })).status, 400);
  });

  it('an unknown search parameter is refused when strict, and left out of the self link when lenient', async () => {
    const path = `/Observation?patient=${patient.split('/')[1]}&shoe-size=9`;
    const strict = await practice(path, { headers: { prefer: 'handling=strict' } });
    assert.equal(strict.status, 400);
    assert.equal(issuesOf(strict)[0]?.place, 'shoe-size');
    const lenient = await practice(path);
    assert.equal(lenient.status, 200);
    assert.doesNotMatch(lenient.text, /shoe-size/);
  });

  for (const query of [
    'code:above=1',
    'subject.nonsense=x',
    'code:in=https://tests.example/no-such-value-set',
    'code:below=https://tests.example/no-such-system|x',
    'date=yesterday',
    'value-quantity=much',
    '_count=many',
    '_include=Nothing:x',
    '_filter=x',
  ])
    it(`a search by ${query} is refused by the name of the parameter`, async () => {
      const asked = await practice(`/Observation?patient=${patient.split('/')[1]}&${query}`);
      assert.equal(asked.status, 400);
      assert.equal(issuesOf(asked)[0]?.place, query.split('=')[0]);
    });

  it('a search of staff about nobody is told what to add, whatever there is to find', async () => {
    const asked = await asker(region, await region.staffToken())('/Observation?code=1');
    assert.equal(asked.status, 400);
    assert.match(asked.text, /must name a patient/);
  });
});
