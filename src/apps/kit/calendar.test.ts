/** FHIR R4 2.24.0.1 (date, dateTime, instant); The Summer Time Order 2002. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayNumber, readWallClock } from './calendar.ts';

test('a partial date keeps exactly the parts that it states', () => {
  assert.deepEqual(readWallClock('2009'), { year: 2009 });
  assert.deepEqual(readWallClock('2026-05'), { year: 2026, month: 5 });
  assert.deepEqual(readWallClock('2026-05-21'), { year: 2026, month: 5, day: 21, weekday: 4 });
});

test('a day that no calendar has is no date', () => {
  for (const text of ['2026-02-30', '2026-13', '2025-02-29', 'yesterday', '', '21/05/2026']) {
    assert.equal(readWallClock(text), undefined, text);
  }
});

test('an instant is shown by the clock in England, summer time included', () => {
  const clock = readWallClock('2026-05-20T15:40:00Z');
  assert.deepEqual([clock?.day, clock?.hour, clock?.minute], [20, 16, 40]);
  assert.equal(readWallClock('2026-12-31T23:30:00Z')?.day, 31);
  assert.equal(readWallClock('2026-06-30T23:30:00Z')?.day, 1);
  // British Standard Time: clocks stood an hour ahead all winter.
  assert.equal(readWallClock('1970-01-15T12:00:00Z')?.hour, 13);
});

test('our own summer time agrees with the time zone database', () => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const range = { min: new Date('1972-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(range), (date) => {
      const clock = readWallClock(date.toISOString());
      const two = (value: number | undefined): string => String(value).padStart(2, '0');
      const shown = `${two(clock?.day)}/${two(clock?.month)}/${clock?.year}, ${two(clock?.hour)}:${two(clock?.minute)}`;
      assert.equal(shown, format.format(date));
    }),
    { numRuns: 500 },
  );
});

test('the hours around both changes of the clock are right', () => {
  assert.equal(readWallClock('2026-03-29T00:59:00Z')?.hour, 0);
  assert.equal(readWallClock('2026-03-29T01:00:00Z')?.hour, 2);
  assert.equal(readWallClock('2026-10-25T00:59:00Z')?.hour, 1);
  assert.equal(readWallClock('2026-10-25T01:00:00Z')?.hour, 1);
});

test('days are counted for whole dates only', () => {
  assert.equal(dayNumber({ year: 1970, month: 1, day: 2 }), 1);
  assert.equal(dayNumber({ year: 1970, month: 1 }), undefined);
});
