/** XML in and out of every kind of interaction (R4 2.6.1, 3.1.0.1.9, 3.1.0.1.10): the same resources, rights and refusals. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, CapabilityStatement, Observation, OperationOutcome, Parameters, Patient } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { createFhirXml } from '#fhir/xml/fhir-xml.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord, type Question } from './testing/ask.ts';
import { anObservation, aPatient, aRecord, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
const definitions = loadFhirDefinitions();
const xml = createFhirXml(definitions);
const validate = createResourceValidator(definitions);
const mediaType = 'application/fhir+xml';
let region: RegionForApi;
let json: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  json = asker(region, await region.clientToken('practice'));
  patient = (await fileRecord(json))[0]!;
});

const somebodyElse = aPatient({ identifier: [{ value: 'X1' }], name: [{ family: 'Else' }], birthDate: '1971-02-03' });

/** The resource that an answer in XML holds. */
function read<T>(asked: Asked): T {
  assert.equal(asked.headers.get('content-type'), `${mediaType}; charset=utf-8`, asked.text.slice(0, 200));
  const reading = xml.read(Buffer.from(asked.text));
  assert.ok(reading.ok, JSON.stringify(reading));
  return JSON.parse(reading.json.toString('utf8')) as T;
}

/** Asks in XML: a body that is no text becomes XML. */
const ask: Ask = (path, question: Question = {}) => {
  const { body, headers } = question;
  const text =
    body === undefined || typeof body === 'string' ? body : xml.write(Buffer.from(JSON.stringify(body))).toString();
  return json(path, {
    ...question,
    ...(text === undefined ? {} : { body: text }),
    headers: { accept: mediaType, ...(text === undefined ? {} : { 'content-type': mediaType }), ...headers },
  });
};

async function storedCount(): Promise<number> {
  const rows = await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
  return rows[0]!.count;
}

