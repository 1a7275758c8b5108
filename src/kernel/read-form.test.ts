import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForm } from './read-form.ts';

test('a form loses U+0000, which no column of text takes, and nothing else', () => {
  const fields = readForm('words=a%00b%0D%0Ac&na%00me=%F0%9F%98%80&empty=&words=second');
  assert.deepEqual(
    [...fields],
    [
      ['words', 'ab\r\nc'],
      ['name', '😀'],
      ['empty', ''],
      ['words', 'second'],
    ],
  );
});
