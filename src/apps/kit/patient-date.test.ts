/** NHS digital service manual, dates and times: months in full, 12-hour clock, midday and midnight in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patientDate, patientDayFrom, patientDayTime, patientTime, patientTimeAgo } from './patient-date.ts';

test('a date has its month in full', () => {
  assert.equal(patientDate('2026-09-01'), '1 September 2026');
  assert.equal(patientDate('2026-05'), 'May 2026');
  assert.equal(patientDate('2009'), '2009');
  assert.equal(patientDate('last spring'), 'last spring');
});

test('a time is on the 12-hour clock', () => {
  assert.equal(patientTime('2026-05-21T16:10:00+01:00'), '4:10pm');
  assert.equal(patientTime('2026-05-21T09:00:00+01:00'), '9am');
  assert.equal(patientTime('2026-05-21T12:00:00+01:00'), 'midday');
  assert.equal(patientTime('2026-05-21T00:00:00+01:00'), 'midnight');
  assert.equal(patientTime('2026-05-21T00:05:00+01:00'), '12:05am');
  assert.equal(patientTime('2026-05-21'), '');
});

test('a day is told from the reader’s own', () => {
  const now = '2026-05-21T09:52:00+01:00';
  assert.equal(patientDayFrom('2026-05-20', now), 'Yesterday, Wednesday 20 May 2026');
  assert.equal(patientDayFrom('2026-05-16', now), 'Saturday 16 May 2026');
  assert.equal(patientDayTime('2026-05-26T09:20:00+01:00'), 'Tuesday 26 May 2026 at 9:20am');
  assert.equal(patientTimeAgo('2026-05-21T09:41:00+01:00', now), 'today at 9:41am');
});
