/** Bulk Data Access 2.0 over a real socket: the flow, the limits, and attack 80 (other client, other scope, after deletion). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Patient, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord, issuesOf } from '../testing/ask.ts';
import { aPatient } from '../testing/people.ts';
import { type RegionForApi, regionForApi } from '../testing/region-for-api.ts';

const wholeFile = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
const patients: string[] = [];
let filedAt = '';

interface Manifest {
  readonly transactionTime: string;
  readonly request: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly { readonly type: string; readonly url: string }[];
  readonly deleted: readonly { readonly type: string; readonly url: string }[];
}

const async = { prefer: 'respond-async', accept: 'application/fhir+json' };

function pathOf(url: string | null): string {
  return (url ?? '').slice(region.base.length);
}

async function kickOff(ask: Ask, path: string, body?: unknown): Promise<Asked> {
  return ask(path, { headers: async, ...(body === undefined ? {} : { body }) });
}

async function ended(ask: Ask, begun: Asked): Promise<Asked> {
  assert.equal(begun.status, 202, begun.text);
  for (;;) {
    const status = await ask(pathOf(begun.headers.get('content-location')));
    if (status.status !== 202) return status;
    assert.ok(status.headers.get('x-progress') !== null && Number(status.headers.get('retry-after')) >= 1);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function manifestOf(ask: Ask, path: string, body?: unknown): Promise<Manifest> {
  const status = await ended(ask, await kickOff(ask, path, body));
  assert.equal(status.status, 200, status.text);
  return status.json as Manifest;
}

async function fetchFile(
  token: string | undefined,
  url: string,
): Promise<{ status: number; type: string; text: string }> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers: { ...headers, accept: 'application/fhir+ndjson' } });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

async function resourcesOf(manifest: Manifest, client = 'practice'): Promise<Resource[]> {
  const token = await region.clientToken(client);
  const all: Resource[] = [];
  for (const { type, url } of manifest.output) {
    const file = await fetchFile(token, url);
    assert.equal(file.status, 200, file.text);
    assert.equal(file.type, 'application/fhir+ndjson');
    const lines = file.text.trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as Resource);
    assert.ok(parsed.every((one) => one.resourceType === type));
    all.push(...parsed);
  }
  return all;
}

function countByType(resources: readonly Resource[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(resources, (one) => one.resourceType)].map(([type, all]) => [type, all.length]),
  );
}

before(async () => {
  region = await regionForApi(wholeFile);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  for (const family of ['Finch', 'Wren', 'Heron']) {
    const patient = aPatient({
      identifier: [{ system: 'https://tests.example/local', value: family }],
      name: [{ family, given: ['Test'] }],
      birthDate: '1970-01-01',
    });
    const [id = ''] = await fileRecord(practice, { observations: 3, patient });
    patients.push(id);
  }
  await fileRecord(hospital, { observations: 2 });
  filedAt = new Date().toISOString();
});

describe('a bulk export', () => {
  it('gives all that the client’s own organisation contributed, and nothing of another’s', async () => {
    const manifest = await manifestOf(practice, '/$export');
    assert.equal(manifest.requiresAccessToken, true);
    assert.equal(manifest.request, `${region.base}/$export`);
    assert.ok(Date.parse(manifest.transactionTime) <= Date.now());
    const all = await resourcesOf(manifest);
    const expected = { Patient: 3, Encounter: 3, Condition: 6, Observation: 9, Practitioner: 3 };
    assert.deepEqual(countByType(all), expected);
    assert.equal(new Set(all.map((one) => `${one.resourceType}/${one.id}`)).size, 24);
    assert.ok(all.every((one) => one.meta?.source === 'urn:goldthread:source:practice-feed'));
    assert.deepEqual(countByType(await resourcesOf(await manifestOf(hospital, '/$export'), 'hospital')), {
      Patient: 1,
      Encounter: 1,
      Condition: 2,
      Observation: 2,
      Practitioner: 1,
    });
  });

  it('of patients leaves out what is about nobody; _type and _typeFilter choose', async () => {
    const whole = await resourcesOf(await manifestOf(practice, '/Patient/$export'));
    assert.equal(countByType(whole)['Practitioner'], undefined);
    const types = await resourcesOf(await manifestOf(practice, '/Patient/$export?_type=Patient,Condition'));
    assert.deepEqual(countByType(types), { Patient: 3, Condition: 6 });
    const filter = encodeURIComponent('Observation?category=laboratory&date=ge2026-03-03');
    const other = encodeURIComponent('Observation?date=2026-03-02');
    const found = await resourcesOf(
      await manifestOf(
        practice,
        `/Patient/$export?_type=Observation,Patient&_typeFilter=${filter}&_typeFilter=${other}`,
      ),
    );
    assert.deepEqual(countByType(found), { Patient: 3, Observation: 6 });
    assert.ok(found.every((one) => !(one as Observation).effectiveDateTime?.startsWith('2026-03-01')));
  });

  it('marks what _elements cut as not the whole', async () => {
    const [first] = await resourcesOf(await manifestOf(practice, '/$export?_type=Patient&_elements=Patient.birthDate'));
    const patient = first as Patient;
    assert.deepEqual([patient.birthDate, patient.name], ['1970-01-01', undefined]);
    assert.ok(patient.meta?.tag?.some((tag) => tag.code === 'SUBSETTED'));
  });

  it('of a group holds its members only; another’s group is not there', async () => {
    const group = {
      resourceType: 'Group',
      type: 'person',
      actual: true,
      member: [{ entity: { reference: patients[0]! } }, { entity: { reference: patients[1]! }, inactive: true }],
    };
    const made = await practice('/Group', { body: group });
    assert.equal(made.status, 201, made.text);
    const id = (made.headers.get('location') ?? '').split('/Group/')[1]!.split('/')[0]!;
    const found = await resourcesOf(await manifestOf(practice, `/Group/${id}/$export`));
    assert.deepEqual(countByType(found), { Patient: 1, Encounter: 1, Condition: 2, Observation: 3 });
    assert.equal(`Patient/${found.find((one) => one.resourceType === 'Patient')!.id}`, patients[0]);
    const foreign = await kickOff(hospital, `/Group/${id}/$export`);
    const absent = await kickOff(hospital, '/Group/00000000000000000000000/$export');
    assert.deepEqual([foreign.status, absent.status], [404, 404]);
  });

  it('by POST takes patients, of the client’s own records alone', async () => {
    const parameters = (reference: string) => ({
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueReference: { reference } },
        { name: '_type', valueString: 'Condition' },
      ],
    });
    const found = await resourcesOf(await manifestOf(practice, '/Patient/$export', parameters(patients[2]!)));
    assert.deepEqual(countByType(found), { Condition: 2 });
    assert.equal((await kickOff(hospital, '/Patient/$export', parameters(patients[2]!))).status, 404);
  });

  it('with _since gives what changed, and tells what was deleted', async () => {
    const nothing = await manifestOf(practice, `/Patient/$export?_type=Condition,Observation&_since=${filedAt}`);
    assert.deepEqual([nothing.output, nothing.deleted], [[], []]);
    const [id = ''] = await fileRecord(practice, {
      observations: 1,
      patient: aPatient({ identifier: [{ system: 'https://tests.example/local', value: 'later' }] }),
    });
    const conditions = (await practice(`/Condition?patient=${id}`)).json as Bundle;
    const condition = conditions.entry![0]!.resource!;
    const gone = await practice(`/Condition/${condition.id}`, { method: 'DELETE' });
    assert.equal(gone.status, 204, gone.text);
    const manifest = await manifestOf(practice, `/Patient/$export?_type=Condition,Observation&_since=${filedAt}`);
    assert.deepEqual(countByType(await resourcesOf(manifest)), { Condition: 1, Observation: 1 });
    const deleted = await fetchFile(await region.clientToken('practice'), manifest.deleted[0]!.url);
    const bundle = JSON.parse(deleted.text.trimEnd()) as Bundle;
    assert.deepEqual(
      [bundle.type, bundle.entry?.map((one) => one.request)],
      ['transaction', [{ method: 'DELETE', url: `Condition/${condition.id}` }]],
    );
  });

  it('is in the log of every person in it before its first byte', async () => {
    const manifest = await manifestOf(practice, '/Patient/$export?_type=Condition');
    const exported = async () =>
      (await region.database.owner`select persons from audit.entry where kind = 'export' and cardinality(persons) > 0`)
        .length;
    const before = await exported();
    // The list of files discloses nobody.
    const [file] = manifest.output;
    await fetchFile(await region.clientToken('practice'), file!.url);
    const entries = await region.database.owner<{ persons: number[]; body: string }[]>`
      select persons, body from audit.entry where kind = 'export' and cardinality(persons) > 0 order by position desc limit 1`;
    assert.equal((await exported()) - before, 1);
    assert.equal(entries[0]!.persons.length, 4);
    await region.database.owner`revoke insert on audit.entry from goldthread_app`;
    try {
      const cut = await fetch(file!.url, {
        headers: { authorization: `Bearer ${await region.clientToken('practice')}` },
      })
        .then((response) => response.text())
        .catch(() => 'cut');
      assert.doesNotMatch(cut, /Asthma/);
    } finally {
      await region.database
        .owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`;
    }
  });
});

describe('an export is refused', () => {
  it('without respond-async, and by the name of what is not supported', async () => {
    const without = await practice('/$export');
    assert.deepEqual([without.status, issuesOf(without)[0]?.place], [400, 'Prefer']);
    const wrong: readonly (readonly [string, string])[] = [
      ['includeAssociatedData=LatestProvenanceResources', 'includeAssociatedData'],
      ['_outputFormat=text/csv', '_outputFormat'],
      ['_type=Patent', '_type'],
      ['_since=yesterday', '_since'],
      ['_typeFilter=Observation', '_typeFilter'],
      ['_typeFilter=Observation%3Fno-such%3D1', '_typeFilter'],
      ['_type=Patient&_typeFilter=Observation%3Fcode%3D1', '_typeFilter'],
      ['_typeFilter=Observation%3F_include%3DObservation%3Asubject', '_typeFilter'],
      ['purpose=research', 'purpose'],
      ['organizeOutputBy=Patient', 'organizeOutputBy'],
      ['patient=Patient/1', 'patient'],
    ];
    for (const [query, place] of wrong) {
      const answer = await kickOff(practice, `/$export?${query}`);
      assert.equal(answer.status, 400, query);
      assert.ok(
        issuesOf(answer).some((issue) => issue.place === place),
        `${query}: ${answer.text}`,
      );
    }
  });

  it('to people, and for types that the token does not read, whether or not there are any (attacks 39 and 80)', async () => {
    assert.equal((await kickOff(asker(region, await region.staffToken()), '/$export')).status, 403);
    const narrow = asker(region, await region.clientToken('practice', ['system/Patient.rs', 'system/Condition.r']));
    assert.equal((await kickOff(narrow, '/$export?_type=Observation')).status, 403);
    assert.equal((await kickOff(narrow, '/$export?_type=Patient,Basic')).status, 403);
    const manifest = await manifestOf(narrow, '/$export');
    assert.deepEqual([...new Set(manifest.output.map(({ type }) => type))].sort(), ['Condition', 'Patient']);
    const url = manifest.output[0]!.url.replace(/\.[A-Za-z]+$/, '.Observation');
    const file = await fetchFile(await region.clientToken('practice', ['system/Patient.rs']), url);
    assert.equal(file.status, 404);
  });

  it('is for the client that began it: without a token 401, another client and a deleted job 404 (attack 80)', async () => {
    const begun = await kickOff(practice, '/Patient/$export?_type=Patient');
    const status = await ended(practice, begun);
    const job = pathOf(begun.headers.get('content-location'));
    const { url } = (status.json as Manifest).output[0]!;
    const expires = Date.parse(status.headers.get('expires') ?? '');
    assert.ok(expires > Date.now() && expires <= Date.now() + 3_600_000);
    assert.equal((await fetchFile(undefined, url)).status, 401);
    for (const client of ['hospital', 'second']) {
      const other = await region.clientToken(client);
      assert.equal((await asker(region, other)(job)).status, 404);
      assert.equal((await fetchFile(other, url)).status, 404);
      assert.equal((await asker(region, other)(job, { method: 'DELETE' })).status, 404);
    }
    assert.equal((await practice(job, { method: 'DELETE' })).status, 202);
    assert.equal((await practice(job)).status, 404);
    assert.equal((await fetchFile(await region.clientToken('practice'), url)).status, 404);
  });

  it('as an entry of a batch', async () => {
    const batch = { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: '$export' } }] };
    const answer = (await practice('', { body: batch })).json as Bundle;
    assert.match(answer.entry![0]!.response!.status, /^400/);
  });
});

describe('what is hidden', () => {
  it('is in no file, also when it was labelled after the job had ended (decision 20)', async () => {
    const manifest = await manifestOf(practice, '/Patient/$export?_type=Condition');
    const before = countByType(await resourcesOf(manifest))['Condition']!;
    await region.database
      .owner`update store.resource set label = label | 8192 where body like '%"resourceType":"Condition"%'
      and body like '%Eczema%'`;
    const shown = await resourcesOf(manifest);
    assert.ok(shown.length > 0 && shown.length < before);
    assert.ok(!JSON.stringify(shown).includes('Eczema'));
  });
});
