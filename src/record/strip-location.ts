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
  'locationCode',
  'locationCodeableConcept',
  'position',
  'hospitalization',
  'serviceProvider',
  'facility',
  'facilityType',
  'custodian',
  'supportingInformation',
  'destination',
  'deliverFrom',
  'deliverTo',
  'birthPlace',
]);

/** Choices of data types that are places: `valueAddress` of an extension such as the place of birth. */
const isPlaceChoice = (name: string): boolean => /[a-z](?:Address|ContactPoint)$/.test(name);

const placeTypes: ReadonlySet<unknown> = new Set([
  'Location',
  'Organization',
  'HealthcareService',
  'PractitionerRole',
  'Endpoint',
]);

/** A Location, by reference or by its name; or a place that is contained, which is there to be referred to. */
function isPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { resourceType, reference, type } = value as { resourceType?: unknown; reference?: unknown; type?: unknown };
  if (placeTypes.has(resourceType) || type === 'Location') return true;
  return typeof reference === 'string' && /(?:^|\/)Location\/[^/]+/.test(reference);
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isPlace(one)).map(strip);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    if (!locationElements.has(name) && !isPlaceChoice(name) && !isPlace(member)) kept[name] = strip(member);
  return withDigitsOf(value, kept);
}

type Actor = { readonly reference?: string } | undefined;

const isPatient = (actor: Actor): boolean => actor?.reference?.startsWith('Patient/') === true;

export function stripLocation(resource: Resource): Resource {
  const stripped = strip(resource) as Resource;
  // A narrative says in words what the elements say.
  delete stripped['text'];
  if (resource.resourceType === 'Appointment')
    stripped['participant'] = ((resource['participant'] as { actor?: Actor }[] | undefined) ?? []).filter(({ actor }) =>
      isPatient(actor),
    );
  if (resource.resourceType === 'AppointmentResponse' && !isPatient(resource['actor'] as Actor))
    delete stripped['actor'];
  return stripped;
}
