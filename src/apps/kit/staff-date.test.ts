/** NHS Common User Interface, date and time display: dd-Mmm-yyyy, 24 hours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staffDate, staffDateText, staffTime, staffTimeAgo } from './staff-date.ts';

test('a date is two digits, three letters and four digits, September included', () => {
  assert.equal(staffDateText('2026-05-02'), '02-May-2026');
  assert.equal(staffDateText('2026-09-21'), '21-Sep-2026');
  assert.equal(staffDateText('2026-05'), 'May-2026');
  assert.equal(staffDateText('2009'), '2009');
});

test('weekday and time are added where asked for, and a time only where one was stated', () => {
  assert.equal(staffDateText('2026-05-20T16:40:00+01:00', { weekday: true, time: true }), 'Wed 20-May-2026 16:40');
  assert.equal(staffDateText('2026-05-20', { time: true }), '20-May-2026');
  assert.equal(staffTime('2026-05-20'), '');
});

test('a screen reader hears the month in full', () => {
  const html = String(staffDate('2026-05-21'));
  assert.match(html, /<time datetime="2026-05-21">/);
  assert.match(html, /aria-hidden="true">21-May-2026</);
  assert.match(html, /visually-hidden">21 May 2026</);
});

test('what is no date is shown as it came, escaped', () => {
  assert.equal(staffDateText('some time in 2026'), 'some time in 2026');
  assert.equal(String(staffDate('<b>2026')), '&#60;b&#62;2026');
});

test('the age of a state is said from the reader’s own day', () => {
  const now = '2026-05-21T09:52:00+01:00';
  assert.equal(staffTimeAgo('2026-05-21T06:10:00+01:00', now), '06:10 today');
  assert.equal(staffTimeAgo('2026-05-20T23:59:00+01:00', now), '23:59 yesterday');
  assert.equal(staffTimeAgo('2026-05-19T23:59:00+01:00', now), '23:59 on 19-May-2026');
  assert.equal(staffTimeAgo('2026-05-12', now), '12-May-2026');
});
