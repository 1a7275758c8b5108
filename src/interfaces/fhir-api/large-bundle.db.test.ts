/** A transaction of 3,500 entries and 12 MB (R4 3.1.0.11.2): all or nothing, in memory that does not run away. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Bundle, BundleEntry, Observation } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, issuesOf } from './testing/ask.ts';
import { anObservation, aPatient, aRecord, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
const entriesWanted = 3_500;
const bytesWanted = 12_000_000;
let region: RegionForApi;
let practice: Ask;

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
});

function largeBundle(name: string): Bundle {
  const patient = aPatient({ identifier: [{ value: name }], name: [{ family: name }], birthDate: '1939-05-06' });
  const small = aRecord({ observations: 0, patient });
  const subject = small.entry![0]!.fullUrl!;
  const text = 'As told by the person. '.repeat(136);
  const results = Array.from(
    { length: entriesWanted - small.entry!.length },
    (_, index): BundleEntry => ({
      fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resource: anObservation(subject, { note: [{ text: `${index} ${text}` }] }),
      request: { method: 'POST', url: 'Observation' },
    }),
  );
  return { ...small, entry: [...small.entry!, ...results] };
}

async function stored(): Promise<number> {
  const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
  return row!.count;
}

/** The most bytes that were in use at once, beyond those of the beginning. */
async function peakBytes(work: () => Promise<void>): Promise<number> {
  const inUse = (): number => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const start = inUse();
  let [peak, isOver] = [start, false];
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, inUse());
      await setTimeout(20);
    }
  })();
  await work();
  isOver = true;
  await watching;
  return peak - start;
}

describe('a Bundle of 3,500 entries and 12 MB', () => {
  it('is filed whole, within 600 MB on both ends of the wire', async () => {
    const body = JSON.stringify(largeBundle('Large'));
    assert.ok(body.length >= bytesWanted, `only ${body.length} bytes`);
    const before = await stored();
    let patient = '';
    const bytes = await peakBytes(async () => {
      const asked = await practice('', { body });
      assert.equal(asked.status, 200, asked.text.slice(0, 300));
      const response = asked.json as Bundle;
      assert.equal(response.entry?.length, entriesWanted);
      assert.ok(response.entry.every((one) => one.response?.status === '201 Created'));
      patient = locations(response)[0]!;
    });
    assert.equal(await stored(), before + entriesWanted);
    const counted = await practice(`/Observation?patient=${patient}&_summary=count`);
    assert.equal((counted.json as Bundle).total, entriesWanted - 5);
    assert.ok(bytes < 600_000_000, `${Math.round(bytes / 1e6)} MB`);
  });

  it('is undone whole by one bad entry, which is named', async () => {
    const bundle = largeBundle('Bad');
    const last = bundle.entry!.at(-1)!;
    const before = await stored();
    for (const [change, place] of [
      [
        { resource: { ...last.resource, status: 'perhaps' } as unknown as Observation },
        '.resource: Observation.status',
      ],
      [
        { request: { method: 'PUT' as const, url: 'Observation/06y0000000z06y0000000y', ifMatch: '*' } },
        '.request.url',
      ],
      [{ request: { method: 'GET' as const, url: 'Observation/06y0000000z06y0000000y' } }, ''],
    ] as const) {
      bundle.entry![entriesWanted - 1] = { ...last, ...change };
      const asked = await practice('', { body: bundle });
      assert.equal(asked.status, 400, asked.text.slice(0, 300));
      assert.equal(issuesOf(asked)[0]?.place, `Bundle.entry[${entriesWanted - 1}]${place}`);
      assert.equal(await stored(), before);
    }
    assert.equal(entriesOf(await practice('/Patient?identifier=Bad')).length, 0);
  });
});
