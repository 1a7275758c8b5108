import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MyRecord } from '#record';
import { homeView } from './build-view.ts';

test('a reason that was stated is not said to have opened a record: under full protection it may wait for a second person for ever', () => {
  const record = { appointments: () => ({ upcoming: [], past: [] }) } as unknown as MyRecord;
  const told = { statedMs: [Date.parse('2026-11-28T02:00:00Z')], stoppedMs: [], isOpenToNobody: false };
  const [notice] = homeView(record, 'Mx Alex Ordinary', told).next;
  assert.equal(notice?.heading, 'Somebody wrote down a reason to open your record');
  assert.doesNotMatch(`${notice?.heading} ${notice?.lines.join(' ')}`, /was opened/);
});
