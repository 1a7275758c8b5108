/** HL7 v2 chapter 2A, DTM and TS; times without an offset are Europe/London (Summer Time Order 2002). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { londonTime, regularOffsetMinutes, tabledOffsetMinutes } from './london-time.ts';
import { parseTime } from './time.ts';

const told = (text: string): string | undefined => {
  const time = parseTime(text);
  return time === undefined
    ? undefined
    : `${time.dateTime} ${time.precision}${time.londonDoubt ? ` ${time.londonDoubt}` : ''}`;
};

describe('a time', () => {
  it('is as precise as it was sent', () => {
    assert.equal(told('2026'), '2026 year');
    assert.equal(told('202605'), '2026-05 month');
    assert.equal(told('20260501'), '2026-05-01 day');
    assert.equal(told('2026050110'), '2026-05-01T10:00:00+01:00 hour');
    assert.equal(told('202601011030'), '2026-01-01T10:30:00+00:00 minute');
    assert.equal(told('20260101103045'), '2026-01-01T10:30:45+00:00 second');
    assert.equal(told('20260101103045.1234'), '2026-01-01T10:30:45.1234+00:00 fraction');
  });
  it('with an offset keeps the offset and the day as written', () => {
    assert.equal(told('20260501000000+0530'), '2026-05-01T00:00:00+05:30 second');
    assert.equal(told('20260501-0500'), '2026-05-01 day');
    assert.equal(parseTime('20260501000000+0530')?.instantMs, Date.UTC(2026, 3, 30, 18, 30));
  });
  it('that does not exist is none', () => {
    const wrong = [
      '',
      '0',
      '202',
      '20261',
      '20261301',
      '20260230',
      '20250229',
      '00000101',
      '00000000',
      '2026010124',
      '202601011060',
      '20260101101061',
      '20260101+9900',
      '2026010110+0060',
      '2026-01-01',
      '20260101103045.',
      'today',
      '20260101 1030',
    ];
    for (const text of wrong) assert.equal(told(text), undefined, text);
    assert.equal(told('20240229'), '2024-02-29 day');
    assert.equal(told('00990101'), '0099-01-01 day');
  });
  it('in the hour that October repeats is the first of the two, and says so', () => {
    assert.equal(told('202610250130'), '2026-10-25T01:30:00+01:00 minute repeated-hour');
    assert.equal(told('202610250100'), '2026-10-25T01:00:00+01:00 minute repeated-hour');
    assert.equal(told('202610250059'), '2026-10-25T00:59:00+01:00 minute');
    assert.equal(told('202610250200'), '2026-10-25T02:00:00+00:00 minute');
    assert.equal(told('202610250130+0000'), '2026-10-25T01:30:00+00:00 minute');
  });
  it('in the hour that March leaves out is moved forward, and says so', () => {
    assert.equal(told('202603290130'), '2026-03-29T02:30:00+01:00 minute missing-hour');
    assert.equal(told('202603290100'), '2026-03-29T02:00:00+01:00 minute missing-hour');
    assert.equal(told('202603290059'), '2026-03-29T00:59:00+00:00 minute');
    assert.equal(told('202603290200'), '2026-03-29T02:00:00+01:00 minute');
  });
  it('of the years before 1996 follows the history of the clock', () => {
    assert.equal(told('194307011200'), '1943-07-01T12:00:00+02:00 minute');
    assert.equal(told('197001011200'), '1970-01-01T12:00:00+01:00 minute');
  });
  it('agrees with the tables of Intl, and the instant shows the time that was written', () => {
    const instants = fc.integer({ min: Date.UTC(1996, 0, 1) / 60_000, max: Date.UTC(2037, 11, 31) / 60_000 });
    fc.assert(
      fc.property(instants, (minutes) => {
        const instantMs = minutes * 60_000;
        const offsetMinutes = tabledOffsetMinutes(instantMs);
        assert.equal(regularOffsetMinutes(instantMs), offsetMinutes);
        const london = londonTime(instantMs + offsetMinutes * 60_000);
        assert.notEqual(london.doubt, 'missing-hour');
        const isSecondOfTwo = london.doubt === 'repeated-hour' && offsetMinutes === 0;
        assert.equal(london.instantMs, isSecondOfTwo ? instantMs - 3_600_000 : instantMs);
      }),
      { numRuns: 500 },
    );
  });
  it('agrees with Intl in every quarter of an hour around each change of the clock', () => {
    for (let year = 1996; year <= 2036; year++) {
      for (const month of [2, 9]) {
        const endMs = Date.UTC(year, month + 1, 0);
        const sundayMs = endMs - new Date(endMs).getUTCDay() * 86_400_000;
        for (const minutes of [-15, 0, 45, 59, 60, 75, 120]) {
          const instantMs = sundayMs + minutes * 60_000;
          assert.equal(
            regularOffsetMinutes(instantMs),
            tabledOffsetMinutes(instantMs),
            new Date(instantMs).toISOString(),
          );
        }
      }
    }
  });
});