describe('in XML', () => {
  it('a resource is created, read, updated, patched and deleted, and is the same as in JSON', async () => {
    const created = read<Patient>(await ask('/Patient', { body: aPatient({ name: [{ family: "O'Reed & <Son>" }] }) }));
    assert.equal(created.name?.[0]?.family, "O'Reed & <Son>");
    const path = `/Patient/${created.id}`;
    assert.deepEqual(read(await ask(path)), (await json(path)).json);
    const headers = { 'if-match': `W/"${created.meta?.versionId}"` };
    const updated = read<Patient>(await ask(path, { method: 'PUT', body: { ...created, active: true }, headers }));
    assert.equal(updated.active, true);
    const patch: Parameters = {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'replace' },
            { name: 'path', valueString: 'Patient.active' },
            { name: 'value', valueBoolean: false },
          ],
        },
      ],
    };
    assert.equal(read<Patient>(await ask(path, { method: 'PATCH', body: patch })).active, false);
    const version = `${path}/_history/${created.meta?.versionId}`;
    assert.deepEqual(read(await ask(version)), created);
    const history = read<Bundle>(await ask(`${path}/_history`));
    assert.deepEqual(
      history.entry?.map(({ request }) => request?.method),
      ['PUT', 'PUT', 'POST'],
    );
    assert.equal((await ask(path, { method: 'DELETE' })).status, 204);
    const gone = await ask(path);
    assert.equal(gone.status, 410);
    assert.equal(read<OperationOutcome>(gone).issue[0]?.code, 'deleted');
  });

  it('a search is answered, by GET and by POST, and its pages are followed in the format of the first', async () => {
    let page = read<Bundle>(await ask(`/Observation?patient=${patient}&_count=2&_sort=date`));
    const inJson = (await json(`/Observation?patient=${patient}&_count=2&_sort=date`)).json as Bundle;
    assert.deepEqual(page.entry, inJson.entry);
    const dates: string[] = [];
    // Without a header: what _format said is in the link.
    page = read<Bundle>(
      await json('/Observation/_search', {
        body: `patient=${patient}&_count=2&_sort=date&_format=xml`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    );
    for (;;) {
      for (const { resource } of page.entry ?? []) dates.push((resource as Observation).effectiveDateTime!);
      const next = page.link?.find(({ relation }) => relation === 'next')?.url;
      if (next === undefined) break;
      page = read<Bundle>(await json(next.slice(region.base.length)));
    }
    assert.equal(new Set(dates).size, 5);
  });

  it('transactions and batches are carried out', async () => {
    const filed = read<Bundle>(await ask('', { body: aRecord({ observations: 2, patient: somebodyElse }) }));
    assert.equal(filed.type, 'transaction-response');
    const [made] = locations(filed);
    const batch: Bundle = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: made! } },
        { request: { method: 'POST', url: 'Observation' }, resource: anObservation(made!) },
        { request: { method: 'POST', url: 'Observation' }, resource: { resourceType: 'Observation' } as Observation },
        { request: { method: 'GET', url: `Observation?patient=${made}&_summary=count` } },
      ],
    };
    const answered = read<Bundle>(await ask('', { body: batch }));
    assert.deepEqual(
      answered.entry?.map(({ response }) => response?.status.slice(0, 3)),
      ['200', '201', '400', '200'],
    );
    assert.equal((answered.entry![3]!.resource as Bundle).total, 3);
    assert.equal((answered.entry![2]!.response!.outcome as OperationOutcome).issue[0]?.code, 'required');
  });

  it('operations and histories are answered, and every answer is valid FHIR', async () => {
    for (const path of [
      `/${patient}/$everything`,
      `/${patient}/$summary`,
      `/Observation/$lastn?patient=${patient}`,
      '/Observation/_history',
      '/_history?_count=5',
      `/${patient}/Observation`,
      `/${patient}?_summary=true`,
      `/${patient}?_elements=name`,
      '/CodeSystem?_count=3',
      '/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender',
    ]) {
      const asked = await ask(path);
      assert.equal(asked.status, 200, path);
      assert.deepEqual(validate(read(asked)), [], path);
    }
    const lookup: Parameters = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'system', valueUri: 'http://hl7.org/fhir/administrative-gender' },
        { name: 'code', valueCode: 'female' },
      ],
    };
    assert.equal(read<Parameters>(await ask('/CodeSystem/$lookup', { body: lookup })).resourceType, 'Parameters');
    assert.equal((await ask('/Patient/$validate', { body: aPatient() })).status, 200);
  });

  it('the CapabilityStatement is given, says so, and needs no token', async () => {
    const asked = await asker(region, undefined)('/metadata', { headers: { accept: mediaType } });
    const statement = read<CapabilityStatement>(asked);
    assert.deepEqual(statement, (await json('/metadata')).json);
    for (const format of statement.format!)
      assert.equal((await json(`/metadata?_format=${encodeURIComponent(format)}`)).status, 200, format);
    assert.equal((await json('/metadata?_format=ttl')).status, 406);
  });

  it('every refusal is an OperationOutcome in XML', async () => {
    const strange = asker(region, undefined);
    for (const [asked, status] of [
      [await strange(`/${patient}`, { headers: { accept: mediaType } }), 401],
      [await ask('/Patient/06y0000000z'), 404],
      [await ask('/Cheese/1'), 404],
      [await ask('/Patient/1/2/3/4'), 404],
      [await ask(`/${patient}`, { method: 'POST', body: aPatient() }), 405],
      [await ask('/Observation?code=a', { headers: { prefer: 'handling=strict' } }), 200],
      [await ask('/Observation?nonsense=1', { headers: { prefer: 'handling=strict' } }), 400],
      [await ask(`/${patient}`, { method: 'PUT', body: aPatient({ id: patient.split('/')[1]! }) }), 428],
      [await ask('/Patient', { body: 'x', headers: { 'content-type': 'text/turtle' } }), 415],
      [await ask('/Patient', { body: `<Patient xmlns="http://hl7.org/fhir">${'<!---->'.repeat(2_500_000)}` }), 413],
    ] as const) {
      assert.equal(asked.status, status, asked.text.slice(0, 300));
      if (status !== 200) assert.equal(read<OperationOutcome>(asked).resourceType, 'OperationOutcome');
    }
    // Nothing that is given was accepted: then in JSON.
    const asked = await json(`/${patient}`, { headers: { accept: 'text/turtle' } });
    assert.deepEqual([asked.status, (asked.json as OperationOutcome).resourceType], [406, 'OperationOutcome']);
  });

  it('a wrong body is refused with its place and rule, and nothing is stored', async () => {
    const before = await storedCount();
    for (const [body, place, code] of [
      ['<Patient xmlns="http://hl7.org/fhir"><active value="yes"/></Patient>', 'Patient.active', 'structure'],
      ['<Patient xmlns="http://hl7.org/fhir"><nmae/></Patient>', 'Patient.nmae', 'structure'],
      ['<Patient xmlns="http://hl7.org/fhir"><active value="true"/>', 'line 1, column 60', 'structure'],
      [
        '<!DOCTYPE Patient [<!ENTITY a SYSTEM "file:///etc/passwd">]><Patient xmlns="http://hl7.org/fhir"/>',
        'line 1',
        'structure',
      ],
      ['<Patient xmlns="http://hl7.org/fhir"><gender value="none"/></Patient>', 'Patient.gender', 'code-invalid'],
      ['<Observation xmlns="http://hl7.org/fhir"><status value="final"/></Observation>', 'resourceType', 'invalid'],
    ] as const) {
      const asked = await ask('/Patient', { body });
      assert.equal(asked.status, 400, body);
      const [issue] = read<OperationOutcome>(asked).issue;
      assert.ok(issue?.expression?.[0]?.startsWith(place), `${issue?.expression} for ${body}`);
      assert.equal(issue?.code, code);
    }
    assert.equal(await storedCount(), before);
  });

  it('HEAD says what GET would, without a body (RFC 9110, 9.3.2)', async () => {
    const asked = await ask(`/${patient}`, { method: 'HEAD' });
    assert.deepEqual([asked.status, asked.text], [200, '']);
    assert.equal(asked.headers.get('content-type'), `${mediaType}; charset=utf-8`);
    assert.equal(asked.headers.get('content-length'), String(Buffer.byteLength((await ask(`/${patient}`)).text)));
  });

  it('an answer comes in the format that was sent where the client takes either', async () => {
    const headers = { accept: '*/*' };
    read(await ask('/Patient', { body: aPatient(), headers }));
    assert.equal(
      (await json('/Patient', { body: aPatient(), headers })).headers.get('content-type')?.slice(0, 21),
      'application/fhir+json',
    );
  });
});
