/** `_summary` and `_elements` of one resource (R4 3.1.1.5.8, 3.1.1.5.9): what is not the whole says so, and is valid. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { DomainResource, Observation, Patient, PractitionerRole } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
const validate = createResourceValidator(loadFhirDefinitions());
const role: PractitionerRole = { resourceType: 'PractitionerRole', id: 'role', practitioner: { reference: '#who' } };
let region: RegionForApi;
let practice: Ask;
let patient = '';
let address = '';
let etag = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice, { observations: 0 });
  const created = await practice('/Observation', {
    body: anObservation(patient, {
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Haemoglobin</div>' },
      contained: [role, { resourceType: 'Practitioner', id: 'who' }, { resourceType: 'Specimen', id: 'blood' }],
      performer: [{ reference: '#role' }],
      specimen: { reference: '#blood' },
      note: [{ text: 'Taken at home' }],
    }),
  });
  assert.equal(created.status, 201, created.text);
  address = `/Observation/${(created.json as Observation).id}`;
  etag = created.headers.get('etag') ?? '';
});

const versionAddress = (): string => `${address}/_history/${etag.slice('W/"'.length, -1)}`;
const containedIn = ({ contained = [] }: DomainResource): (string | undefined)[] => contained.map(({ id }) => id);

async function read(at: string, query: string): Promise<Observation> {
  const asked = await practice(`${at}?${query}`);
  assert.equal(asked.status, 200, asked.text);
  const resource = asked.json as Observation;
  assert.equal(resource.meta?.tag?.at(-1)?.code, 'SUBSETTED', `${at}?${query}`);
  assert.deepEqual(validate(resource as unknown as Resource), [], `${at}?${query}`);
  return resource;
}

describe('a part of a resource', () => {
  it('is given by read and vread as by a search, and marked, so that nobody writes it back as the whole', async () => {
    for (const query of ['_summary=true', '_summary=text', '_summary=data', '_elements=status,performer']) {
      const own = await practice(`/Observation?patient=${patient}&${query}`);
      const [searched] = entriesOf<Observation>(own);
      for (const at of [address, versionAddress()]) assert.deepEqual(await read(at, query), searched, `${at}?${query}`);
    }
    assert.equal('text' in (await read(address, '_summary=data')), false);
    assert.equal('note' in (await read(versionAddress(), '_summary=true')), false);
  });

  it('holds what its elements refer to inside it, and no more: #id alone says nothing (R4 Reference, ref-1)', async () => {
    assert.deepEqual(containedIn(await read(address, '_elements=performer')), ['role', 'who']);
    assert.deepEqual(containedIn(await read(address, '_elements=specimen')), ['blood']);
    assert.deepEqual(containedIn(await read(address, '_elements=note')), []);
    assert.deepEqual(containedIn(await read(address, '_summary=data')), ['role', 'who', 'blood']);
  });

  it('is not asked for by _summary=false, an empty _elements or a count, which give the stored bytes', async () => {
    const whole = await practice(address);
    for (const query of ['_summary=false', '_elements=', '_summary=count'])
      assert.equal((await practice(`${address}?${query}`)).text, whole.text, query);
  });

  it('and the whole of a version are not sent again to who has it (R4 3.1.0.2.1)', async () => {
    for (const at of [address, versionAddress()])
      assert.equal((await practice(at, { headers: { 'if-none-match': etag } })).status, 304, at);
  });

  it('never replaces the whole: what an update would lose stays, and the tag that says so is named (R4 3.1.1.5.8)', async () => {
    const whole = await practice(address);
    const part = await read(address, '_elements=subject,category');
    assert.equal('note' in part, false);
    const update = { method: 'PUT', body: part };
    const sent = await practice(address, { ...update, headers: { 'if-match': etag } });
    assert.equal(sent.status, 422, sent.text);
    assert.equal(issuesOf(sent)[0]?.place, 'Observation.meta.tag');
    const request = { method: 'PUT', url: address.slice(1), ifMatch: etag };
    const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: part, request }] };
    assert.equal((await practice('', { body: bundle })).status, 422);
    const person = (await practice(`/${patient}?_summary=text`)).json as Patient;
    const ifMatch = { 'if-match': `W/"${person.meta?.versionId}"` };
    const patientSent = await practice(`/${patient}`, { method: 'PUT', body: person, headers: ifMatch });
    assert.equal(patientSent.status, 422, patientSent.text);
    assert.equal((await practice(address)).text, whole.text);
    const kept = { ...(whole.json as Observation), note: [{ text: 'Taken in the clinic' }] };
    const mended = await practice(address, { method: 'PUT', body: kept, headers: { 'if-match': etag } });
    assert.equal(mended.status, 200, mended.text);
  });
});
