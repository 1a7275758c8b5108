/** Bulk import over a real socket: posted lines are filed by the source's own ids, once, whatever others are refused. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { OperationOutcome, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf } from '../testing/ask.ts';
import { anObservation, aPatient } from '../testing/people.ts';
import { type RegionForApi, regionForApi } from '../testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;

interface Ended {
  readonly error: readonly { readonly url: string }[];
  readonly extension: Readonly<
    Record<string, Readonly<Record<'created' | 'updated' | 'unchanged' | 'refused', number>>>
  >;
}

const headers = { 'content-type': 'application/fhir+ndjson', prefer: 'respond-async' };
const pathOf = (url: string) => url.slice(region.base.length);

async function importLines(ask: Ask, lines: readonly (object | string)[]): Promise<Ended> {
  const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const begun = await ask('/$import', { body, headers });
  assert.equal(begun.status, 202, begun.text);
  for (;;) {
    const status = await ask(pathOf(begun.headers.get('content-location') ?? ''));
    if (status.status !== 202) {
      assert.equal(status.status, 200, status.text);
      return status.json as Ended;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const countsOf = (ended: Ended) => Object.values(ended.extension['https://goldthread.example/import-counts']!);

async function told(ended: Ended): Promise<string[]> {
  const texts: string[] = [];
  for (const { url } of ended.error) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${await region.clientToken('practice')}` } });
    assert.equal(response.headers.get('content-type'), 'application/fhir+ndjson');
    for (const line of (await response.text()).trimEnd().split('\n'))
      texts.push((JSON.parse(line) as OperationOutcome).issue.map(({ diagnostics }) => diagnostics).join('; '));
  }
  return texts;
}

/** The region's id of a patient of the practice. */
async function idOf(local: string, ask = practice): Promise<string> {
  return entriesOf<Resource>(await ask(`/Patient?identifier=https://tests.example/local|${local}`))[0]!.id!;
}

const observationsOf = async (local: string, ask = practice) =>
  entriesOf<Resource>(await ask(`/Observation?patient=${await idOf(local, ask)}`));

const patient = (id: string) =>
  aPatient({ id, identifier: [{ system: 'https://tests.example/local', value: id }], birthDate: '1971-02-03' });
const result = (id: string, of: string) => ({ ...anObservation(`Patient/${of}`), id });

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
});

