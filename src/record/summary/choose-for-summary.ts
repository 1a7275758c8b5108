/** Which of the rows that a grant shows go into a summary, and under which heading. Pure. */
import { type Resource, type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { parseResourceId, resourceIdText } from '#kernel/identity-number.ts';
import { resourceState, type StoredResource } from '#store';
import { conceptText } from '../arrange/fhir-words.ts';
import { type SummarySection, summarySections } from './summary-section-table.ts';

export interface SummaryItem {
  readonly row: StoredResource;
  readonly resource: Resource;
  /** `Type/id`. */
  readonly reference: string;
}

export interface ChosenSection {
  readonly section: SummarySection;
  /** Newest first. */
  readonly items: readonly SummaryItem[];
}

export interface SummaryChoice {
  readonly patient: SummaryItem;
  readonly sections: readonly ChosenSection[];
  /** What the chosen ones say something by: results of a report, the drug, the device. */
  readonly parts: readonly SummaryItem[];
}

/** A section is a summary: beyond this many, the oldest stay in the record. */
const itemsMax = 200;
const partTypes: ReadonlySet<string> = new Set(['Observation', 'Medication', 'Device']);

export function itemOf(row: StoredResource, resource: Resource): SummaryItem {
  return { row, resource, reference: `${resourceTypeOf(row.type)}/${resourceIdText(row.compartment, row.number)}` };
}

function codeKey(resource: Resource): string {
  const code = resource['code'] as Parameters<typeof conceptText>[0];
  const coding = code?.coding?.[0];
  return `${resource.resourceType} ${coding?.code === undefined ? conceptText(code) : `${coding.system}|${coding.code}`}`;
}

function chosenFor(section: SummarySection, items: readonly SummaryItem[]): SummaryItem[] {
  const types = new Set(section.types);
  const found = items
    .filter(({ row, resource }) => types.has(resource.resourceType) && section.belongs(resource, row))
    .sort((one, other) => (other.row.clinicalTimeMs ?? 0) - (one.row.clinicalTimeMs ?? 0));
  if (section.isLatestOfEachCode !== true) return found.slice(0, itemsMax);
  const seen = new Set<string>();
  return found
    .filter(({ resource }) => {
      const key = codeKey(resource);
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, itemsMax);
}

/** Undefined when the patient asked for is not among the rows. Withdrawn entries are history, not a summary. */
export function chooseForSummary(
  items: readonly SummaryItem[],
  patientReference: string,
  referencesIn: (resource: Resource) => readonly string[],
): SummaryChoice | undefined {
  const patient = items.find(({ reference }) => reference === patientReference);
  if (patient === undefined) return undefined;
  const current = items.filter(({ row }) => row.state === resourceState.current);
  const sections = summarySections.map((section) => ({ section, items: chosenFor(section, current) }));
  const byReference = new Map(current.map((item) => [item.reference, item]));
  const taken = new Set(sections.flatMap((one) => one.items.map(({ reference }) => reference)));
  const parts: SummaryItem[] = [];
  let fresh = sections.flatMap((one) => one.items);
  // A report names its results, and a panel its members.
  for (let depth = 0; depth < 2; depth++) {
    const named = fresh
      .flatMap(({ resource }) => referencesIn(resource))
      .map((text) => text.replace(/\/_history\/.*$/, ''));
    fresh = [...new Set(named)].flatMap((text) => {
      const item = taken.has(text) ? undefined : byReference.get(text);
      return item !== undefined && partTypes.has(item.resource.resourceType) ? [item] : [];
    });
    for (const { reference } of fresh) taken.add(reference);
    parts.push(...fresh);
  }
  return { patient, sections, parts };
}

/** Addresses of what lies on shelves and is named by these. */
export function shelfReferences(
  items: readonly SummaryItem[],
  referencesIn: (resource: Resource) => readonly string[],
  isWanted: (type: ResourceType) => boolean,
) {
  const found = new Map(
    items.flatMap(({ resource }) =>
      referencesIn(resource).flatMap((text) => {
        const [type = '', id = ''] = text.split('/');
        const address = isWanted(type as ResourceType) ? parseResourceId(id) : undefined;
        return address === undefined ? [] : [[id, address] as const];
      }),
    ),
  );
  return [...found.values()];
}
