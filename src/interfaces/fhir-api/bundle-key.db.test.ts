/** HZ3 and decision 99: a transaction that is sent again with its Idempotency-Key, since its answer was lost, is filed once. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import type { Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker } from './testing/ask.ts';
import { anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let second: Ask;

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  second = asker(region, await region.clientToken('second'));
});

let serial = 0;
/** As a supplier's extract is: posted, and joined by `urn:uuid` alone. */
function aBundle() {
  const family = `Keyed${++serial}`;
  const fullUrl = `urn:uuid:${crypto.randomUUID()}`;
  const entry = [
    { fullUrl, resource: aPatient({ name: [{ family }] }), request: { method: 'POST', url: 'Patient' } },
    { resource: anObservation(fullUrl), request: { method: 'POST', url: 'Observation' } },
  ];
  return { family, body: { resourceType: 'Bundle', type: 'transaction', entry } };
}

const withKey = (key: string): { headers: Record<string, string> } => ({ headers: { 'idempotency-key': key } });
const filedAs = async (family: string): Promise<number> => {
  const [row] = await region.database.owner<{ count: number }[]>`
    select count(*)::int as count from store.resource where body like ${`%"${family}"%`}`;
  return row?.count ?? -1;
};
const entriesOf = ({ json }: Asked) => (json as Bundle).entry;

describe('a transaction with an Idempotency-Key', () => {
  it('is filed once, and each time it is sent it has the same answer', async () => {
    const { family, body } = aBundle();
    const first = await practice('', { body, ...withKey('one') });
    assert.equal(first.status, 200, first.text);
    assert.match(entriesOf(first)?.[1]?.response?.location ?? '', /^Observation\/.+\/_history\//);
    const again = await practice('', { body, ...withKey('one') });
    assert.deepEqual([again.status, entriesOf(again)], [200, entriesOf(first)]);
    assert.equal(await filedAs(family), 1);
  });

  it('is known for 90 days: each new one takes a few away that are older', async () => {
    const { owner } = region.database;
    await owner`
      insert into record.filed_bundle (source, key, body, received_at_ms, entries)
      select 1, decode(md5(number::text), 'hex'), ''::bytea, 1000 + number, '[]' from generate_series(1, 6) as number`;
    const old = async () => (await owner`select 1 from record.filed_bundle where received_at_ms < 2000`).length;
    for (const [key, left] of [
      ['age-1', 2],
      ['age-2', 0],
    ] as const) {
      assert.equal((await practice('', { body: aBundle().body, ...withKey(key) })).status, 200);
      assert.equal(await old(), left);
    }
    const { body } = aBundle();
    await practice('', { body, ...withKey('age-3') });
    assert.equal(
      (await practice('', { body: aBundle().body, ...withKey('age-3') })).status,
      422,
      'what is newer stays',
    );
  });

  it('is filed once when it is sent many times at one moment', async () => {
    const { family, body } = aBundle();
    const answers = await Promise.all(Array.from({ length: 8 }, () => practice('', { body, ...withKey('together') })));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(new Set(answers.map((answer) => JSON.stringify(entriesOf(answer)))).size, 1);
    assert.equal(await filedAs(family), 1);
  });

  it('is in the access log each time, and the second time as one that wrote nothing', async () => {
    const { body } = aBundle();
    const entries = () => region.database.owner<{ persons: number[]; resources: string }[]>`
      select persons, body::json -> 'detail' ->> 'resources' as resources from audit.entry
      where kind = 'write' order by position desc limit 2`;
    await practice('', { body, ...withKey('logged') });
    await practice('', { body, ...withKey('logged') });
    const [again, first] = await entries();
    assert.deepEqual([first?.resources, again?.resources], ['2', '0']);
    assert.deepEqual(again?.persons, first?.persons);
  });

  it('that holds another Bundle than its key came with is refused by name, and nothing of it is filed', async () => {
    await practice('', { body: aBundle().body, ...withKey('reused') });
    const { family, body } = aBundle();
    const refused = await practice('', { body, ...withKey('reused') });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /RECORD-019/);
    assert.equal(await filedAs(family), 0);
  });

  it('that was refused leaves its key free: sent again in order, it is filed', async () => {
    const { family, body } = aBundle();
    const broken = {
      ...body,
      entry: [
        ...body.entry,
        { resource: { resourceType: 'Observation' }, request: { method: 'POST', url: 'Observation' } },
      ],
    };
    assert.equal((await practice('', { body: broken, ...withKey('mended') })).status, 400);
    assert.equal((await practice('', { body, ...withKey('mended') })).status, 200);
    assert.equal(await filedAs(family), 1);
  });

  it('is filed once, too, when it is carried out later (Prefer: respond-async)', async () => {
    const { family, body } = aBundle();
    await practice('', { body, ...withKey('later') });
    const headers = { 'idempotency-key': 'later', prefer: 'respond-async' };
    const begun = await practice('', { body, headers });
    assert.equal(begun.status, 202, begun.text);
    const path = new URL(begun.headers.get('content-location') ?? '').pathname.replace(/^\/fhir/, '');
    while ((await practice(path)).status === 202) await passed(50);
    assert.equal((await practice(path)).status, 200);
    assert.equal(await filedAs(family), 1);
  });

  it('says nothing of the same key of another feed, nor of what that feed filed', async () => {
    const { family, body } = aBundle();
    await practice('', { body, ...withKey('shared') });
    const other = await second('', { body: aBundle().body, ...withKey('shared') });
    assert.equal(other.status, 200, other.text);
    assert.equal(await filedAs(family), 1);
  });

  it('keeps neither its key nor a word of its Bundle: a client may write anything into one', async () => {
    const { family, body } = aBundle();
    await practice('', { body, ...withKey('9990000018') });
    const rows = await region.database.owner<
      { text: string }[]
    >`select one::text as text from record.filed_bundle as one`;
    assert.ok(rows.length > 0);
    for (const { text } of rows) assert.doesNotMatch(text, new RegExp(`9990000018|${family}`));
  });

  it('of a form that is none, or of a batch, is refused, since nothing would hold it', async () => {
    const { family, body } = aBundle();
    for (const [key, type] of [
      ['x'.repeat(256), 'transaction'],
      ['two words', 'transaction'],
      ['fine', 'batch'],
    ] as const) {
      const refused = await practice('', { body: { ...body, type }, ...withKey(key) });
      assert.equal(refused.status, 400);
      assert.match(refused.text, /Idempotency-Key/);
    }
    assert.equal(await filedAs(family), 0);
  });
});
