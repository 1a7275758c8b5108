/**
 * R4 2.24.0.1, decimal: "0.010 is regarded as different to 0.01, and the original precision should be preserved". What is sent
 * with digits comes back with them, through every way in and every way out.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createFhirXml } from '#fhir/xml/fhir-xml.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const wholeFile = forWholeFile();
const xml = createFhirXml(loadFhirDefinitions());
let region: RegionForApi;
let practice: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(wholeFile);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice);
});

/** The text of an Observation, which no value of JavaScript could hold. */
function observation(decimal: string, id = ''): string {
  const text = JSON.stringify(
    anObservation(patient, { component: [{ code: { text: 'x' }, valueQuantity: { value: 8 } }] }),
  );
  return text
    .replace('"value":131', `"value":${decimal}`)
    .replace('"value":8', `"value":${decimal}`)
    .replace('{', id === '' ? '{' : `{"id":"${id}",`);
}

function holds(asked: Asked, decimal: string, times = 2): void {
  assert.ok(asked.status < 300, `${asked.status} ${asked.text.slice(0, 400)}`);
  assert.equal(asked.text.split(`"value":${decimal}`).length - 1, times, asked.text.slice(0, 600));
}

function addressOf(asked: Asked): string {
  return /\/(Observation\/[^/]+)/.exec(asked.headers.get('location') ?? '')?.[1] ?? '';
}

async function created(decimal: string): Promise<string> {
  const asked = await practice('/Observation', { body: observation(decimal) });
  assert.equal(asked.status, 201, asked.text.slice(0, 300));
  return addressOf(asked);
}

describe('the digits of a decimal', () => {
  for (const decimal of ['1.00', '0.010', '1e2', '-0.0', '1.2345678901234567890'])
    it(`come back from create, read, search, history, _elements, _summary, XML and the stored bytes: ${decimal}`, async () => {
      const address = await created(decimal);
      holds(await practice(`/${address}`), decimal);
      holds(await practice(`/${address}?_elements=value`), decimal, 1);
      holds(await practice(`/${address}?_summary=data`), decimal);
      holds(await practice(`/${address}/_history`), decimal);
      holds(await practice(`/Observation?_id=${address.split('/')[1]}`), decimal);
      const asXml = await practice(`/${address}`, { headers: { accept: 'application/fhir+xml' } });
      assert.ok(asXml.text.includes(`<value value="${decimal}"/>`), asXml.text);
      const [row] = await region.database.owner<{ body: string }[]>`
        select body from store.resource where body like ${`%"id":"${address.split('/')[1]}"%`}`;
      assert.equal(row?.body.split(`"value":${decimal}`).length, 3);
    });

  it('are taken from XML', async () => {
    const body = xml.write(Buffer.from(observation('7.10'))).toString('utf8');
    const asked = await practice('/Observation', { body, headers: { 'content-type': 'application/fhir+xml' } });
    holds(await practice(`/${addressOf(asked)}`), '7.10');
  });

  it('change with an update, which is news, and stay when a patch changes something else', async () => {
    const address = await created('5.1');
    const id = address.split('/')[1]!;
    const headers = async () => ({ 'if-match': (await practice(`/${address}`)).headers.get('etag') ?? '' });
    await practice(`/${address}`, { method: 'PUT', body: observation('5.10', id), headers: await headers() });
    holds(await practice(`/${address}`), '5.10');
    const patch = async (body: string, type: string) =>
      practice(`/${address}`, { method: 'PATCH', body, headers: { ...(await headers()), 'content-type': type } });
    const jsonPatch = 'application/json-patch+json';
    holds(await patch('[{"op":"replace","path":"/status","value":"amended"}]', jsonPatch), '5.10');
    holds(await patch('[{"op":"replace","path":"/valueQuantity/value","value":5.100}]', jsonPatch), '5.100', 1);
    const parts = `{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Observation.value.value"}`;
    const parameters = `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[${parts},{"name":"value","valueDecimal":5.1000}]}]}`;
    holds(await patch(parameters, 'application/fhir+json'), '5.1000', 1);
  });

  it('go through a transaction: POST, and PATCH of what was there', async () => {
    const address = await created('9.0');
    const data = Buffer.from('[{"op":"replace","path":"/component/0/valueQuantity/value","value":9.00}]').toString(
      'base64',
    );
    const binary = `{"resourceType":"Binary","contentType":"application/json-patch+json","data":"${data}"}`;
    const sent = await practice('', {
      body: `{"resourceType":"Bundle","type":"transaction","entry":[
        {"resource":${observation('2.500')},"request":{"method":"POST","url":"Observation"}},
        {"resource":${binary},"request":{"method":"PATCH","url":"${address}"}}]}`,
    });
    assert.equal(sent.status, 200, sent.text.slice(0, 400));
    const [first] = (sent.json as Bundle).entry ?? [];
    holds(await practice(`/${/Observation\/[^/]+/.exec(first?.response?.location ?? '')?.[0]}`), '2.500');
    const patched = await practice(`/${address}`);
    assert.match(patched.text, /"value":9\.0,.*"value":9\.00}/);
  });

  it('are taken by import, and leave by export', async () => {
    const headers = { 'content-type': 'application/fhir+ndjson', prefer: 'respond-async' };
    const ended = await finished(await practice('/$import', { body: observation('3.30', 'line-1'), headers }));
    assert.equal(ended.status, 200, ended.text);
    holds(await practice('/Observation/line-1'), '3.30');
    const exported = await finished(
      await practice('/$export?_type=Observation', { headers: { ...headers, accept: 'application/fhir+json' } }),
    );
    const [file] = (exported.json as { output: { url: string }[] }).output;
    const response = await fetch(file!.url, {
      headers: { authorization: `Bearer ${await region.clientToken('practice')}` },
    });
    assert.ok((await response.text()).includes('"value":3.30'));
  });

  it('of what is searched for say how near a value must be (R4 3.1.1.4.5): 1.00 is within 0.005, 1 within 0.5', async () => {
    const coded = JSON.stringify({ coding: [{ system: 'urn:digits', code: 'd' }] });
    const one = observation('1.2').replace(/"code":\{"coding":\[.*?\]\}/, `"code":${coded}`);
    assert.equal((await practice('/Observation', { body: one })).status, 201);
    const found = async (value: string) =>
      ((await practice(`/Observation?code=urn:digits|d&value-quantity=${value}`)).json as Bundle).entry?.length ?? 0;
    assert.deepEqual([await found('1'), await found('1.0'), await found('1.2'), await found('1.20')], [1, 0, 1, 1]);
  });
});

async function finished(begun: Asked): Promise<Asked> {
  assert.equal(begun.status, 202, begun.text);
  const path = (begun.headers.get('content-location') ?? '').slice(region.base.length);
  let ended = await practice(path);
  for (; ended.status === 202; ended = await practice(path)) await new Promise((resolve) => setTimeout(resolve, 100));
  return ended;
}
