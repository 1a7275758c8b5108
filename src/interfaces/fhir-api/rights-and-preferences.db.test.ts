/** What a client may change and ask for: ownership, scopes, preferences; design attacks 12, 34, 45, 81. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Patient } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord, issuesOf } from './testing/ask.ts';
import { anObservation, aPatient, aRecord } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';
let observation = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const filed = await fileRecord(practice);
  patient = filed[0]!;
  observation = filed.at(-1)!;
});

describe('what a client may not change', () => {
  it('what another feed of its own organisation contributed is refused by name (RECORD-003)', async () => {
    const second = asker(region, await region.clientToken('second'));
    const read = await second(`/${observation}`);
    assert.equal(read.status, 200);
    const written = await second(`/${observation}`, {
      method: 'PUT',
      body: read.text,
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
    assert.equal(written.status, 403);
    assert.match(written.text, /RECORD-003/);
  });

  it('a resource cannot be moved to another patient (attack 34)', async () => {
    const other = await practice('/Patient', { body: aPatient({ name: [{ family: 'Other' }] }) });
    const read = await practice(`/${observation}`);
    const body = { ...(read.json as object), subject: { reference: `Patient/${(other.json as { id: string }).id}` } };
    const asked = await practice(`/${observation}`, { method: 'PUT', body, headers: { 'if-match': '*' } });
    assert.equal(asked.status, 422);
    assert.match(asked.text, /must stay about the same patient/);
  });

  it('nor inside a transaction, nor can its patient be dropped (attack 34)', async () => {
    const other = await practice('/Patient', { body: aPatient({ name: [{ family: 'Another' }] }) });
    const sent = (await practice(`/${observation}`)).json as object;
    const moved = { ...sent, subject: { reference: `Patient/${(other.json as { id: string }).id}` } };
    const dropped = { ...sent, subject: undefined };
    for (const body of [moved, dropped]) {
      const alone = await practice(`/${observation}`, { method: 'PUT', body, headers: { 'if-match': '*' } });
      const entry = { resource: body, request: { method: 'PUT', url: observation } };
      const inside = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry: [entry] } });
      for (const asked of [alone, inside]) {
        assert.equal(asked.status, 422);
        assert.match(asked.text, /must stay about the same patient/);
      }
    }
  });

  it('a client without a feed contributes nothing', async () => {
    const feedless = asker(region, await region.clientToken('feedless'));
    const asked = await feedless('/Patient', { body: aPatient() });
    assert.equal(asked.status, 403);
    assert.match(asked.text, /FHIR-API-016/);
  });

  it('tokens of staff and patients are read-only', async () => {
    for (const token of [await region.staffToken(), await region.patientToken('9990000018', '1950-03-04')]) {
      const person = asker(region, token);
      for (const asked of [
        await person('/Patient', { body: aPatient() }),
        await person('', { body: aRecord() }),
        await person(`/${observation}`, { method: 'DELETE' }),
      ]) {
        assert.equal(asked.status, 403);
        assert.match(asked.text, /FHIR-API-003/);
      }
    }
  });

  it('a scope lets through its own types and interactions only', async () => {
    const reader = asker(region, await region.clientToken('practice', ['system/Observation.r', 'system/Condition.rs']));
    assert.equal((await reader(`/${observation}`)).status, 200);
    assert.equal((await reader(`/${patient}`)).status, 403);
    assert.equal((await reader(`/Observation?patient=${patient}`)).status, 403);
    assert.equal((await reader('/Observation', { body: anObservation(patient) })).status, 403);
    assert.equal((await reader('', { body: aRecord() })).status, 403);
    const included = await reader(`/Condition?patient=${patient}&_include=Condition:subject`);
    assert.equal(included.status, 200);
    assert.doesNotMatch(included.text, /"mode":"include"/);
  });
});

describe('what was deleted', () => {
  it('is brought back by an update that names the version of its deletion, and by no other (R4 3.1.0.7, 3.1.0.5)', async () => {
    const created = await practice('/Patient', { body: aPatient({ name: [{ family: 'Returns' }] }) });
    const address = `/Patient/${(created.json as Patient).id}`;
    const before = created.headers.get('etag') ?? '';
    assert.equal((await practice(address, { method: 'DELETE' })).status, 204);
    const { entry } = (await practice(`${address}/_history`)).json as Bundle;
    const deletion = entry?.[0]?.response?.etag ?? '';
    const put = (headers: Record<string, string>) => practice(address, { method: 'PUT', body: created.json, headers });
    assert.equal((await put({})).status, 428);
    for (const stale of [before, '*', 'W/"0"']) assert.equal((await put({ 'if-match': stale })).status, 412, stale);
    assert.equal((await practice(address)).status, 410);
    assert.equal((await put({ 'if-match': deletion })).status, 201);
    assert.equal((await practice(address)).status, 200);
    assert.equal((await put({ 'if-match': deletion })).status, 412);
  });
});

describe('every answer', () => {
  it('is not stored by anybody on the way and has the number of its request', async () => {
    for (const path of ['/metadata', `/${patient}`, '/Nothing/1', '/Observation']) {
      const asked = await practice(path);
      assert.equal(asked.headers.get('cache-control'), 'no-store', path);
      assert.match(asked.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/, path);
      assert.match(asked.headers.get('content-type') ?? '', /^application\/fhir\+json/, path);
    }
  });

  it('to a conditional read says 304 or brings the version', async () => {
    const read = await practice(`/${patient}`);
    const etag = read.headers.get('etag') ?? '';
    const same = await practice(`/${patient}`, { headers: { 'if-none-match': etag } });
    assert.equal(same.status, 304);
    assert.equal(same.headers.get('etag'), etag);
    assert.equal((await practice(`/${patient}`, { headers: { 'if-none-match': 'W/"other"' } })).status, 200);
    const head = await practice(`/${patient}`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
  });

  it('to Prefer gives back nothing, the resource, or a word', async () => {
    const body = aPatient({ name: [{ family: 'Prefer' }] });
    const minimal = await practice('/Patient', { body, headers: { prefer: 'return=minimal' } });
    assert.deepEqual([minimal.status, minimal.text], [201, '']);
    assert.match(minimal.headers.get('location') ?? '', /\/fhir\/Patient\/[^/]+\/_history\/[^/]+$/);
    const outcome = await practice('/Patient', { body, headers: { prefer: 'return=OperationOutcome' } });
    assert.equal(issuesOf(outcome)[0]?.code, 'informational');
  });

  it('to a conditional create names the one that is there, and refuses two', async () => {
    const value = `C${Date.now()}`;
    const body = aPatient({ identifier: [{ system: 'https://tests.example/local', value }] });
    const headers = { 'if-none-exist': `identifier=https://tests.example/local|${value}` };
    const first = await practice('/Patient', { body, headers });
    const second = await practice('/Patient', { body, headers });
    assert.deepEqual([first.status, second.status], [201, 200]);
    assert.equal(second.text, first.text);
    assert.equal((await practice('/Patient', { body })).status, 201);
    assert.equal((await practice('/Patient', { body, headers })).status, 412);
  });
});
