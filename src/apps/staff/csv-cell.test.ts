import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvCell } from './csv-cell.ts';

test('attack 79: no cell of a download begins a formula, and none breaks its line', () => {
  for (const text of [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\uFF1D1+1',
    '-2+3+cmd|" /C calc"!A0',
  ])
    assert.match(csvCell(text), /^"?'/, JSON.stringify(text));
  assert.equal(csvCell('-0.5'), '-0.5', 'a number below nought is a value');
  assert.equal(csvCell('a "b", c\r\nd'), '"a ""b"", c\r\nd"');
  assert.equal(csvCell('Potassium'), 'Potassium');
});
