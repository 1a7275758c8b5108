// D20, attacks 35 and 37: what a client says of labels can only add to what the server finds, and what it says of itself counts for nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { label } from '#disclosure';
import { classifyResource } from './classify-resource.ts';
import { labelByNationalList } from './label-sensitive.ts';
import { labelBySecurity } from './security-label-table.ts';

const codings = Object.keys(labelBySecurity).map((key) => {
  const [system = '', code = ''] = key.split('|');
  return { system, code };
});
const labelled = (resource: { readonly resourceType: string; readonly [element: string]: unknown }): number =>
  classifyResource(resource, true, { text: JSON.stringify(resource), labeller: labelByNationalList }).label;

const infection = { resourceType: 'Condition', code: { text: 'Chlamydia' } };
const concern = {
  resourceType: 'Flag',
  code: { coding: [{ system: 'https://goldthread.example/CodeSystem/flag-kind', code: 'safeguarding' }] },
};

test('attack 35: whatever labels a client sends, or leaves out, those that the server finds stay', () => {
  fc.assert(
    fc.property(fc.subarray(codings), fc.constantFrom(infection, concern), (security, resource) => {
      const found = labelled(resource);
      assert.notEqual(found, 0);
      assert.equal(labelled({ ...resource, meta: { security } }) & found, found);
    }),
    { numRuns: 200 },
  );
});

test('attack 35: a label that is not understood holds the entry back', () => {
  const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PUBLIC' }];
  assert.notEqual(labelled({ ...infection, meta: { security } }) & label.awaitingFiling, 0);
});

test('attack 37: tags, profiles and extensions of a client change no label', () => {
  const meta = {
    tag: [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'released' }],
    source: 'urn:goldthread:source:other',
  };
  const extension = [{ url: 'https://goldthread.example/StructureDefinition/label', valueInteger: 0 }];
  assert.equal(labelled({ ...infection, meta, extension }), labelled(infection));
});

const visibility = (code: string) => ({
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code }] },
});
const collection = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});

test('attack 28: what holds a restricted part has the labels of that part, by its words, its codes and its security labels', () => {
  const gout = { resourceType: 'Condition', code: { text: 'Gout' } };
  assert.equal(labelled(collection(gout)), 0);
  for (const [part, bits] of [
    [infection, label.sexualHealth],
    [concern, label.safeguarding],
    [{ ...gout, ...visibility('sealed-locked') }, label.sealedLocked],
    [{ ...gout, ...visibility('anonymous-service') }, label.anonymousService],
  ] as const) {
    assert.notEqual(labelled(collection(gout, part)) & bits, 0, 'an entry of a Bundle');
    assert.notEqual(labelled(collection(collection(part))) & bits, 0, 'a Bundle in a Bundle');
    assert.notEqual(labelled({ ...gout, contained: [part] }) & bits, 0, 'contained');
  }
});
