import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMoment } from './read-look-up-forms.ts';

const nowMs = Date.parse('2026-11-27T12:00:00Z');
const read = (time: string) =>
  readMoment(new URLSearchParams({ nhsNumber: '999 000 0018', staffId: 'x', day: '2026-11-20', time }), nowMs);

test('a time is read as people type it on a 24-hour clock, and what is none is a mistake beside its field', () => {
  for (const typed of ['09:30', '9:30', '9.30', '930', '0930']) {
    const found = read(typed);
    assert.equal('asked' in found && found.asked.atMs, Date.parse('2026-11-20T09:30:00Z'), typed);
  }
  for (const typed of ['', '9', '24:00', '9:60', '9:3', '09:30 pm']) {
    const found = read(typed);
    assert.deepEqual('errors' in found && found.errors.map(({ field }) => field), ['time'], typed);
  }
});