describe('a bulk import', () => {
  it('files lines in whatever order they come, and the same lines again change nothing', async () => {
    const lines = [result('o-1', 'p-1'), result('o-2', 'p-2'), patient('p-1'), patient('p-2')];
    assert.deepEqual(countsOf(await importLines(practice, lines)), [4, 0, 0, 0]);
    const found = await observationsOf('p-1');
    assert.equal(found.length, 1);
    const version = found[0]!.meta!.versionId;
    assert.deepEqual(countsOf(await importLines(practice, lines)), [0, 0, 4, 0]);
    assert.equal((await observationsOf('p-1'))[0]!.meta!.versionId, version);
    const changed = { ...result('o-1', 'p-1'), status: 'amended' };
    assert.deepEqual(countsOf(await importLines(practice, [changed, lines[1]!])), [0, 1, 1, 0]);
    // The ids are the source's own from then on, in files of an export too (decision 18).
    assert.equal((await practice('/Observation/o-1')).status, 200);
    const begun = await practice('/$export?_type=Observation', { headers: { prefer: 'respond-async' } });
    const job = pathOf(begun.headers.get('content-location') ?? '');
    let status = await practice(job);
    while (status.status === 202) status = await practice(job);
    const { output } = status.json as { output: { url: string }[] };
    const headersOfFile = { authorization: `Bearer ${await region.clientToken('practice')}` };
    const text = await (await fetch(output[0]!.url, { headers: headersOfFile })).text();
    assert.match(text, /"id":"o-1"/);
    assert.match(text, /"reference":"Patient\/p-1"/);
  });

  it('refuses a line by its place and its rule, with what hangs on it, and files the rest', async () => {
    const ended = await importLines(practice, [
      patient('p-3'),
      { ...patient('p-4'), gender: 'sometimes' },
      result('o-3', 'p-3'),
      result('o-4', 'p-4'),
      'not JSON',
      { resourceType: 'Patent', id: 'x' },
      { ...result('', 'p-3'), id: undefined },
      '',
    ]);
    assert.deepEqual(countsOf(ended), [2, 0, 0, 5]);
    const texts = await told(ended);
    assert.equal(texts.length, 5);
    for (const expected of [
      /line 2: .*gender/,
      /line 4: /,
      /line 5: .*JSON/,
      /line 6: .*resource type/,
      /line 7: .*id/,
    ])
      assert.ok(
        texts.some((text) => expected.test(text)),
        `${expected} in ${texts.join(' | ')}`,
      );
    assert.doesNotMatch(texts.join(), /Finch/);
    assert.equal((await observationsOf('p-3')).length, 1);
  });

  it('files again what was deleted since', async () => {
    await importLines(practice, [patient('p-5'), result('o-5', 'p-5')]);
    const [found] = await observationsOf('p-5');
    const gone = await practice(`/Observation/${found!.id}`, { method: 'DELETE' });
    assert.equal(gone.status, 204);
    const again = countsOf(await importLines(practice, [patient('p-5'), result('o-5', 'p-5')]));
    assert.deepEqual(again, [1, 0, 1, 0]);
    assert.equal((await observationsOf('p-5')).length, 1);
  });

  it('is for a client with a feed, within its scopes, and fetches from no address (attack 72)', async () => {
    const staff = asker(region, await region.staffToken());
    assert.equal((await staff('/$import', { body: '{}', headers })).status, 403);
    const feedless = asker(region, await region.clientToken('feedless'));
    assert.equal((await feedless('/$import', { body: '{}', headers })).status, 403);
    assert.equal((await practice('/$import', { body: '{}', headers: { ...headers, prefer: '' } })).status, 400);
    const parameters = {
      resourceType: 'Parameters',
      parameter: [{ name: 'exportUrl', valueUrl: 'http://127.0.0.1:9/' }],
    };
    assert.equal((await practice('/$import', { body: parameters, headers: { prefer: 'respond-async' } })).status, 415);
    assert.equal((await practice('/Patient', { body: '{}', headers })).status, 415);
    const narrow = asker(region, await region.clientToken('practice', ['system/Patient.cud']));
    const ended = await importLines(narrow, [patient('p-6'), result('o-6', 'p-6')]);
    assert.deepEqual(countsOf(ended), [1, 0, 0, 1]);
    assert.match((await told(ended))[0]!, /scopes/);
  });

  it('files nothing for a client whose registration ended, or lost a scope, while it was posting (attack 13)', async () => {
    const { owner } = region.database;
    const posting = async (line: object, meanwhile: () => Promise<unknown>) => {
      let goOn: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const body = new ReadableStream<Uint8Array>({
        async start(stream) {
          stream.enqueue(Buffer.from(`${JSON.stringify(line)}\n`));
          await held;
          stream.close();
        },
      });
      const authorization = `Bearer ${await region.clientToken('second')}`;
      const init = { method: 'POST', body, duplex: 'half', headers: { ...headers, authorization } };
      const begun = fetch(`${region.base}/$import`, init as RequestInit);
      while ((await owner`select 1 from jobs.job where state = 'preparing'`).length === 0);
      await meanwhile();
      goOn();
      const { status, headers: answered } = await begun;
      assert.equal(status, 202);
      const id = (answered.get('content-location') ?? '').split('/').at(-1) ?? '';
      for (;;) {
        const [job] = await owner`select state, fault, result from jobs.job where id = ${id}`;
        if (job?.['state'] === 'failed' || job?.['state'] === 'done') return job;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const second = asker(region, await region.clientToken('second'));
    await owner`update sign_in.client set scopes = '{system/*.cruds}' where client_id = 'second'`;
    const cut = await posting(
      patient('cut'),
      () =>
        owner`update sign_in.client set scopes = '{system/Observation.cruds,system/Patient.rs}' where client_id = 'second'`,
    );
    assert.deepEqual([cut['state'], cut['result']?.refused], ['done', 1]);
    const ended = await posting(
      patient('ended'),
      () => owner`update sign_in.client set disabled_at = now() where client_id = 'second'`,
    );
    assert.deepEqual([ended['state'], ended['fault']?.code], ['failed', 'BULK-001']);
    await owner`update sign_in.client set scopes = '{system/*.cruds}', disabled_at = null where client_id = 'second'`;
    for (const id of ['cut', 'ended'])
      assert.deepEqual(entriesOf(await second(`/Patient?identifier=https://tests.example/local|${id}`)), []);
  });

  it('keeps the same id of another source apart', async () => {
    const hospital = asker(region, await region.clientToken('hospital'));
    assert.deepEqual(countsOf(await importLines(hospital, [patient('p-1')])), [1, 0, 0, 0]);
    assert.equal((await observationsOf('p-1', hospital)).length, 0);
    // A second import refers to what the first one brought.
    assert.deepEqual(countsOf(await importLines(practice, [result('o-9', 'p-1')])), [1, 0, 0, 0]);
    assert.equal((await observationsOf('p-1')).length, 2);
  });
});
