/** One demo region of two hundred people, and how its tests read what it delivers. */
import type { FhirResource } from 'fhir/r4.js';
import { type Delivery, generateRegion } from '../generated-region.ts';

export const now = Date.UTC(2026, 4, 21, 8, 52);
export const region = generateRegion({ people: 200, seed: 'test', now });
export const deliveries = [...region.deliveries()];

type Bundle = Extract<Delivery, { kind: 'fhir' }>['bundle'];
export const bundles = deliveries.filter((delivery) => delivery.kind === 'fhir');
export const resourcesOf = (bundle: Bundle): FhirResource[] =>
  (bundle.entry ?? []).map((entry) => entry.resource as FhirResource);
export const messages = deliveries
  .filter((delivery) => delivery.kind === 'hl7v2')
  .map((delivery) => ({
    delivery,
    lines: Buffer.from(delivery.bytes)
      .toString('latin1')
      .split('\r')
      .map((line) => line.split('|')),
  }));
export type Message = (typeof messages)[number];
const line = (message: Message, name: string): string[] => message.lines.find(([first]) => first === name) ?? [];
/** Field by its number in the standard; MSH-1 is the separator. */
export const field = (message: Message, name: string, number: number): string =>
  line(message, name)[name === 'MSH' ? number - 1 : number] ?? '';
export const nationalNumber = (message: Message): string =>
  field(message, 'PID', 3)
    .split('~')
    .find((text) => text.endsWith('^NH'))
    ?.split('^')[0] ?? '';
export const numberIn = (bundle: Bundle): string => {
  const patient = resourcesOf(bundle).find((resource) => resource.resourceType === 'Patient');
  return patient?.resourceType === 'Patient'
    ? (patient.identifier?.find((identifier) => identifier.system?.endsWith('nhs-number'))?.value ?? '')
    : '';
};

/** When it happened, as each kind of resource says it. */
export function happenedAt(resource: FhirResource): string | undefined {
  switch (resource.resourceType) {
    case 'Composition':
      return resource.date;
    case 'Observation':
      return resource.effectiveDateTime;
    case 'MedicationRequest':
    case 'ServiceRequest':
      return resource.authoredOn;
    case 'Encounter':
      return resource.period?.start;
    case 'Immunization':
      return resource.occurrenceDateTime;
    case 'DocumentReference':
      return resource.date;
    case 'Condition':
      return resource.recordedDate;
    case 'MedicationDispense':
      return resource.whenHandedOver;
    default:
      return undefined;
  }
}
