/** fhir-kit-client 2.0.3, unmodified, over a real socket: SMART Backend Services 2.2, R4 3.1.0. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { Bundle, CapabilityStatement, Observation, OperationOutcome, Patient } from 'fhir/r4.js';
import { Client } from 'fhir-kit-client';
import { SignJWT } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { anObservation, aPatient, aRecord, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let client: Client;
let patientId = '';

/** What the client gives back, as the type that was asked for. */
function as<T>(value: unknown): T {
  return value as T;
}

async function statusOf(work: Promise<unknown>): Promise<{ status: number; outcome: OperationOutcome }> {
  try {
    await work;
  } catch (error) {
    const { response } = error as { response: { status: number; data: OperationOutcome } };
    return { status: response.status, outcome: response.data };
  }
  throw new Error('the request was answered as a success');
}

before(async () => {
  region = await regionForApi(file);
  client = new Client({ baseUrl: region.base });
});

describe('a third-party client', () => {
  it('finds the token endpoint and signs in with a signed assertion', async () => {
    const configuration = (await (await fetch(`${region.base}/.well-known/smart-configuration`)).json()) as {
      token_endpoint: string;
    };
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES384', kid: region.clientKeyId, typ: 'JWT' })
      .setIssuer('practice')
      .setSubject('practice')
      .setAudience(configuration.token_endpoint)
      .setExpirationTime('4m')
      .setIssuedAt()
      .setJti(randomUUID())
      .sign(region.clientKey);
    const answer = await fetch(configuration.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'system/*.cruds',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
    const token = (await answer.json()) as { access_token: string };
    assert.equal(answer.status, 200);
    client.bearerToken = token.access_token;
  });

  it('reads the CapabilityStatement', async () => {
    const statement = as<CapabilityStatement>(await client.capabilityStatement());
    assert.equal(statement.fhirVersion, '4.0.1');
  });

  it('files a transaction', async () => {
    const response = as<Bundle>(await client.transaction({ body: aRecord() as never }));
    assert.equal(response.type, 'transaction-response');
    assert.ok(response.entry?.every((entry) => entry.response?.status === '201 Created'));
    patientId = locations(response)[0]!.split('/')[1]!;
  });

  it('creates, reads, updates with If-Match, and is refused with a stale one', async () => {
    const created = as<Patient>(
      await client.create({ resourceType: 'Patient', body: { resourceType: 'Patient', name: [{ family: 'Reed' }] } }),
    );
    assert.equal(created.name?.[0]?.family, 'Reed');
    const id = created.id!;
    const read = as<Patient>(await client.read({ resourceType: 'Patient', id }));
    assert.deepEqual(read, created);
    const ifMatch = { headers: { 'if-match': `W/"${created.meta?.versionId}"` } };
    const body = { ...created, active: true } as never;
    const updated = as<Patient>(await client.update({ resourceType: 'Patient', id, body, options: ifMatch }));
    assert.equal(updated.active, true);
    assert.notEqual(updated.meta?.versionId, created.meta?.versionId);
    const stale = await statusOf(client.update({ resourceType: 'Patient', id, body, options: ifMatch }));
    assert.equal(stale.status, 412);
    const unnamed = await statusOf(client.update({ resourceType: 'Patient', id, body }));
    assert.equal(unnamed.status, 428);
    const version = as<Patient>(await client.vread({ resourceType: 'Patient', id, version: created.meta!.versionId! }));
    assert.deepEqual(version, created);
    const history = as<Bundle>(await client.history({ resourceType: 'Patient', id }));
    assert.deepEqual(
      history.entry?.map((entry) => entry.request?.method),
      ['PUT', 'POST'],
    );
  });

  it('searches and follows the pages to the end', async () => {
    const searchParams = { patient: patientId, _sort: 'date', _count: 2 };
    let page = as<Bundle>(await client.search({ resourceType: 'Observation', searchParams }));
    assert.equal(page.total, 5);
    const dates: string[] = [];
    for (let pages = 1; ; pages++) {
      for (const entry of page.entry ?? []) dates.push((entry.resource as Observation).effectiveDateTime!);
      if (page.link?.some((link) => link.relation === 'next') !== true) {
        assert.equal(pages, 3);
        break;
      }
      page = as<Bundle>(await client.nextPage({ bundle: page as never }));
    }
    assert.deepEqual(
      dates,
      [1, 2, 3, 4, 5].map((day) => `2026-03-0${day}T09:00:00Z`),
    );
  });

  it('searches by POST', async () => {
    const options = { postSearch: true };
    const found = as<Bundle>(
      await client.resourceSearch({ resourceType: 'Condition', searchParams: { patient: patientId }, options }),
    );
    assert.equal(found.total, 2);
  });

  it('asks for everything about a patient', async () => {
    const everything = as<Bundle>(
      await client.operation({ name: 'everything', resourceType: 'Patient', id: patientId, method: 'GET' }),
    );
    const types = Map.groupBy(everything.entry ?? [], (entry) => entry.resource!.resourceType);
    assert.deepEqual(Object.fromEntries([...types].map(([type, entries]) => [type, entries.length])), {
      Patient: 1,
      Encounter: 1,
      Condition: 2,
      Observation: 5,
      Practitioner: 1,
    });
    assert.equal(everything.total, 9);
  });

  it('runs a batch, each entry on its own', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: `Patient/${patientId}` } },
        { request: { method: 'GET', url: `Observation?patient=${patientId}&_summary=count` } },
        { request: { method: 'POST', url: 'Observation' }, resource: { resourceType: 'Observation' } },
        { request: { method: 'POST', url: 'Observation' }, resource: anObservation(`Patient/${patientId}`) },
        { request: { method: 'GET', url: 'Patient/nobody' } },
        { request: { method: 'POST', url: '' }, resource: { resourceType: 'Bundle', type: 'collection' } },
      ],
    };
    const response = as<Bundle>(await client.batch({ body: body as never }));
    const statuses = response.entry?.map((entry) => entry.response?.status.slice(0, 3));
    assert.deepEqual(statuses, ['200', '200', '400', '201', '404', '400']);
    assert.equal((response.entry?.[1]?.resource as Bundle | undefined)?.total, 5);
  });

  it('deletes, and the deleted is not there', async () => {
    const created = as<Patient>(
      await client.create({ resourceType: 'Patient', body: aPatient({ name: [{ family: 'Gone' }] }) as never }),
    );
    await client.delete({ resourceType: 'Patient', id: created.id! });
    const read = await statusOf(client.read({ resourceType: 'Patient', id: created.id! }));
    assert.equal(read.status, 410);
    assert.equal(read.outcome.resourceType, 'OperationOutcome');
  });
});
