/** Decision rows D7 and D22 (docs/safety/access.md): a claim is logged before it counts, and a refused one is logged too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonNumber } from '#disclosure';
import { settled } from '../../audit/testing/settled.ts';
import { aMemberOfStaff, aRegion, aRequest } from '../testing/a-region.ts';

const person = 77 as PersonNumber;
const claim = { person, kind: 'self-claimed', reasonCode: 'direct-care' } as const;

interface Kept {
  readonly claims: number;
  readonly kinds: readonly string[];
}

test('a claim with a reason stands, and the log held it first', async (t) => {
  const region = await aRegion(t);
  const nurse = aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle');
  const claimed = await region.record.claimAccess(aRequest(nurse), {
    ...claim,
    reason: 'He walked in breathless and cannot say what he takes',
  });
  assert.ok(claimed.ok, JSON.stringify(claimed));
  assert.ok(claimed.value.endsMs > region.clock.now());
  assert.deepEqual(await kept(region), { claims: 1, kinds: ['claim'] });
});

test('a claim that says nothing, or is not the role’s to make, is refused and logged, and opens nothing', async (t) => {
  const region = await aRegion(t);
  const nurse = aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle');
  const refused = [
    await region.record.claimAccess(aRequest(nurse), { ...claim, reason: 'xxxxxxxxxxxxxxxxxxxxxxxx' }),
    await region.record.claimAccess(aRequest(nurse), {
      ...claim,
      kind: 'break-glass',
      reason: 'He walked in breathless and cannot say what he takes',
    }),
  ];
  assert.deepEqual(
    refused.map((outcome) => (outcome.ok ? 'granted' : outcome.fault.code)),
    ['PRIVACY-004', 'PRIVACY-005'],
  );
  assert.deepEqual(await kept(region), { claims: 0, kinds: ['refusal', 'refusal'] });
});

test('while the log takes no entry nothing is claimed', async (t) => {
  const region = await aRegion(t);
  await region.database.owner`revoke insert on audit.entry from goldthread_app`;
  const claimed = await region.record.claimAccess(aRequest(aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle')), {
    ...claim,
    reason: 'He walked in breathless and cannot say what he takes',
  });
  assert.match(claimed.ok ? 'claimed' : claimed.fault.code, /^AUDIT-/);
  assert.deepEqual(await kept(region), { claims: 0, kinds: [] });
});

async function kept(region: Awaited<ReturnType<typeof aRegion>>): Promise<Kept> {
  const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from privacy.claim`;
  await settled(region.audit);
  const log = await region.audit.listForPersons([person], { limit: 10 });
  assert.ok(log.ok);
  return { claims: row?.count ?? -1, kinds: log.value.lines.map((line) => line.kind) };
}
