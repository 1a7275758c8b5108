/** FHIR R4 3.1.0.11.2: which links of a transaction's entries are replaced. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFhirDefinitions } from './definitions.ts';
import { createReferenceWalk } from './reference-walk.ts';
import type { Resource } from './resource-types.ts';
import { aTransaction } from './testing/resource-examples.ts';

const walk = createReferenceWalk(loadFhirDefinitions());
const urn = 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a11';
const replace = (text: string): string | undefined => (text === urn ? 'Patient/new"1' : undefined);

test('References are replaced wherever they stand: deep, in arrays, in extensions, in contained resources', () => {
  const resource: Resource = {
    resourceType: 'DiagnosticReport',
    subject: { reference: urn, _reference: { extension: [{ url: 'urn:x', valueReference: { reference: urn } }] } },
    result: [{ reference: 'Observation/1' }, { reference: urn }],
    extension: [{ url: 'urn:x', valueReference: { reference: urn } }],
    contained: [{ resourceType: 'Observation', subject: { reference: urn } }],
    _issued: { extension: [{ url: 'urn:x', valueReference: { reference: urn } }] },
  };
  walk.rewriteReferences(resource, replace);
  assert.equal(JSON.stringify(resource).includes(urn), false);
  assert.deepEqual(resource['result'], [{ reference: 'Observation/1' }, { reference: 'Patient/new"1' }]);
});

test('Elements of type uri, url, oid and uuid are replaced, strings and identifiers are not', () => {
  const resource = {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: 'urn:ietf:rfc:3986', value: urn },
    description: urn,
    content: [{ attachment: { url: urn } }],
  };
  walk.rewriteReferences(resource, replace);
  assert.deepEqual(resource.content, [{ attachment: { url: 'Patient/new"1' } }]);
  assert.deepEqual([resource.masterIdentifier.value, resource.description], [urn, urn]);
});

test('What names a system or an extension is never taken for a link', () => {
  const seen: string[] = [];
  const resource = {
    resourceType: 'Observation',
    meta: { profile: ['urn:profile'], source: 'urn:source' },
    extension: [{ url: 'urn:extension', valueUri: 'urn:value' }],
    code: { coding: [{ system: 'urn:system', code: 'x' }] },
  };
  walk.rewriteReferences(resource, (text) => {
    seen.push(text);
    return undefined;
  });
  assert.deepEqual(seen, ['urn:value']);
});

test('Links of a narrative are replaced, without breaking out of their attribute', () => {
  const div = (link: string): string =>
    `<div xmlns="http://www.w3.org/1999/xhtml"><a title="x" href="${link}">P</a> ${urn}</div>`;
  const resource = { resourceType: 'Patient', text: { status: 'generated', div: div(urn) } };
  walk.rewriteReferences(resource, replace);
  assert.equal(resource.text.div, div('Patient/new&quot;1'));
});

test('The references of a Bundle are those of its entries, in order', () => {
  const bundle = aTransaction() as unknown as Resource;
  const own = ['Organization/o1', urn, 'Encounter/e1/_history/2', 'Organization/o1'];
  assert.deepEqual(walk.referencesIn(bundle), own);
});
