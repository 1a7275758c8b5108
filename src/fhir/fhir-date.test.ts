/** FHIR R4 2.24.0.1 (date, dateTime, instant) and 3.1.1.4 (search by date, the server's own time zone). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { daysInMonth, londonMidnightMs, parseFhirDate } from './fhir-date.ts';

const span = (text: string): string[] | undefined => {
  const found = parseFhirDate(text);
  return found && [new Date(found.lowMs).toISOString(), new Date(found.highMs).toISOString(), found.precision];
};

test('A date spans the whole day, month or year in London', () => {
  assert.deepEqual(span('2026'), ['2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z', 'year']);
  assert.deepEqual(span('2026-03'), ['2026-03-01T00:00:00.000Z', '2026-03-31T22:59:59.999Z', 'month']);
  assert.deepEqual(span('2026-07-01'), ['2026-06-30T23:00:00.000Z', '2026-07-01T22:59:59.999Z', 'day']);
  assert.deepEqual(span('2026-12-31'), ['2026-12-31T00:00:00.000Z', '2026-12-31T23:59:59.999Z', 'day']);
});

test('The days on which the clocks change have 23 and 25 hours', () => {
  assert.deepEqual(span('2026-03-29'), ['2026-03-29T00:00:00.000Z', '2026-03-29T22:59:59.999Z', 'day']);
  assert.deepEqual(span('2026-10-25'), ['2026-10-24T23:00:00.000Z', '2026-10-25T23:59:59.999Z', 'day']);
});

test('Old dates follow the law of their time: summer time all year from 1968 to 1971, double in the war', () => {
  assert.equal(span('1970-01-01')?.[0], '1969-12-31T23:00:00.000Z');
  assert.equal(span('1943-07-01')?.[0], '1943-06-30T22:00:00.000Z');
  assert.equal(span('1950-12-25')?.[0], '1950-12-25T00:00:00.000Z');
});

test('A time spans its second, or what its fraction leaves open', () => {
  assert.deepEqual(span('2026-03-01T09:30:00+01:00'), [
    '2026-03-01T08:30:00.000Z',
    '2026-03-01T08:30:00.999Z',
    'second',
  ]);
  assert.deepEqual(span('2026-03-01T09:30:00.5Z'), [
    '2026-03-01T09:30:00.500Z',
    '2026-03-01T09:30:00.599Z',
    'fraction',
  ]);
  assert.deepEqual(span('2026-03-01T09:30:00.123456Z'), [
    '2026-03-01T09:30:00.123Z',
    '2026-03-01T09:30:00.123Z',
    'fraction',
  ]);
});

test('What does not exist or is written otherwise is no date', () => {
  const none = '2026-02-30 2026-13 2026-00 2026-04-31 0000 26 2026-1-1 20260101 2026-01-01T10:00Z 2026-01-01T24:00:00Z';
  for (const text of [
    ...none.split(' '),
    '',
    '2026-01-01 ',
    '2026-01-01T10:00:00+15:00',
    '2026-01-01T10:00:00-14:01',
  ]) {
    assert.equal(parseFhirDate(text), undefined, text);
  }
});

test('Every instant that JavaScript writes is read as the same instant', () => {
  const years = { min: new Date('0100-01-01T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(years), (date) => {
      const found = parseFhirDate(date.toISOString());
      assert.deepEqual([found?.lowMs, found?.highMs], [date.getTime(), date.getTime()]);
    }),
  );
});

test('Midnight in London is midnight on London’s clocks', () => {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const day = fc.record({
    year: fc.integer({ min: 1900, max: 2200 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  });
  fc.assert(
    fc.property(day, ({ year, month, day }) => {
      fc.pre(day <= daysInMonth(year, month));
      const pad = (value: number): string => String(value).padStart(2, '0');
      assert.equal(clock.format(londonMidnightMs(year, month, day)), `${pad(day)}/${pad(month)}/${year}, 00:00:00`);
    }),
  );
});

test('The days of one year follow each other without gap or overlap', () => {
  const year = fc.integer({ min: 1900, max: 2200 });
  fc.assert(
    fc.property(year, (year) => {
      let next = parseFhirDate(String(year).padStart(4, '0'))!.lowMs;
      for (let month = 1; month <= 12; month++) {
        const found = parseFhirDate(`${year}-${String(month).padStart(2, '0')}`)!;
        assert.equal(found.lowMs, next);
        next = found.highMs + 1;
      }
      assert.equal(next, parseFhirDate(String(year + 1))!.lowMs);
    }),
    { numRuns: 30 },
  );
});
