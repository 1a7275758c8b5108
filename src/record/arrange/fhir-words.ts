/** What a resource says, in the source's own words. A code without words is shown as it is: it is never hidden. */

import type {
  Annotation,
  CodeableConcept,
  Coding,
  Dosage,
  Observation,
  ObservationComponent,
  Quantity,
  Range,
  Reference,
} from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import { numberText } from '#fhir/written-digits.ts';
import type { RecordEntry } from '../opened-record.ts';

/** The resource under the type that its `resourceType` names; whoever calls has looked at it. */
export function as<T>(entry: RecordEntry): T {
  return entry.resource as unknown as T;
}

export function list<T>(value: readonly T[] | T | undefined | null): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function codingText(coding: Coding): string | undefined {
  if (coding.display !== undefined && coding.display !== '') return coding.display;
  return coding.code;
}

/** Source text first, then a display, then the bare code. */
export function conceptText(concept: CodeableConcept | undefined): string | undefined {
  if (concept === undefined) return undefined;
  if (concept.text !== undefined && concept.text !== '') return concept.text;
  const shown = concept.coding?.find((coding) => coding.display !== undefined && coding.display !== '');
  const first = shown ?? concept.coding?.[0];
  return first === undefined ? undefined : codingText(first);
}

export function hasCode(concept: CodeableConcept | undefined, code: string, system?: string): boolean {
  return (
    concept?.coding?.some((coding) => coding.code === code && (system === undefined || coding.system === system)) ??
    false
  );
}

/** Codes of one system on any of these concepts. */
export function codesOf(concepts: CodeableConcept | readonly CodeableConcept[] | undefined, system: string): string[] {
  return list(concepts).flatMap((concept) =>
    (concept.coding ?? []).flatMap((coding) =>
      coding.system === system && coding.code !== undefined ? [coding.code] : [],
    ),
  );
}

export function quantityText(quantity: Quantity | undefined): string | undefined {
  if (quantity?.value === undefined) return undefined;
  const unit = quantity.unit ?? quantity.code;
  const number = `${quantity.comparator ?? ''}${numberText(quantity, 'value')}`;
  return unit === undefined || unit === '' ? number : `${number} ${unit}`;
}

function rangeWords(range: Range | undefined): string | undefined {
  const low = quantityText(range?.low);
  const high = quantityText(range?.high);
  return low === undefined && high === undefined ? undefined : `${low ?? ''} to ${high ?? ''}`.trim();
}

type HasValue = Observation | ObservationComponent;

/** The value in words with its unit; undefined where the source sent none. */
export function valueText(observation: HasValue): string | undefined {
  return (
    quantityText(observation.valueQuantity) ??
    observation.valueString ??
    conceptText(observation.valueCodeableConcept) ??
    observation.valueInteger?.toString() ??
    (observation.valueBoolean === undefined ? undefined : observation.valueBoolean ? 'Yes' : 'No') ??
    rangeWords(observation.valueRange) ??
    ratioText(observation) ??
    observation.valueDateTime ??
    observation.valueTime ??
    observation.valuePeriod?.start ??
    conceptText(observation.dataAbsentReason)
  );
}

function ratioText(observation: HasValue): string | undefined {
  const ratio = observation.valueRatio;
  const top = quantityText(ratio?.numerator);
  const bottom = quantityText(ratio?.denominator);
  return top === undefined || bottom === undefined ? undefined : `${top} : ${bottom}`;
}

/** The range that came with this value, as sent. */
export function referenceRangeText(observation: HasValue): string | undefined {
  const range = observation.referenceRange?.[0];
  if (range === undefined) return undefined;
  if (range.text !== undefined && range.text !== '') return range.text;
  const low = range.low?.value;
  const high = range.high?.value;
  if (low !== undefined && high !== undefined) return `${low} to ${high}`;
  if (high !== undefined) return `up to ${high}`;
  return low === undefined ? undefined : `${low} or more`;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decodeEntity(whole: string, name: string): string {
  if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
  if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
  return entities[name] ?? whole;
}

/** A narrative (XHTML) as lines of plain text: what it said, without its markup. */
export function narrativeText(xhtml: string | undefined): string {
  if (xhtml === undefined) return '';
  return xhtml
    .replace(/<(?:br|hr)\s*\/?>|<\/(?:p|div|li|tr|h\d|dt|dd)>/g, '\n')
    .replace(/<\/t[dh]>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-fA-F]{1,6}|[a-z]+);/g, decodeEntity)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

export function notesText(notes: readonly Annotation[] | undefined): string {
  return (notes ?? []).map((note) => note.text).join(' ');
}

/** Route and frequency, as the source writes them: never parted. */
export function dosageText(dosages: readonly Dosage[] | undefined): string {
  return (dosages ?? [])
    .map((dosage) => {
      const words = dosage.text ?? dosage.patientInstruction ?? '';
      const dose = words === '' ? quantityText(dosage.doseAndRate?.[0]?.doseQuantity) : undefined;
      const route = conceptText(dosage.route);
      const isSaid = route === undefined || words.toLowerCase().includes(route.toLowerCase());
      return [dose, words, isSaid ? undefined : route].filter((part) => part !== undefined && part !== '').join(', ');
    })
    .filter((text) => text !== '')
    .join('; ');
}

export function referenceWords(reference: Reference | undefined): string | undefined {
  return reference?.display ?? reference?.identifier?.value;
}

export function containedIn(resource: Resource, fragment: string): Resource | undefined {
  const contained = resource['contained'];
  if (!Array.isArray(contained)) return undefined;
  return (contained as Resource[]).find((one) => one.id === fragment.slice(1));
}
