/** @medplum/core 4.5.2, unmodified, over a real socket: SMART Backend Services 2.2, R4 3.1.0. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { MedplumClient, type OperationOutcomeError } from '@medplum/core';
import type { Bundle, Observation, OperationOutcome, Patient } from 'fhir/r4.js';
import { SignJWT } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { anObservation, aPatient, aRecord, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let medplum: MedplumClient;
let patient = '';

/** Its own types of FHIR differ from the published ones in what may be absent. */
function as<T>(value: unknown): T {
  return value as T;
}

before(async () => {
  region = await regionForApi(file);
  medplum = new MedplumClient({
    baseUrl: region.publicUrl,
    fhirUrlPath: 'fhir',
    tokenUrl: 'oauth2/token',
    // What was read a moment ago is asked for again: a cache would answer in the server's place.
    resourceCacheSize: 0,
    cacheTime: 0,
    autoBatchTime: 0,
  });
});

describe('@medplum/core', () => {
  it('signs in with a signed assertion', async () => {
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES384', kid: region.clientKeyId, typ: 'JWT' })
      .setIssuer('practice')
      .setSubject('practice')
      .setAudience(`${region.publicUrl}/oauth2/token`)
      .setExpirationTime('4m')
      .setIssuedAt()
      .setJti(randomUUID())
      .sign(region.clientKey);
    await medplum.startJwtAssertionLogin(assertion);
    assert.match(medplum.getAccessToken() ?? '', /^ey/);
  });

  it('files a transaction', async () => {
    const filed = as<Bundle>(await medplum.executeBatch(as(aRecord())));
    assert.equal(filed.type, 'transaction-response');
    patient = locations(filed)[0]!;
  });

  it('creates, reads, updates and patches, and reads the versions', async () => {
    const created = await medplum.createResource(as<never>(aPatient({ name: [{ family: 'Reed' }] })));
    const { id, meta } = as<Patient>(created);
    assert.deepEqual(as<Patient>(await medplum.readResource('Patient', id!)), created);
    const headers = { 'if-match': `W/"${meta?.versionId}"` };
    const updated = await medplum.updateResource(as<never>({ ...as<Patient>(created), active: true }), { headers });
    assert.equal(as<Patient>(updated).active, true);
    const patched = await medplum.patchResource('Patient', id!, [{ op: 'replace', path: '/active', value: false }]);
    assert.equal(patched.active, false);
    assert.deepEqual(as<Patient>(await medplum.readVersion('Patient', id!, meta!.versionId!)), created);
    const history = as<Bundle>(await medplum.readHistory('Patient', id!));
    assert.deepEqual(
      history.entry?.map(({ request }) => request?.method),
      ['PUT', 'PUT', 'POST'],
    );
    await medplum.deleteResource('Patient', id!);
    const outcome = await medplum.readResource('Patient', id!).then(
      () => undefined,
      (error: unknown) => (error as OperationOutcomeError).outcome,
    );
    assert.equal(outcome?.issue?.[0]?.code, 'deleted');
  });

  it('creates by a condition once, and updates by one', async () => {
    const identifier = [{ system: 'https://tests.example/conditions', value: 'M1' }];
    const query = 'identifier=https://tests.example/conditions|M1';
    const resource = as<never>(anObservation(patient, { identifier }));
    const first = as<Observation>(await medplum.createResourceIfNoneExist(resource, query));
    const second = as<Observation>(await medplum.createResourceIfNoneExist(resource, query));
    assert.equal(first.id, second.id);
    const upserted = as<Observation>(
      await medplum.upsertResource(as<never>(anObservation(patient, { identifier, status: 'amended' })), query),
    );
    assert.deepEqual([upserted.id, upserted.status], [first.id, 'amended']);
  });

  it('searches and follows the pages to the end', async () => {
    const seen: string[] = [];
    let pages = 0;
    for await (const page of medplum.searchResourcePages('Observation', { patient, _sort: 'date', _count: '2' })) {
      pages++;
      seen.push(...page.map(({ id }) => id));
    }
    assert.deepEqual([pages, seen.length, new Set(seen).size], [3, 6, 6]);
  });

  it('reads everything about a patient, and validates', async () => {
    const everything = as<Bundle>(await medplum.readPatientEverything(patient.split('/')[1]!));
    assert.ok(everything.entry!.length >= 9);
    const outcome = as<OperationOutcome>(await medplum.validateResource(as<never>(aPatient())));
    assert.ok(outcome.issue.every(({ severity }) => severity === 'warning'));
  });
});
