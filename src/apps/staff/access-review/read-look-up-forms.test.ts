import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMoment, readPersonLookUp, readStaffLookUp, staffLookUpDefaults } from './read-look-up-forms.ts';

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

test('days are typed with the day before the month, and those that stand there at first are read back as they stand', () => {
  const asked = (from: string, until: string) => readStaffLookUp(new URLSearchParams({ staffId: 'x', from, until }));
  const found = asked('3/4/2026', '03-Apr-2026');
  assert.deepEqual(found, {
    asked: { staffId: 'x', fromMs: Date.parse('2026-04-02T23:00:00Z'), untilMs: Date.parse('2026-04-03T23:00:00Z') },
  });
  const { from, until } = staffLookUpDefaults(nowMs);
  assert.deepEqual([from, until], ['21-Nov-2026', '27-Nov-2026']);
  assert.ok('asked' in asked(from, until));
  const mistaken = asked('04/13/2026', '');
  assert.deepEqual('errors' in mistaken && mistaken.errors.map(({ field }) => field), ['from', 'until']);
});

test('a look-up that has only a field for an NHS number asks for nothing else', () => {
  const nothing = readPersonLookUp(new URLSearchParams({ nhsNumber: ' ' }));
  assert.deepEqual('errors' in nothing && nothing.errors, [{ field: 'nhsNumber', text: 'Enter an NHS number' }]);
});
