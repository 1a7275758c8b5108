// The master test: two regions that differ only in what a caller may not see give that caller the same answers, byte for byte.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerOf, differenceOf, requestsFor } from './ask-both.ts';
import { assertFetchedAlike, assertSameWork } from './assert-same-work.ts';
import { type TwinWorlds, twinsForPeople, twinsForStaff } from './file-worlds.ts';

const runs = Number(process.env['GOLDTHREAD_TEST_TWIN_RUNS'] ?? 120);

async function withTwins(build: (keys: string) => Promise<TwinWorlds>, work: (twins: TwinWorlds) => Promise<void>) {
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-twins-'));
  const twins = await build(keys);
  try {
    await work(twins);
  } finally {
    await twins.close();
    await rm(keys, { recursive: true, force: true });
  }
}

/** Alike, and not because nothing is shown: a share of the answers is a success, for each kind of caller that sees records. */
async function assertAlike(twins: TwinWorlds): Promise<void> {
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(requestsFor(twins), async (asked) => {
      const plain = await answerOf(twins.plain, asked);
      const full = await answerOf(twins.full, asked);
      assert.equal(full, plain, JSON.stringify(asked));
      if (plain.startsWith('[200')) shown += 1;
    }),
    { numRuns: runs, endOnFailure: true },
  );
  assert.ok(shown > runs / 10, `only ${shown} of ${runs} answers showed anything`);
}

test('attacks 19 to 55: what staff and systems may not see changes nothing in what they get', async (t) => {
  await withTwins(twinsForStaff, async (twins) => {
    await assertAlike(twins);
    // A check that can fail: they do see each other's worlds where they may.
    const patient = twins.shared.find((address) => address.startsWith('Patient/'))!;
    const ada = await answerOf(twins.full, {
      caller: 'gp',
      question: { method: 'GET', url: `/fhir/${patient}/$everything` },
    });
    assert.match(ada, /Asthma/);
    assert.match(ada, /Eczema/);
    assert.doesNotMatch(ada, /Infection|Sealed by choice|Doxycycline|Chlamydia/);
    await t.test('attack 46: nor in what the database does, but that it passes the hidden rows', () =>
      assertSameWork(twins),
    );
    await t.test('attack 46: what is hidden is fetched as what is not there', () => assertFetchedAlike(twins));
  });
});

test('attack 55: what a person and who acts for her may not see changes nothing on their pages', async () => {
  await withTwins(twinsForPeople, async (twins) => {
    await assertAlike(twins);
    const patient = twins.shared.find((address) => address.startsWith('Patient/'))!;
    const staffSees = await differenceOf(twins, {
      caller: 'gp',
      question: { method: 'GET', url: `/fhir/${patient}/$everything` },
    });
    assert.ok(staffSees !== undefined, 'the worlds differ for whoever may see it');
  });
});
