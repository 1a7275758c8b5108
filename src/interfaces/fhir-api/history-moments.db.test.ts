/** `_at`, `_since`, `_count` and pages of the histories of one resource, of a type and of all (R4 3.1.0.12). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Bundle, BundleEntry, Observation } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord, issuesOf } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let path = '';
/** When the observation was created, changed twice and deleted. */
const moments: string[] = [];

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  const [patient] = await fileRecord(practice);
  const created = (await practice('/Observation', { body: anObservation(patient!) })).json as Observation;
  path = `/Observation/${created.id}`;
  moments.push(created.meta!.lastUpdated!);
  for (const status of ['amended', 'corrected']) {
    await setTimeout(20);
    const body = { ...created, status };
    const changed = await practice(path, { method: 'PUT', body, headers: { 'if-match': '*' } });
    moments.push((changed.json as Observation).meta!.lastUpdated!);
  }
  await setTimeout(20);
  await practice(path, { method: 'DELETE' });
  const [deletion] = ((await practice(`${path}/_history`)).json as Bundle).entry!;
  moments.push(deletion!.response!.lastModified!);
});

async function walk(ask: Ask, address: string): Promise<{ entries: BundleEntry[]; pages: number }> {
  const entries: BundleEntry[] = [];
  let pages = 0;
  for (let next: string | undefined = address; next !== undefined; pages++) {
    const asked = await ask(next);
    assert.equal(asked.status, 200, asked.text);
    const page = asked.json as Bundle;
    entries.push(...(page.entry ?? []));
    next = page.link?.find(({ relation }) => relation === 'next')?.url.slice(region.base.length);
  }
  return { entries, pages };
}

/** What was done to the observation, in the versions that a history holds. */
function deeds(entries: readonly BundleEntry[]): string[] {
  return entries
    .filter(({ fullUrl }) => fullUrl?.endsWith(path))
    .map(({ request, resource }) => `${request!.method} ${(resource as Observation | undefined)?.status ?? ''}`.trim());
}

const shifted = (moment: string, ms: number): string => new Date(Date.parse(moment) + ms).toISOString();
const levels = (): string[] => [`${path}/_history`, '/Observation/_history', '/_history'];

describe('a history', () => {
  it('shows creation, changes and deletion, newest first, page by page, each once, at every level', async () => {
    for (const address of levels()) {
      const { entries, pages } = await walk(practice, `${address}?_count=1`);
      assert.deepEqual(deeds(entries), ['DELETE', 'PUT corrected', 'PUT amended', 'POST final'], address);
      assert.equal(pages, entries.length, 'a page for each');
      assert.equal(
        new Set(entries.map(({ fullUrl, response }) => `${fullUrl} ${response?.etag}`)).size,
        entries.length,
      );
      assert.deepEqual((await walk(practice, address)).entries, entries);
    }
  });

  it('of one resource keeps its place while somebody writes', async () => {
    const [patient] = await fileRecord(practice);
    const created = (await practice('/Observation', { body: anObservation(patient!) })).json as Observation;
    const own = `/Observation/${created.id}`;
    const change = (status: string) =>
      practice(own, { method: 'PUT', body: { ...created, status }, headers: { 'if-match': '*' } });
    await change('amended');
    const first = (await practice(`${own}/_history?_count=1`)).json as Bundle;
    await change('corrected');
    const next = first.link!.find(({ relation }) => relation === 'next')!.url.slice(region.base.length);
    const rest = await walk(practice, next);
    assert.deepEqual(
      rest.entries.map(({ resource }) => (resource as Observation).status),
      ['final'],
    );
  });

  it('_at gives what was current at a moment, or at some time of a day, at every level', async () => {
    for (const address of levels()) {
      for (const [at, wanted] of [
        [shifted(moments[0]!, -1), []],
        [moments[0]!, ['POST final']],
        [shifted(moments[1]!, -1), ['POST final']],
        [moments[1]!, ['PUT amended']],
        [shifted(moments[2]!, 1), ['PUT corrected']],
        [shifted(moments[3]!, 1), ['DELETE']],
        [moments[0]!.slice(0, 4), ['DELETE', 'PUT corrected', 'PUT amended', 'POST final']],
        ['2025-12', []],
        [shifted(moments[3]!, 86_400_000 * 40).slice(0, 7), ['DELETE']],
      ] as const) {
        const { entries } = await walk(practice, `${address}?_count=2&_at=${encodeURIComponent(at)}`);
        assert.deepEqual(deeds(entries), wanted, `${address} at ${at}, moments ${moments}`);
      }
    }
  });

  it('_since and _at together are both held', async () => {
    const query = `_since=${encodeURIComponent(moments[2]!)}&_at=${moments[0]!.slice(0, 4)}`;
    for (const address of levels())
      assert.deepEqual(
        deeds((await walk(practice, `${address}?${query}`)).entries),
        ['DELETE', 'PUT corrected'],
        address,
      );
  });

  it('names what it cannot read, and what it does not take', async () => {
    for (const address of levels())
      for (const [query, place] of [
        ['_at=then', '_at'],
        ['_since=soon', '_since'],
        ['_count=0', '_count'],
        ['_list=List/1', '_list'],
      ] as const) {
        const asked = await practice(`${address}?${query}`);
        assert.deepEqual([asked.status, issuesOf(asked)[0]?.place], [400, place], address);
      }
  });

  it('page of another caller is nothing in the hands of this one (attack 75)', async () => {
    const { link } = (await practice(`${path}/_history?_count=1`)).json as Bundle;
    const next = link!.find(({ relation }) => relation === 'next')!.url.slice(region.base.length);
    assert.equal((await hospital(next)).status, 400);
    assert.equal((await hospital(`${path}/_history`)).status, 404);
  });
});
