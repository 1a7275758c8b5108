// Safety 2.1, break-glass: a review within five working days, which the person is promised before anything opens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reviewDueMs } from './review-due.ts';

const due = (day: string): string => new Date(reviewDueMs(Date.parse(`${day}T10:00:00Z`))).toISOString().slice(0, 10);

test('a review is due after five working days: a weekend does not count', () => {
  assert.equal(due('2026-11-23'), '2026-11-30', 'Monday to Monday');
  assert.equal(due('2026-11-27'), '2026-12-04', 'Friday to Friday');
  assert.equal(due('2026-11-28'), '2026-12-04', 'raised on a Saturday');
});
