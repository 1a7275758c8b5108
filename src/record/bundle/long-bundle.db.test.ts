/** Attack 74 and decision 96: a service that sends a long Bundle, as it may, holds nobody else up for the length of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle, Organization } from 'fhir/r4.js';
import { aRegion } from '../testing/a-region.ts';

const entries = 6;

/** Each time that anything reads its name, it holds the thread for as long as one entry of thousands does all together. */
function dearToRead(noteTurn: () => void): Organization {
  return {
    resourceType: 'Organization',
    get name() {
      for (const untilMs = performance.now() + 5; performance.now() < untilMs; );
      noteTurn();
      return 'Larkfield Surgery';
    },
  };
}

test('between the entries of a long Bundle others are let in, while it is validated and while it is made ready', async (t) => {
  const region = await aRegion(t);
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  const turnsByEntry = Array.from({ length: entries }, (): number[] => []);
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: turnsByEntry.map((turns, index) => ({
      fullUrl: `urn:uuid:${index}`,
      resource: dearToRead(() => turns.push(turn)),
      request: { method: 'POST', url: 'Organization' },
    })),
  };
  setImmediate(count);
  const filed = await region.database.transaction((transaction) =>
    region.record.contributeBundle(transaction, {
      source: region.source('ZX11'),
      receivedAtMs: region.clock.now(),
      bundle,
    }),
  );
  isOver = true;
  assert.ok(filed.ok, JSON.stringify(filed));
  for (const [step, turnOf] of Object.entries({
    validated: (turns: readonly number[]) => turns[0],
    'made ready': (turns: readonly number[]) => turns.at(-1),
  })) {
    const turns = turnsByEntry.map((some) => turnOf(some));
    assert.equal(new Set(turns).size, entries, `${step} in turns ${turns.join(', ')}`);
  }
});
