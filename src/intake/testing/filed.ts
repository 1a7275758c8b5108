/** Files messages over a record that is a Map, and looks at what came of it. */

import assert from 'node:assert/strict';
import type { Patient } from 'fhir/r4.js';
import type { Source } from '#directory';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { copyExactly } from '#fhir/written-digits.ts';
import { parseMessage } from '#hl7v2/parse-message.ts';
import { mapMessage } from '../hl7v2/map-message.ts';

export const source = {
  number: 1,
  code: 'hospital-hl7',
  organisation: { code: 'ZX41', name: 'Tarnholt General Hospital', kind: 'acute-trust' },
  name: 'Hospital',
  feed: 'hl7v2',
  delivery: 'live',
} as unknown as Source;

export const validate = createResourceValidator(loadFhirDefinitions());

export type Known = Map<string, { resource: Record<string, unknown>; state: string }>;

export function read(bytes: Uint8Array) {
  const parsed = parseMessage(bytes);
  assert.ok(parsed.ok);
  return mapMessage({ message: parsed.value, source, receivedAtMs: Date.UTC(2026, 5, 1) });
}

/** Files messages one after the other over a record that is a Map. */
export function filed(...messages: readonly Uint8Array[]): Known {
  const known: Known = new Map();
  for (const bytes of messages) {
    const mapped = read(bytes);
    assert.ok(mapped.ok, mapped.ok ? '' : JSON.stringify(mapped.fault));
    for (const contribution of mapped.value.contributions) {
      const before = known.get('patient')?.resource as unknown as Patient | undefined;
      const patient = contribution.patient(before);
      if (patient !== undefined) known.set('patient', { resource: patient as never, state: 'current' });
      for (const { key, change } of contribution.changes) {
        const existing = known.get(key);
        const changed = change(existing?.resource as never, existing !== undefined && existing.state !== 'current');
        if (changed !== undefined)
          known.set(key, { resource: copyExactly(changed.resource), state: changed.state ?? 'current' });
      }
    }
  }
  for (const { resource } of known.values()) assert.deepEqual(validate(structuredClone(resource)), []);
  return known;
}

export function only(known: Known, type: string) {
  const found = [...known.values()].filter(({ resource }) => resource['resourceType'] === type);
  assert.equal(found.length, 1, `${found.length} of ${type}`);
  return found[0]!;
}

/** The value at a path of names and numbers: `location.0.status`. */
export function at(resource: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], resource);
}

export function holds(
  known: Known,
  type: string,
  expected: Readonly<Record<string, unknown>>,
  state = 'current',
): void {
  const found = only(known, type);
  for (const [path, value] of Object.entries(expected))
    assert.deepEqual(at(found.resource, path), value, `${type}.${path}`);
  assert.equal(found.state, state);
}
