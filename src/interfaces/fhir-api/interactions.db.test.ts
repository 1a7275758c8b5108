/** Patch, conditions and transactions over HTTP: R4 3.1.0.4 to 3.1.0.11. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Patient } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file, { isConditionalDeleteAllowed: true });
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  patient = (await fileRecord(practice))[0]!;
});

let serial = 0;
const system = 'https://tests.example/serial';
function numbered(value = `N${++serial}`) {
  return { value, query: `identifier=${system}|${value}`, identifier: [{ system, value }] };
}
const jsonPatch = { 'content-type': 'application/json-patch+json' };
const transaction = (...entry: readonly object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });

describe('PATCH (R4 3.1.0.6)', () => {
  it('JSON Patch changes the resource as it is read, and keeps its id', async () => {
    const created = (await practice('/Patient', { body: aPatient({ name: [{ family: 'Patch' }] }) })).json as Patient;
    const body = [
      { op: 'test', path: '/id', value: created.id },
      { op: 'replace', path: '/name/0/family', value: 'Patched' },
      { op: 'add', path: '/active', value: true },
    ];
    const patched = await practice(`/Patient/${created.id}`, { method: 'PATCH', body, headers: jsonPatch });
    assert.equal(patched.status, 200, patched.text);
    const { name, active, id, meta } = patched.json as Patient;
    assert.deepEqual([name?.[0]?.family, active, id], ['Patched', true, created.id]);
    assert.notEqual(meta?.versionId, created.meta?.versionId);
  });

  it('FHIRPath Patch comes as Parameters', async () => {
    const created = (await practice('/Patient', { body: aPatient({ name: [{ family: 'Path' }] }) })).json as Patient;
    const part = [
      { name: 'type', valueCode: 'replace' },
      { name: 'path', valueString: 'Patient.name[0].family' },
      { name: 'value', valueString: 'Pathed' },
    ];
    const body = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
    const patched = await practice(`/Patient/${created.id}`, { method: 'PATCH', body });
    assert.equal((patched.json as Patient).name?.[0]?.family, 'Pathed', patched.text);
  });

  it('what cannot be applied is 422 and names the operation; what leaves no valid resource is 400; nothing changes', async () => {
    const read = await practice(`/${patient}`);
    const missing = [{ op: 'remove', path: '/photo' }];
    const failed = await practice(`/${patient}`, { method: 'PATCH', body: missing, headers: jsonPatch });
    assert.deepEqual([failed.status, issuesOf(failed)[0]?.place], [422, '[0].path']);
    const wrong = [{ op: 'add', path: '/gender', value: 'unsure' }];
    const invalid = await practice(`/${patient}`, { method: 'PATCH', body: wrong, headers: jsonPatch });
    assert.deepEqual([invalid.status, issuesOf(invalid)[0]?.place], [400, 'Patient.gender']);
    assert.equal((await practice(`/${patient}`)).text, read.text);
  });

  it('a stale If-Match is 412; another’s resource, and none, are the same 404', async () => {
    const body = [{ op: 'add', path: '/active', value: true }];
    const stale = { ...jsonPatch, 'if-match': 'W/"06y00000000"' };
    assert.equal((await practice(`/${patient}`, { method: 'PATCH', body, headers: stale })).status, 412);
    const foreign = await hospital(`/${patient}`, { method: 'PATCH', body, headers: jsonPatch });
    const absent = await hospital('/Patient/06y0000000z', { method: 'PATCH', body, headers: jsonPatch });
    assert.deepEqual([foreign.status, foreign.text], [absent.status, absent.text]);
  });

  it('cannot move a resource to another patient (attack 34), nor change its type', async () => {
    const other = (await practice('/Patient', { body: aPatient({ name: [{ family: 'Other' }] }) })).json as Patient;
    const [result] = entriesOf<Observation>(await practice(`/Observation?patient=${patient}&_count=1`));
    for (const body of [
      [{ op: 'replace', path: '/subject/reference', value: `Patient/${other.id}` }],
      [{ op: 'remove', path: '/subject' }],
      [{ op: 'replace', path: '/resourceType', value: 'Media' }],
    ]) {
      const asked = await practice(`/Observation/${result!.id}`, { method: 'PATCH', body, headers: jsonPatch });
      assert.ok(asked.status === 400 || asked.status === 422, asked.text);
    }
  });

  it('cannot lower how confidential a resource is (attack 35)', async () => {
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }];
    const body = anObservation(patient, { meta: { security } });
    const created = (await practice('/Observation', { body })).json as Observation;
    const remove = [{ op: 'remove', path: '/meta/security' }];
    const patched = await practice(`/Observation/${created.id}`, { method: 'PATCH', body: remove, headers: jsonPatch });
    assert.deepEqual((patched.json as Observation).meta?.security, security);
  });

  it('stands in a transaction, as a Binary or Parameters', async () => {
    const created = (await practice('/Patient', { body: aPatient({ name: [{ family: 'Bundled' }] }) })).json as Patient;
    const data = Buffer.from(JSON.stringify([{ op: 'add', path: '/active', value: true }])).toString('base64');
    const filed = await practice('', {
      body: transaction({
        resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data },
        request: { method: 'PATCH', url: `Patient/${created.id}` },
      }),
    });
    assert.equal((filed.json as Bundle).entry?.[0]?.response?.status, '200 OK', filed.text);
    assert.equal(((await practice(`/Patient/${created.id}`)).json as Patient).active, true);
  });
});

describe('conditions (R4 3.1.0.4.3, 3.1.0.6.1, 3.1.0.7.1, 3.1.0.8.1)', () => {
  it('200 conditional creates of one identifier at once make one resource', async () => {
    const { query, identifier } = numbered();
    const body = aPatient({ identifier, name: [{ family: 'Once' }] });
    const headers = { 'if-none-exist': query, prefer: 'return=minimal' };
    const answers = await Promise.all(Array.from({ length: 200 }, () => practice('/Patient', { body, headers })));
    const statuses = Map.groupBy(answers, ({ status }) => status);
    assert.deepEqual([statuses.get(201)?.length, statuses.get(200)?.length], [1, 199]);
    assert.equal(new Set(answers.map((answer) => answer.headers.get('location'))).size, 1);
  });

  it('conditional updates at 8 connections conflict with nobody', async () => {
    const { query, identifier } = numbered();
    const statuses = new Set<number>();
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let turn = 0; turn < 5; turn++) {
          const body = aPatient({ identifier, name: [{ family: `W${worker}`, given: [`T${turn}`] }] });
          statuses.add((await practice(`/Patient?${query}`, { method: 'PUT', body })).status);
        }
      }),
    );
    assert.deepEqual([...statuses].sort(), [200, 201]);
    const found = entriesOf<Patient>(await practice(`/Patient?${query}`));
    assert.equal(found.length, 1);
    const history = (await practice(`/Patient/${found[0]!.id}/_history`)).json as Bundle;
    assert.equal(history.entry?.length, 40);
  });

  it('are of any search parameter', async () => {
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '75367002' }] };
    const query = `patient=${patient}&code=http://snomed.info/sct|75367002&date=2026-05-05`;
    const body = anObservation(patient, { code, effectiveDateTime: '2026-05-05T10:00:00Z' });
    const created = await practice('/Observation', { body, headers: { 'if-none-exist': query } });
    const present = await practice('/Observation', { body, headers: { 'if-none-exist': query } });
    assert.deepEqual([created.status, present.status], [201, 200], present.text);
    const unknown = await practice('/Observation', { body, headers: { 'if-none-exist': 'colour=red' } });
    assert.equal(unknown.status, 400);
    assert.equal(issuesOf(unknown)[0]?.place, 'request: colour');
  });

  it('patch and delete one match, do nothing where none is, and refuse several', async () => {
    const { query, identifier } = numbered();
    const body = [{ op: 'add', path: '/active', value: true }];
    const patch = () => practice(`/Patient?${query}`, { method: 'PATCH', body, headers: jsonPatch });
    const remove = () => practice(`/Patient?${query}`, { method: 'DELETE' });
    assert.deepEqual([(await patch()).status, (await remove()).status], [404, 204]);
    const person = aPatient({ identifier, name: [{ family: 'Single' }] });
    await practice('/Patient', { body: person });
    assert.equal((await patch()).status, 200);
    await practice('/Patient', { body: person });
    assert.deepEqual([(await patch()).status, (await remove()).status], [412, 412]);
  });

  it('never match what another source contributed (attacks 32, 33)', async () => {
    const { query, identifier } = numbered();
    const person = aPatient({ identifier, name: [{ family: 'Foreign' }] });
    await practice('/Patient', { body: person });
    assert.equal((await hospital('/Patient', { body: person, headers: { 'if-none-exist': query } })).status, 201);
    assert.equal((await hospital(`/Patient?${query}`, { method: 'DELETE' })).status, 204);
    assert.equal(entriesOf(await practice(`/Patient?${query}`)).length, 1);
  });

  it('no longer match an identifier that an update took away', async () => {
    const { query, identifier } = numbered();
    const created = (await practice('/Patient', { body: aPatient({ identifier }) })).json as Patient;
    const { identifier: _, ...rest } = created;
    await practice(`/Patient/${created.id}`, { method: 'PUT', body: rest, headers: { 'if-match': '*' } });
    const again = await practice('/Patient', { body: aPatient({ identifier }), headers: { 'if-none-exist': query } });
    assert.equal(again.status, 201);
  });
});

it('_format and _pretty say how the answer looks, and are no condition (R4 3.1.0.1.2)', async () => {
  const { identifier, query } = numbered();
  const body = aPatient({ identifier });
  const created = await practice(`/Patient?${query}&_format=json&_pretty=true`, { method: 'PUT', body });
  assert.equal(created.status, 201, created.text);
});

describe('a transaction (R4 3.1.0.11.2)', () => {
  it('deletes before it creates: a condition does not find what the Bundle deletes', async () => {
    const { query, identifier } = numbered();
    const person = aPatient({ identifier, name: [{ family: 'Again' }] });
    const first = (await practice('/Patient', { body: person })).json as Patient;
    const filed = await practice('', {
      body: transaction(
        { resource: person, request: { method: 'POST', url: 'Patient', ifNoneExist: query } },
        { request: { method: 'DELETE', url: `Patient/${first.id}` } },
      ),
    });
    assert.deepEqual(
      (filed.json as Bundle).entry?.map(({ response }) => response?.status),
      ['201 Created', '204 No Content'],
      filed.text,
    );
  });

  it('resolves conditional references last: to what it creates itself, too', async () => {
    const { query, identifier } = numbered();
    const filed = await practice('', {
      headers: { prefer: 'return=representation' },
      body: transaction(
        {
          resource: anObservation(patient, { performer: [{ reference: `Practitioner?${query}` }] }),
          request: { method: 'POST', url: 'Observation' },
        },
        { resource: { resourceType: 'Practitioner', identifier }, request: { method: 'POST', url: 'Practitioner' } },
      ),
    });
    const [observation, practitioner] = ((filed.json as Bundle).entry ?? []).map((entry) => entry.resource!);
    assert.equal((observation as Observation).performer?.[0]?.reference, `Practitioner/${practitioner?.id}`);
  });

  it('refuses two entries that mean one resource', async () => {
    const { query, identifier } = numbered();
    const created = (await practice('/Patient', { body: aPatient({ identifier }) })).json as Patient;
    const update = { resource: created, request: { method: 'PUT', url: `Patient/${created.id}` } };
    const byCondition = { resource: aPatient({ identifier }), request: { method: 'PUT', url: `Patient?${query}` } };
    const remove = { request: { method: 'DELETE', url: `Patient/${created.id}` } };
    const another = numbered();
    const create = {
      resource: aPatient({ identifier: another.identifier }),
      request: { method: 'POST', url: 'Patient', ifNoneExist: another.query },
    };
    for (const entries of [
      [update, byCondition],
      [update, remove],
      [create, create],
    ]) {
      const asked = await practice('', { body: transaction(...entries) });
      assert.equal(asked.status, 400);
      assert.match(asked.text, /must not name the resource of another entry/);
    }
    assert.equal(entriesOf(await practice(`/Patient?${another.query}`)).length, 0);
  });

  it('is 412 whole when one version is stale, and names the entry', async () => {
    const created = (await practice('/Patient', { body: aPatient({ name: [{ family: 'Stale' }] }) })).json as Patient;
    const asked = await practice('', {
      body: transaction(
        { resource: anObservation(patient), request: { method: 'POST', url: 'Observation' } },
        { resource: created, request: { method: 'PUT', url: `Patient/${created.id}`, ifMatch: 'W/"06y00000000"' } },
      ),
    });
    assert.equal(asked.status, 412);
    assert.equal(issuesOf(asked)[0]?.place, 'Bundle.entry[1].request.ifMatch');
  });

  it('resolves relative references by the base of the entry’s fullUrl (R4 2.36.4.1)', async () => {
    const filed = await practice('', {
      headers: { prefer: 'return=representation' },
      body: transaction(
        {
          fullUrl: 'http://elsewhere.example/fhir/Patient/7',
          resource: aPatient({ name: [{ family: 'Moved' }] }),
          request: { method: 'POST', url: 'Patient' },
        },
        {
          fullUrl: 'http://elsewhere.example/fhir/Observation/8',
          resource: anObservation('Patient/7'),
          request: { method: 'POST', url: 'Observation' },
        },
      ),
    });
    const [person, result] = ((filed.json as Bundle).entry ?? []).map((entry) => entry.resource!);
    assert.equal((result as Observation).subject?.reference, `Patient/${person?.id}`, filed.text);
  });
});

describe('a deletion (R4 3.1.0.7)', () => {
  it('leaves clinical content entered in error, with its history', async () => {
    const created = (await practice('/Observation', { body: anObservation(patient) })).json as Observation;
    assert.equal((await practice(`/Observation/${created.id}`, { method: 'DELETE' })).status, 204);
    const [row] = await region.database.owner<{ body: string; state: number }[]>`
      select body, state from store.resource where body like ${`%"id":"${created.id}"%`}`;
    assert.deepEqual([(JSON.parse(row!.body) as Observation).status, row!.state], ['entered-in-error', 1]);
    const history = (await practice(`/Observation/${created.id}/_history`)).json as Bundle;
    assert.deepEqual(
      history.entry?.map(({ request }) => request?.method),
      ['DELETE', 'POST'],
    );
  });
});
