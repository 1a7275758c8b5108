/** The OpenAPI document held against behaviour: each operation that it names answers, and each route is named. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { interactionFacts } from './interaction-facts-table.ts';
import type { OpenApiDocument } from './openapi.ts';
import { routeTable } from './route-table.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let document: OpenApiDocument;
let patientId = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  document = (await asker(region, undefined)('/openapi.json')).json as OpenApiDocument;
  patientId = (await fileRecord(practice))[0]!.split('/')[1]!;
});

const operations = (): { path: string; method: string; isOpen: boolean }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      path,
      method: method.toUpperCase(),
      isOpen: security.length === 0,
    })),
  );

const filled = (path: string): string =>
  path
    .replace('{compartment}/{id}/{type}', `Patient/${patientId}/Observation`)
    .replace('{type}', 'Patient')
    .replace('{id}', patientId)
    .replace('{versionId}', '1');

describe('the OpenAPI document', () => {
  it('names every route once, with the words of the table', () => {
    assert.equal(operations().length, new Set(routeTable.map(({ method, path }) => `${method} ${path}`)).size);
    const used = new Set(routeTable.map(({ interaction }) => interaction as string));
    assert.deepEqual(
      Object.keys(interactionFacts).filter((name) => !used.has(name)),
      [],
      'facts of interactions that do not exist',
    );
  });

  it('names only what answers: no operation of it is unknown to the server', async () => {
    for (const { path, method, isOpen } of operations()) {
      if (method === 'DELETE') continue;
      const ask = isOpen ? asker(region, undefined) : practice;
      const hasBody = method !== 'GET';
      const answer = await ask(filled(path), {
        method,
        ...(hasBody ? { body: '{}' } : {}),
        ...(path.endsWith('/_search') ? { headers: { 'content-type': 'application/x-www-form-urlencoded' } } : {}),
      });
      assert.notEqual(answer.status, 405, `${method} ${path}`);
      assert.doesNotMatch(answer.text, /FHIR-API-011/, `${method} ${path}`);
      assert.ok(answer.status < 500, `${method} ${path} answered ${answer.status}`);
    }
  });

  it('says which need a token, and they do', async () => {
    const stranger = asker(region, undefined);
    for (const { path, method, isOpen } of operations()) {
      const { status } = await stranger(filled(path), { method });
      assert.equal(status === 401, !isOpen, `${method} ${path} answered ${status}`);
    }
  });
});
