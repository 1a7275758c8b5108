/** Attack 73: SQL in every search parameter of R4, in what orders and shapes an answer, and in headers; the store is as it was. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { resourceTypes } from '#fhir/resource-types.ts';
import { createSearchParameters } from '#fhir/search-parameters.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord } from './testing/ask.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';
before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  patient = (await fileRecord(practice))[0]!;
});

const corpus = [
  `'; drop table store.resource; --`,
  `' or '1'='1`,
  `') or true or (code = '`,
  `x' union select body from store.version --`,
  `'||pg_sleep(20)||'`,
  `$1::int; select pg_sleep(20)`,
  `\\'; rollback; --`,
  `"; delete from audit.entry; --`,
];
const slowMs = 10_000;

const storedCount = async (): Promise<number> =>
  (await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`)[0]!.count;

async function isHarmless(path: string, ask: () => Promise<Asked>): Promise<void> {
  const started = performance.now();
  const { status, json, text } = await ask();
  assert.ok(performance.now() - started < slowMs, `${path} slept`);
  assert.ok(status === 200 || status === 400, `${path}: ${status} ${text.slice(0, 200)}`);
  if (status !== 200) return;
  const found = ((json as Bundle).entry ?? []).filter(({ search }) => search?.mode === 'match');
  assert.deepEqual(found.length, 0, path);
}

async function inTurns(paths: readonly string[]): Promise<void> {
  const left = [...paths];
  const turn = async (): Promise<void> => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const asked = path;
      await isHarmless(asked, () => practice(asked, { headers: { prefer: 'handling=strict' } }));
    }
  };
  await Promise.all(Array.from({ length: 6 }, turn));
}

describe('attack 73: SQL', () => {
  it('in a value of any search parameter finds nothing, and harms nothing', async () => {
    const before = await storedCount();
    const parametersOf = createSearchParameters(loadFhirDefinitions());
    const seen = new Set<string>();
    const paths = resourceTypes.flatMap((type) =>
      [...parametersOf(type).keys()].flatMap((code) => {
        // The same parameter of every type is tried at one.
        if (code.startsWith('_') && seen.has(code)) return [];
        seen.add(code);
        const text = corpus[seen.size % corpus.length]!;
        return [`/${type}?${new URLSearchParams({ [code]: text })}`];
      }),
    );
    assert.ok(paths.length > 1_000, String(paths.length));
    await inTurns(paths);
    assert.equal(await storedCount(), before);
  });

  it('of every kind in a parameter of each kind, and in every modifier, finds nothing', async () => {
    const about = { patient: patient.split('/')[1]! };
    const names = [
      'code',
      'date',
      'value-quantity',
      'value-string',
      'subject',
      'code-value-quantity',
      'code:text',
      'code:in',
    ];
    await inTurns(
      corpus.flatMap((text) => [
        ...names.map((name) => `/Observation?${new URLSearchParams({ ...about, [name]: text })}`),
        ...['family:exact', 'family:contains', 'identifier', '_id', '_has:Observation:patient:code'].map(
          (name) => `/Patient?${new URLSearchParams({ [name]: text })}`,
        ),
      ]),
    );
  });

  it('in names of parameters, orders, counts, includes and page links is refused by name', async () => {
    const id = patient.split('/')[1]!;
    for (const text of corpus)
      for (const name of [
        `code${text}`,
        `code:${text}`,
        '_sort',
        '_count',
        '_include',
        '_elements',
        '_summary',
        '_page',
      ]) {
        const query = new URLSearchParams({ patient: id, [name]: text });
        const asked = await practice(`/Observation?${query}`, { headers: { prefer: 'handling=strict' } });
        // `_elements` names what is left in: an element that does not exist leaves nothing in, and harms nothing.
        if (name !== '_elements') assert.equal(asked.status, 400, `${name}: ${asked.text.slice(0, 200)}`);
        assert.ok(asked.status < 500, name);
      }
  });

  it('in headers is nothing to the database', async () => {
    for (const text of corpus)
      for (const name of ['if-none-match', 'if-modified-since', 'prefer', 'accept-language', 'x-request-id'])
        assert.ok((await practice(`/${patient}`, { headers: { [name]: text } })).status < 500, `${name}: ${text}`);
    assert.ok((await storedCount()) > 0);
  });
});
