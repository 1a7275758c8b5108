/**
 * `Prefer: respond-async` (R4 async, Asynchronous Request Pattern): any read, search, operation or Bundle; polled, deletable, its
 * caller's alone; decided and logged when it runs and again when it is fetched.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, OperationOutcome, Patient } from 'fhir/r4.js';
import { label } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord } from './testing/ask.ts';
import { anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
const headers = { prefer: 'respond-async' };
let region: RegionForApi;
let practice: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice);
});

function placeOf(begun: Asked): string {
  assert.equal(begun.status, 202, begun.text);
  assert.equal(begun.text, '');
  return (begun.headers.get('content-location') ?? '').slice(region.base.length);
}

async function ended(place: string, ask: Ask = practice): Promise<Asked> {
  let asked = await ask(place);
  for (; asked.status === 202; asked = await ask(place)) {
    assert.ok(asked.headers.get('retry-after'));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return asked;
}

async function finished(begun: Asked, ask: Ask = practice): Promise<NonNullable<Bundle['entry']>[number]> {
  const asked = await ended(placeOf(begun), ask);
  assert.equal(asked.status, 200, asked.text.slice(0, 300));
  const bundle = asked.json as Bundle;
  assert.equal(bundle.type, 'batch-response');
  assert.equal(bundle.entry?.length, 1);
  return bundle.entry![0]!;
}

async function entriesLogged(): Promise<number> {
  const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry`;
  return row?.count ?? 0;
}

describe('a request that is answered later', () => {
  it('gives a Bundle with the answer that would have been given at once', async () => {
    const path = `/Observation?patient=${patient}&_sort=date`;
    const at = await finished(await practice(path, { headers }));
    assert.equal(at.response?.status, '200 OK');
    const [late, once] = [at.resource as Bundle, (await practice(path)).json as Bundle];
    assert.deepEqual(late.entry, once.entry);
    assert.equal(late.entry?.length, 5);
  });

  it('may be a read, a posted search, an operation, a batch; the other preferences hold', async () => {
    const read = await finished(await practice(`/${patient}`, { headers }));
    assert.equal((read.resource as Patient).id, patient.split('/')[1]);
    assert.ok(read.response?.etag);
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await finished(
      await practice('/Patient/_search', { body: `_id=${patient.split('/')[1]}`, headers: form }),
    );
    assert.equal((posted.resource as Bundle).entry?.length, 1);
    const everything = await finished(await practice(`/${patient}/$everything`, { headers }));
    assert.ok((everything.resource as Bundle).entry!.length > 5);
    const compartment = await finished(await practice(`/${patient}/Observation`, { headers }));
    assert.equal((compartment.resource as Bundle).entry?.length, 5);
    const request = { method: 'GET', url: patient };
    const batch = await finished(
      await practice('', { body: { resourceType: 'Bundle', type: 'batch', entry: [{ request }] }, headers }),
    );
    assert.equal((batch.resource as Bundle).entry?.[0]?.response?.status, '200 OK');
    const strict = await finished(
      await practice('/Patient?colour=red', { headers: { prefer: 'respond-async, handling=strict' } }),
    );
    assert.match(strict.response?.status ?? '', /^400/);
    assert.equal((strict.response?.outcome as OperationOutcome | undefined)?.resourceType, 'OperationOutcome');
  });

  it('files a transaction once, and does not try it again when it is not known how far it came', async () => {
    const resource = anObservation(patient, { identifier: [{ system: 'urn:late', value: '1' }] });
    const entry = [{ resource, request: { method: 'POST', url: 'Observation' } }];
    const filed = await finished(
      await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry }, headers }),
    );
    assert.match((filed.resource as Bundle).entry?.[0]?.response?.status ?? '', /^201/);
    const id = 'f'.repeat(32);
    // The process that ran it died: its lease is over, and another takes it.
    await region.database.owner`
      insert into jobs.job (id, kind, owner, request, state, keep_ms, created_ms, checkpoint)
      select ${id}, kind, owner, request, 'waiting', keep_ms, created_ms, '{"begun":true}'::jsonb from jobs.job
      where kind = 'deferred' and request->>'path' = '/' order by created_ms desc limit 1`;
    const again = await ended(`/_async/${id}`);
    assert.match((again.json as OperationOutcome).issue[0]?.diagnostics ?? again.text, /FHIR-API-020|not known/);
    const found = (await practice('/Observation?identifier=urn:late|1')).json as Bundle;
    assert.equal(found.entry?.length, 1);
  });

  it('is not carried out for a client whose registration ended meanwhile', async () => {
    const id = 'e'.repeat(32);
    await region.database.owner`
      insert into jobs.job (id, kind, owner, request, state, keep_ms, created_ms)
      select ${id}, kind, owner, jsonb_set(request, '{token,clientId}', '"gone"'), 'waiting', keep_ms, created_ms from jobs.job
      where kind = 'deferred' order by created_ms desc limit 1`;
    assert.equal((await ended(`/_async/${id}`)).status, 401);
  });

  it('is its caller’s alone, and can be deleted', async () => {
    const place = placeOf(await practice(`/${patient}`, { headers }));
    const other = asker(region, await region.clientToken('second'));
    assert.equal((await other(place)).status, 404);
    assert.equal((await other(place, { method: 'DELETE' })).status, 404);
    assert.equal((await ended(place)).status, 200);
    assert.equal((await practice(`${place}/1`)).status, 404);
    assert.equal((await practice(place, { method: 'DELETE' })).status, 202);
    assert.equal((await practice(place)).status, 404);
  });

  it('is decided and logged when it runs, and again each time that it is fetched', async () => {
    const before = await entriesLogged();
    const place = placeOf(await practice(`/Observation?patient=${patient}`, { headers }));
    await ended(place);
    const once = await entriesLogged();
    assert.ok(once >= before + 2, `${before} ${once}`);
    assert.equal((await practice(place)).status, 200);
    assert.ok((await entriesLogged()) > once);
  });

  it('is refused at once where the token does not allow it, and given to no narrower token', async () => {
    const narrow = asker(region, await region.clientToken('practice', ['system/Observation.rs?category=vital-signs']));
    assert.equal((await narrow('/Patient', { headers })).status, 403);
    const place = placeOf(await practice(`/Observation?patient=${patient}`, { headers }));
    assert.equal((await ended(place)).status, 200);
    const refused = await narrow(place);
    assert.equal(refused.status, 410, refused.text);
    assert.ok(!refused.text.includes('Haemoglobin'));
  });

  it('is not given once something in it may not be seen any more', async () => {
    const [hidden = ''] = await fileRecord(practice, {
      patient: aPatient({ identifier: [{ system: 'urn:x', value: '9' }] }),
    });
    const place = placeOf(await practice(`/${hidden}`, { headers }));
    assert.equal((await ended(place)).status, 200);
    await region.database.owner`
      update store.resource set label = label | ${label.wrongPerson} where body like ${`%"id":"${hidden.split('/')[1]}"%`}`;
    assert.equal((await practice(place)).status, 410);
  });

  it('by staff without a ground finds nothing when it runs', async () => {
    const staff = asker(region, await region.staffToken({ organisation: 'ZXT01' as OdsCode }));
    const at = await finished(await staff(`/${patient}`, { headers }), staff);
    assert.match(at.response?.status ?? '', /^404/);
  });
});
