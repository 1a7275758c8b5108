/** A Binary read as what it holds (R4 2.35): a document that a DocumentReference leads to. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Binary, Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker } from './testing/ask.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
});

const letter = '<p onclick="alert(1)">Seen in clinic – no change</p>';

async function keep(contentType: string, text = letter): Promise<string> {
  const body: Binary = { resourceType: 'Binary', contentType, data: Buffer.from(text).toString('base64') };
  const created = await practice('/Binary', { body, headers: { accept: 'application/fhir+json' } });
  assert.equal(created.status, 201, created.text);
  return `/Binary/${(created.json as Binary).id}`;
}

/** The bytes as they come: what is no JSON is not read as such. */
async function read(path: string, accept?: string, method = 'GET') {
  const headers = { authorization: `Bearer ${await region.clientToken('practice')}`, ...(accept ? { accept } : {}) };
  const response = await fetch(region.base + path, { method, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('a Binary (R4 2.35)', () => {
  it('is given as what it holds, under its own media type, unless a format of FHIR is named', async () => {
    const path = await keep('text/html');
    for (const accept of [undefined, '*/*', 'text/html', 'text/*', 'image/png, text/*;q=0.5']) {
      const given = await read(path, accept);
      assert.deepEqual([given.status, given.headers.get('content-type'), given.text], [200, 'text/html', letter]);
      assert.match(given.headers.get('etag') ?? '', /^W\//);
    }
    for (const accept of ['application/fhir+json', 'application/json, */*;q=0.1', 'application/fhir+xml;q=0.2, */*'])
      assert.match((await read(path, accept)).headers.get('content-type') ?? '', /^application\/fhir\+/, accept);
    for (const query of ['?_format=json', '?_elements=contentType', '?_summary=data'])
      assert.equal((JSON.parse((await read(path + query)).text) as Binary).resourceType, 'Binary', query);
  });

  it('is answered 406 where neither its media type nor a format of FHIR is taken', async () => {
    const path = await keep('application/pdf', '%PDF-1.7');
    for (const accept of ['image/png', 'application/pdf;q=0', 'text/*'])
      assert.equal((await read(path, accept)).status, 406, accept);
    assert.equal((await read(path, 'application/pdf')).text, '%PDF-1.7');
  });

  it('attack 78: runs nothing in a browser: it is saved, in a sandbox, under a type that a header can hold', async () => {
    const { headers } = await read(await keep('text/html'));
    assert.equal(headers.get('content-disposition'), 'attachment');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    for (const odd of ['json', 'text/html; title="\u2014"']) {
      const given = await read(await keep(odd));
      assert.deepEqual([given.headers.get('content-type'), given.text], ['application/octet-stream', letter], odd);
    }
  });

  it('is the resource in a Bundle, and is refused as any resource is', async () => {
    const path = await keep('text/html');
    const entry = [{ request: { method: 'GET', url: path.slice(1) } }];
    const batch = await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    assert.equal((batch.json as Bundle).entry?.[0]?.resource?.resourceType, 'Binary', batch.text);
    const absent = await read('/Binary/00000000000000000000zz', 'text/html');
    assert.deepEqual([absent.status, /"OperationOutcome"/.test(absent.text)], [404, true]);
    const head = await read(path, undefined, 'HEAD');
    assert.deepEqual([head.status, head.headers.get('content-type'), head.text], [200, 'text/html', '']);
    const foreign = asker(region, await region.clientToken('hospital'));
    assert.equal((await foreign(path, { headers: { accept: 'text/html' } })).status, 404);
  });
});
