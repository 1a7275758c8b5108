import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SearchValue } from '#fhir/search-values.ts';
import { codesOfRow } from './primary-code.ts';

const token = (system: string | undefined, code: string | undefined, parameter = 'code') =>
  ({ kind: 'token', parameter, system, code }) as SearchValue;
const snomed = 'http://snomed.info/sct';

it('the first code of SNOMED CT leads, then of LOINC, then the first of all', () => {
  const local = token('https://tests.example/codes', 'A');
  const loinc = token('http://loinc.org', '718-7');
  const codes = [local, token(undefined, 'B'), loinc, token(snomed, '1'), token(snomed, '2')];
  assert.deepEqual(codesOfRow(codes), { primary: '1', further: ['A', 'B', '718-7', '2'] });
  assert.deepEqual(codesOfRow(codes.slice(0, 3)), { primary: '718-7', further: ['A', 'B'] });
  assert.deepEqual(codesOfRow(codes.slice(0, 2)), { primary: 'A', further: ['B'] });
});

it('a code in two systems is one, and what is no code of the resource is none', () => {
  assert.deepEqual(codesOfRow([token('a', 'X'), token(snomed, 'X')]), { primary: 'X', further: [] });
  assert.deepEqual(codesOfRow([token(snomed, undefined), token(snomed, 'final', 'status')]), {
    primary: undefined,
    further: [],
  });
});
