/** D10: of a restricted person every element that tells a place is taken out, inside each resource. */

import type { Resource } from '#fhir/resource-types.ts';
import { withDigitsOf } from '#fhir/written-digits.ts';

const locationElements: ReadonlySet<string> = new Set([
  'address',
  'telecom',
  'generalPractitioner',
  'managingOrganization',
  'contact',
  'location',
  'hospitalization',
  'serviceProvider',
  'facility',
  'custodian',
  'supportingInformation',
  'destination',
  'birthPlace',
]);

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) if (!locationElements.has(name)) kept[name] = strip(member);
  return withDigitsOf(value, kept);
}

export function stripLocation(resource: Resource): Resource {
  const stripped = strip(resource) as Resource;
  // A narrative says in words what the elements say.
  delete stripped['text'];
  if (resource.resourceType === 'Appointment')
    stripped['participant'] = (
      (resource['participant'] as { actor?: { reference?: string } }[] | undefined) ?? []
    ).filter((participant) => participant.actor?.reference?.startsWith('Patient/') === true);
  return stripped;
}
