/** References of a contribution that say `@patient` or `@key:...` become the ids that were given. */

import type { Resource } from '#fhir/resource-types.ts';
import { withDigitsOf } from '#fhir/written-digits.ts';

/** An unknown key loses its reference and keeps its display and identifier: the source's words are never dropped. */
export function resolvePlaceholders(
  resource: Resource,
  patientReference: string,
  idByKey: ReadonlyMap<string, string>,
): Resource {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const copy: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      if (name === 'reference' && typeof member === 'string' && member.startsWith('@')) {
        const target = member === '@patient' ? patientReference : idByKey.get(member.slice('@key:'.length));
        if (target !== undefined) copy[name] = target;
      } else copy[name] = resolve(member);
    }
    return withDigitsOf(value, copy);
  };
  return resolve(resource) as Resource;
}
