/** Counts entries as a reader of the journal would: a panel of results is one, an attendance with its note is one. */
import type { FhirResource } from 'fhir/r4.js';
import type { Delivery } from './region-types.ts';

export interface PersonCount {
  entries: number;
  /** Resources, values and events one by one: what the intakes store. */
  items: number;
  readonly professions: Set<string>;
  readonly sources: Set<string>;
}

const notEntries = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'EpisodeOfCare']);

function countOf(counts: Map<string, PersonCount>, nhsNumber: string): PersonCount {
  const known = counts.get(nhsNumber) ?? { entries: 0, items: 0, professions: new Set(), sources: new Set() };
  counts.set(nhsNumber, known);
  return known;
}

function countBundle(counts: Map<string, PersonCount>, delivery: Extract<Delivery, { kind: 'fhir' }>): void {
  const resources = (delivery.bundle.entry ?? []).map((entry) => entry.resource as FhirResource);
  const patient = resources.find((resource) => resource.resourceType === 'Patient');
  const count = countOf(
    counts,
    patient?.identifier?.find((identifier) => identifier.system?.endsWith('nhs-number'))?.value ?? 'none',
  );
  count.sources.add(delivery.source);
  const roleByUrl = new Map<string, string>();
  for (const { fullUrl, resource } of (delivery.bundle.entry ?? []) as { fullUrl?: string; resource: FhirResource }[]) {
    if (resource.resourceType === 'PractitionerRole') roleByUrl.set(fullUrl ?? '', resource.code?.[0]?.text ?? '');
  }
  for (const resource of resources) {
    if (notEntries.has(resource.resourceType)) continue;
    count.items += 1;
    if (resource.resourceType !== 'Encounter') count.entries += 1;
    for (const url of JSON.stringify(resource).match(/urn:uuid:[0-9a-f-]{36}/g) ?? []) {
      const role = roleByUrl.get(url);
      if (role !== undefined) count.professions.add(role);
    }
  }
}

function countMessage(counts: Map<string, PersonCount>, delivery: Extract<Delivery, { kind: 'hl7v2' }>): void {
  const lines = Buffer.from(delivery.bytes)
    .toString('latin1')
    .split('\r')
    .map((line) => line.split('|'));
  const number =
    lines
      .find(([name]) => name === 'PID')?.[3]
      ?.split('~')
      .find((repetition) => repetition.endsWith('^NH'))
      ?.split('^')[0] ?? 'none';
  const count = countOf(counts, number);
  count.sources.add(delivery.source);
  count.entries += 1;
  count.items += Math.max(1, lines.filter(([name]) => name === 'OBX').length);
  for (const line of lines) {
    const authors =
      line[0] === 'OBX'
        ? [line[16]]
        : line[0] === 'OBR'
          ? [line[16]]
          : line[0] === 'PV1'
            ? [line[9]]
            : line[0] === 'TXA'
              ? [line[9]]
              : [];
    for (const author of authors) {
      const role = author?.split('^')[6];
      if (role !== undefined && role !== '') count.professions.add(role);
    }
  }
}

/** Adds one delivery to the counts, by the NHS number that the source gives. */
export function countDelivery(counts: Map<string, PersonCount>, delivery: Delivery): void {
  if (delivery.kind === 'fhir') countBundle(counts, delivery);
  else if (delivery.kind === 'hl7v2') countMessage(counts, delivery);
  else {
    for (const line of delivery.text.split('\r\n').slice(1)) {
      const cells = line.split(',');
      if (cells[1] === undefined) continue;
      const count = countOf(counts, cells[1]);
      count.sources.add(delivery.source);
      count.entries += 1;
      count.items += 1;
      if (cells[7] !== undefined) count.professions.add(cells[7]);
    }
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
