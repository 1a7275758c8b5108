/** NHS Common User Interface, age display (ISB 1505). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ageText } from './age.ts';

test('the unit of an age grows with it', () => {
  assert.equal(ageText('2026-05-09', '2026-05-21'), '12d');
  assert.equal(ageText('2026-02-09', '2026-05-21'), '14w 3d');
  assert.equal(ageText('2025-04-16', '2026-05-21'), '13m 5d');
  assert.equal(ageText('2019-01-20', '2026-05-21'), '7y 4m');
  assert.equal(ageText('1948-02-12', '2026-05-21'), '78y');
});

test('a birthday counts from its own day, 29 February included', () => {
  assert.equal(ageText('1948-05-22', '2026-05-21'), '77y');
  assert.equal(ageText('1948-05-21', '2026-05-21'), '78y');
  assert.equal(ageText('2004-02-29', '2026-02-28'), '21y');
  assert.equal(ageText('2004-02-29', '2026-03-01'), '22y');
});

test('a date of birth that is not whole, or lies ahead, gives no age', () => {
  assert.equal(ageText('1948', '2026-05-21'), undefined);
  assert.equal(ageText('2026-06-01', '2026-05-21'), undefined);
});

test('no part of an age is ever negative', () => {
  const day = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2026-05-21'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(fc.property(day, (born) => assert.match(ageText(born, '2026-05-21') ?? 'none', /^\d+[ydwm]( \d+[md])?$/)));
});
