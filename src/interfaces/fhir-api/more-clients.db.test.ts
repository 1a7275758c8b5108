/** fhirclient 2.6.3 (the published SMART client) and fhir-kit-client, unmodified, over a real socket: what the other test leaves. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Patient } from 'fhir/r4.js';
import { Client } from 'fhir-kit-client';
import { exportJWK } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { anObservation, aPatient, aRecord, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

/** Of fhirclient's plain client, without a launch. */
interface PlainClient {
  create(resource: object, options?: object): Promise<unknown>;
  update(resource: object, options?: object): Promise<unknown>;
  patch(url: string, operations: readonly object[], options?: object): Promise<unknown>;
  delete(url: string, options?: object): Promise<unknown>;
  fhirRequest(url: string, options?: object): Promise<unknown>;
  resources(url: string, options?: object): AsyncIterable<unknown>;
}

const { default: FhirClient } = createRequire(import.meta.url)('fhirclient/lib/FhirClient') as {
  default: new (baseUrl: string) => PlainClient;
};

/** Its own making of signed assertions, which its browser sign-in uses too. */
const { importJWK, signCompactJws } = createRequire(import.meta.url)('fhirclient/lib/security/server') as {
  importJWK: (jwk: object) => Promise<unknown>;
  signCompactJws: (algorithm: string, key: unknown, header: object, payload: object) => Promise<string>;
};

const file = forWholeFile();
let region: RegionForApi;
let headers: Readonly<Record<string, string>>;
let kit: Client;

before(async () => {
  region = await regionForApi(file);
  const token = await region.clientToken('practice');
  headers = { authorization: `Bearer ${token}` };
  kit = new Client({ baseUrl: region.base, bearerToken: token });
});

describe('fhirclient', () => {
  it('signs in with an assertion of its own signing (SMART Backend Services)', async () => {
    const configuration = (await new FhirClient(region.base).fhirRequest('.well-known/smart-configuration', {})) as {
      token_endpoint: string;
    };
    const jwk = { ...(await exportJWK(region.clientKey)), alg: 'ES384', key_ops: ['sign'] };
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: 'practice', sub: 'practice', aud: configuration.token_endpoint, jti: randomUUID() };
    const assertion = await signCompactJws(
      'ES384',
      await importJWK(jwk),
      { kid: region.clientKeyId, typ: 'JWT' },
      { ...claims, iat: seconds, exp: seconds + 120 },
    );
    const tokens = (await new FhirClient(region.publicUrl).fhirRequest('/oauth2/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'system/*.cruds',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }).toString(),
    })) as { access_token: string };
    headers = { authorization: `Bearer ${tokens.access_token}` };
    assert.equal(((await new FhirClient(region.base).fhirRequest('Patient?_id=1', { headers })) as Bundle).total, 0);
  });

  it('creates, reads, updates, patches and deletes', async () => {
    const client = new FhirClient(region.base);
    const created = (await client.create(aPatient({ name: [{ family: 'Reed' }] }), { headers })) as Patient;
    const path = `Patient/${created.id}`;
    const ifMatch = { ...headers, 'if-match': `W/"${created.meta?.versionId}"` };
    const updated = (await client.update({ ...created, active: true }, { headers: ifMatch })) as Patient;
    assert.equal(updated.active, true);
    const operations = [{ op: 'replace', path: '/active', value: false }];
    assert.equal(((await client.patch(path, operations, { headers })) as Patient).active, false);
    const history = (await client.fhirRequest(`${path}/_history`, { headers })) as Bundle;
    assert.equal(history.entry?.length, 3);
    await client.delete(path, { headers });
    await assert.rejects(client.fhirRequest(path, { headers }), /410/);
  });

  it('files a transaction and walks the pages of a search', async () => {
    const client = new FhirClient(region.base);
    const body = JSON.stringify(aRecord());
    const posted = { ...headers, 'content-type': 'application/fhir+json' };
    const filed = (await client.fhirRequest('/', { method: 'POST', body, headers: posted })) as Bundle;
    const [patient] = locations(filed);
    const ids: string[] = [];
    for await (const one of client.resources(`Observation?patient=${patient}&_count=2`, { headers }))
      ids.push((one as Observation).id!);
    assert.equal(new Set(ids).size, 5);
  });

  it('chooses an id of its own', async () => {
    const client = new FhirClient(region.base);
    const resource = aPatient({ id: 'of-its-own', name: [{ family: 'Chosen' }] });
    assert.equal(((await client.update(resource, { headers })) as Patient).id, 'of-its-own');
    assert.equal(((await client.fhirRequest('Patient/of-its-own', { headers })) as Patient).id, 'of-its-own');
  });
});

describe('fhir-kit-client', () => {
  it('patches, searches a compartment, and reads the histories of a type and of all', async () => {
    const body = aPatient({ identifier: [{ value: 'K1' }], name: [{ family: 'Kit' }], birthDate: '1961-01-01' });
    const created = (await kit.create({ resourceType: 'Patient', body: body as never })) as unknown as Patient;
    const id = created.id!;
    const patched = (await kit.patch({
      resourceType: 'Patient',
      id,
      jsonPatch: [{ op: 'add', path: '/active', value: true }],
    })) as unknown as Patient;
    assert.equal(patched.active, true);
    await kit.create({ resourceType: 'Observation', body: anObservation(`Patient/${id}`) as never });
    const found = (await kit.compartmentSearch({
      resourceType: 'Observation',
      compartment: { resourceType: 'Patient', id },
    })) as unknown as Bundle;
    assert.equal(found.entry?.length, 1);
    const ofType = (await kit.typeHistory({ resourceType: 'Patient' })) as unknown as Bundle;
    const ofAll = (await kit.systemHistory()) as unknown as Bundle;
    assert.equal(ofType.entry?.[0]?.request?.method, 'PUT');
    assert.ok(ofAll.entry!.length > ofType.entry!.length);
  });
});
