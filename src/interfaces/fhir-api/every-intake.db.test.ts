/**
 * Each wrong resource of the table at each intake of the API: create, update, transaction and import refuse it and name its
 * element, and take its corrected twin. Required bindings (R4 4.1.5) are among them.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { OperationOutcome } from 'fhir/r4.js';
import { wrongResources } from '#fhir/testing/wrong-resources-table.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, fileRecord, issuesOf } from './testing/ask.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

type Sent = Record<string, unknown> & { readonly resourceType: string };

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice);
});

/** About somebody who is there; an id would be that of an address. */
function aboutSomebody(resource: object): Sent {
  const { id: _id, ...sent } = JSON.parse(JSON.stringify(resource).replaceAll('Patient/p1', patient)) as Sent;
  return sent as Sent;
}

/** Bundles are no part of a record; an id is held against the address, and depth to a limit, before a resource is read. */
const rows = wrongResources.filter(
  ([, right, change, , rule]) =>
    (right() as Sent).resourceType !== 'Bundle' && !('id' in change) && !rule.test('deeper'),
);
const wrong = (index: number): Sent => {
  const [, right, change] = rows[index]!;
  return { ...aboutSomebody(right()), ...(JSON.parse(JSON.stringify(change)) as object) } as Sent;
};
/** A member that is taken away is not sent at all. */
const withoutTaken = (index: number): Sent => {
  const [, , change] = rows[index]!;
  const taken = new Set(Object.keys(change).filter((name) => change[name] === undefined));
  return Object.fromEntries(Object.entries(wrong(index)).filter(([name]) => !taken.has(name))) as Sent;
};

function names(asked: Asked, index: number): boolean {
  const [, , , place, rule] = rows[index]!;
  return issuesOf(asked).some((issue) => `${issue.place} ${issue.text}`.includes(place) && rule.test(issue.text));
}

async function storedCount(): Promise<number> {
  const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
  return row?.count ?? 0;
}

describe('a wrong resource', () => {
  it('is one of more than 36, over every class of error', () => {
    assert.ok(rows.length > 60, String(rows.length));
    assert.ok(rows.filter(([, , , , rule]) => /required binding/.test(rule.source)).length >= 3);
  });

  for (const [intake, send] of [
    ['create', (sent: Sent) => practice(`/${sent.resourceType}`, { body: sent })],
    [
      'update',
      (sent: Sent) => practice(`/${sent.resourceType}/chosen-1`, { method: 'PUT', body: { ...sent, id: 'chosen-1' } }),
    ],
    [
      'transaction',
      (sent: Sent) => {
        const entry = [{ resource: sent, request: { method: 'POST', url: sent.resourceType } }];
        return practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
      },
    ],
  ] as const)
    it(`is refused by ${intake}, each by its element, and nothing is stored`, async () => {
      const stored = await storedCount();
      for (const [index, [what]] of rows.entries()) {
        const asked = await send(withoutTaken(index));
        assert.ok(asked.status === 400 || asked.status === 422, `${what}: ${asked.status} ${asked.text.slice(0, 200)}`);
        assert.ok(names(asked, index), `${what}: ${asked.text.slice(0, 400)}`);
      }
      assert.equal(await storedCount(), stored);
    });

  it('is refused by import, each line by its element, and nothing is stored', async () => {
    const stored = await storedCount();
    const lines = rows.map((_row, index) => JSON.stringify({ ...withoutTaken(index), id: `line-${index}` }));
    const headers = { 'content-type': 'application/fhir+ndjson', prefer: 'respond-async' };
    const begun = await practice('/$import', { body: lines.join('\n'), headers });
    assert.equal(begun.status, 202, begun.text);
    const path = (begun.headers.get('content-location') ?? '').slice(region.base.length);
    let ended = await practice(path);
    for (; ended.status === 202; ended = await practice(path)) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(ended.status, 200, ended.text);
    const told: string[] = [];
    for (const { url } of (ended.json as { error: { url: string }[] }).error) {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${await region.clientToken('practice')}` },
      });
      for (const line of (await response.text()).trimEnd().split('\n'))
        told.push(...(JSON.parse(line) as OperationOutcome).issue.map(({ diagnostics }) => diagnostics ?? ''));
    }
    for (const [index, [what, , , place, rule]] of rows.entries()) {
      const own = told.filter((text) => text.includes(`line ${index + 1}:`));
      assert.ok(
        own.some((text) => text.includes(place) && rule.test(text)),
        `${what}: ${own.join('; ')}`,
      );
    }
    assert.equal(await storedCount(), stored);
  });

  it('has a corrected twin, which is taken', async () => {
    const twins = new Map(rows.map(([, right]) => [right, aboutSomebody(right())]));
    assert.ok(twins.size >= 8);
    for (const twin of twins.values()) {
      const asked = await practice(`/${twin.resourceType}`, { body: twin });
      assert.equal(asked.status, 201, `${twin.resourceType}: ${asked.text.slice(0, 300)}`);
    }
  });
});
