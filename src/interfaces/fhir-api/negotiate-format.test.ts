// R4 3.1.0.1.9 and 3.1.0.1.10, RFC 9110 12.5.1: which format an answer is in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOfBody, negotiateFormat } from './negotiate-format.ts';

const accepted: readonly (readonly [string | undefined, 'json' | 'xml' | undefined])[] = [
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['application/*', 'json'],
  ['application/fhir+xml', 'xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['Application/FHIR+XML; charset=utf-8', 'xml'],
  ['application/fhir+xml, application/fhir+json', 'xml'],
  ['application/fhir+json, application/fhir+xml', 'json'],
  ['application/fhir+xml;q=0.5, application/fhir+json;q=0.6', 'json'],
  ['application/fhir+json;q=0.5, application/fhir+xml', 'xml'],
  ['*/*, application/fhir+xml', 'xml'],
  ['*/*;q=0.9, application/fhir+xml;q=0.1', 'json'],
  ['application/fhir+json;q=0, */*', 'xml'],
  ['application/fhir+json;q=0', undefined],
  ['application/fhir+json;q=nonsense', undefined],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'xml'],
  ['text/html', undefined],
  ['text/turtle', undefined],
  ['application/fhir+xml; fhirVersion=4.0', 'xml'],
  ['application/fhir+xml; fhirVersion=5.0', undefined],
  ['application/fhir+xml; fhirVersion="5.0", application/json', 'json'],
];

for (const [accept, wanted] of accepted)
  test(`Accept: ${accept ?? 'nothing'} gives ${wanted ?? '406'}`, () => {
    assert.equal(negotiateFormat({ accept, format: null }), wanted);
  });

test('_format overrides Accept, in the names that the standard gives (R4 3.1.0.1.10)', () => {
  const accept = 'text/turtle';
  for (const format of ['xml', 'text/xml', 'application/xml', 'application/fhir+xml', 'application/fhir xml'])
    assert.equal(negotiateFormat({ accept, format }), 'xml', format);
  for (const format of ['json', 'application/json', 'application/fhir+json'])
    assert.equal(negotiateFormat({ accept, format }), 'json', format);
  for (const format of ['ttl', 'text/turtle', 'html', 'application/fhir+xml; fhirVersion=3.0'])
    assert.equal(negotiateFormat({ accept: '*/*', format }), undefined, format);
  assert.equal(negotiateFormat({ accept: 'application/xml', format: '' }), 'xml');
});

test('where either will do, the answer comes in the format that was sent', () => {
  for (const accept of [undefined, '*/*', 'application/*'])
    assert.equal(negotiateFormat({ accept, format: null, sent: 'xml' }), 'xml');
  assert.equal(negotiateFormat({ accept: 'application/fhir+json, */*', format: null, sent: 'xml' }), 'json');
});

test('a body is JSON or XML of FHIR 4.0 in UTF-8, or of no format of ours', () => {
  const types: readonly (readonly [string | undefined, string | undefined])[] = [
    ['application/fhir+xml', 'xml'],
    ['text/xml; charset=UTF-8', 'xml'],
    ['application/json; fhirVersion=4.0', 'json'],
    ['application/fhir+xml; charset=iso-8859-1', undefined],
    ['application/fhir+json; fhirVersion=3.0', undefined],
    ['application/json-patch+json', undefined],
    ['xml', undefined],
    [undefined, undefined],
  ];
  for (const [type, format] of types) assert.equal(formatOfBody(type), format, type);
});
