/** Gives every entry of a transaction its place: which compartment, which number, which row it replaces. */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { parseReference } from '#fhir/reference.ts';
import { isResourceType, type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import type { ReferenceValue } from '#fhir/search-values.ts';
import type { Flaw } from '#kernel/fault.ts';
import {
  type Compartment,
  isShelf,
  parseResourceId,
  type ResourceNumber,
  resourceIdText,
  shelfOf,
} from '#kernel/identity-number.ts';
import type { LocatedResource } from '#store';
import { identifierHash } from './search-hashes.ts';

export type EntryMethod = 'POST' | 'PUT' | 'DELETE';

export interface ReadEntry {
  readonly index: number;
  readonly method: EntryMethod;
  readonly type: ResourceType;
  readonly fullUrl: string | undefined;
  readonly resource: Resource | undefined;
  /** PUT and DELETE by id. */
  readonly id: string | undefined;
  /** Identifier of a conditional create or update: `system|value`. */
  readonly condition: { readonly system: string | undefined; readonly value: string } | undefined;
  readonly ifMatch: string | undefined;
}

/** Only a condition on `identifier` can be kept without a race over the whole region; others come with the full store. */
export function readCondition(query: string): { system: string | undefined; value: string } | undefined {
  const parameters = new URLSearchParams(query);
  const token = parameters.get('identifier');
  if (token === null || [...parameters.keys()].length !== 1 || token.includes(',')) return undefined;
  const bar = token.indexOf('|');
  return bar < 0 ? { system: undefined, value: token } : { system: token.slice(0, bar), value: token.slice(bar + 1) };
}

export function conditionHash(condition: { readonly system: string | undefined; readonly value: string }): number {
  return identifierHash(condition.system ?? '*', condition.value);
}

function readEntry(entry: BundleEntry, index: number, flaws: Flaw[]): ReadEntry | undefined {
  const place = `Bundle.entry[${index}]`;
  const method = entry.request?.method;
  if (entry.request === undefined || method === undefined) {
    flaws.push({ place: `${place}.request`, rule: 'is required in a transaction (bdl-3)' });
    return undefined;
  }
  if (method !== 'POST' && method !== 'PUT' && method !== 'DELETE') {
    flaws.push({ place: `${place}.request.method`, rule: `${method} is not supported in a transaction` });
    return undefined;
  }
  const [path = '', query] = entry.request.url.split('?');
  const [type = '', id] = path.replace(/^\//, '').split('/');
  if (!isResourceType(type)) {
    flaws.push({ place: `${place}.request.url`, rule: 'must begin with a resource type of FHIR R4' });
    return undefined;
  }
  // It is no part of anybody's record, and is checked, kept and shown by itself.
  if (type === 'Subscription') {
    flaws.push({ place: `${place}.request.url`, rule: 'a Subscription is made by itself: POST [base]/Subscription' });
    return undefined;
  }
  const resource = entry.resource as Resource | undefined;
  if (method !== 'DELETE' && resource?.resourceType !== type) {
    flaws.push({ place: `${place}.resource`, rule: `must be a ${type}, as request.url says` });
    return undefined;
  }
  const conditionText = method === 'POST' ? entry.request.ifNoneExist : query;
  const condition = conditionText === undefined ? undefined : readCondition(conditionText.replace(/^\?/, ''));
  if (conditionText !== undefined && condition === undefined) {
    flaws.push({ place: `${place}.request`, rule: 'only a condition of one identifier is supported' });
    return undefined;
  }
  if (method === 'DELETE' && id === undefined) {
    flaws.push({ place: `${place}.request.url`, rule: 'must name the resource to delete by its id' });
    return undefined;
  }
  return { index, method, type, fullUrl: entry.fullUrl, resource, id, condition, ifMatch: entry.request.ifMatch };
}

/** The entries of a transaction, or every rule that the Bundle breaks. */
export function readEntries(bundle: Bundle): { entries: ReadEntry[]; flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const entries = (bundle.entry ?? []).flatMap((entry, index) => readEntry(entry, index, flaws) ?? []);
  const seen = new Set<string>();
  for (const entry of entries)
    if (entry.fullUrl !== undefined) {
      if (seen.has(entry.fullUrl))
        flaws.push({ place: `Bundle.entry[${entry.index}].fullUrl`, rule: 'must be unique in the Bundle (bdl-7)' });
      seen.add(entry.fullUrl);
    }
  return { entries, flaws };
}

export interface PlacedEntry extends ReadEntry {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly replaces: LocatedResource | undefined;
  /** A conditional create whose resource is there already: nothing is written. */
  readonly isAlreadyThere: boolean;
}

export function entryId(entry: Pick<PlacedEntry, 'compartment' | 'number'>): string {
  return resourceIdText(entry.compartment, entry.number);
}

interface Placing {
  readonly source: Source;
  readonly patientCompartment: PatientCompartment;
  readonly nextNumber: () => number;
  /** Rows named by id, by the text of the id. */
  readonly byId: ReadonlyMap<string, LocatedResource>;
  /** Rows of this source that match a condition, by type and hash. */
  readonly byCondition: ReadonlyMap<string, readonly LocatedResource[]>;
}

export function conditionKey(type: ResourceType, hash: number): string {
  return `${resourceTypeNumber(type)}|${hash}`;
}

interface Row {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly type: ResourceType;
}

type PlaceOf = (entry: ReadEntry) => Row | undefined;

/** Patients first, since everything else lies where its patient lies. */
export function placeEntries(
  entries: readonly ReadEntry[],
  placing: Placing,
): { placed: PlacedEntry[]; flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const placed = new Map<number, PlacedEntry>();
  const rowByUrl = new Map<string, Row>();
  const rowByCondition = new Map<string, PlacedEntry>();
  const keep = (entry: ReadEntry, row: Row, replaces: LocatedResource | undefined, isAlreadyThere: boolean): void => {
    const done = { ...entry, compartment: row.compartment, number: row.number, replaces, isAlreadyThere };
    placed.set(entry.index, done);
    if (entry.fullUrl !== undefined) rowByUrl.set(entry.fullUrl, row);
    if (entry.condition !== undefined)
      rowByCondition.set(conditionKey(entry.type, conditionHash(entry.condition)), done);
  };
  const place = (entry: ReadEntry, newRow: PlaceOf): void => {
    const present = presentRow(entry, placing, flaws);
    if (present === 'flawed') return;
    if (present !== undefined) {
      const isUpdate = entry.method === 'PUT' && entry.type !== 'Patient' && entry.resource !== undefined;
      if (isUpdate && !checkUnmoved(entry, present, patientOf(entry.resource, placing, rowByUrl), flaws)) return;
      keep(entry, { ...present, type: entry.type }, present, entry.method === 'POST');
      return;
    }
    const twin = entry.condition && rowByCondition.get(conditionKey(entry.type, conditionHash(entry.condition)));
    if (twin !== undefined) {
      keep(entry, { compartment: twin.compartment, number: twin.number, type: entry.type }, undefined, true);
      return;
    }
    const row = newRow(entry);
    if (row !== undefined) keep(entry, row, undefined, false);
  };
  for (const entry of entries)
    if (entry.type === 'Patient')
      place(entry, () => {
        const number = placing.nextNumber();
        return { compartment: number as Compartment, number: number as ResourceNumber, type: 'Patient' };
      });
  for (const entry of entries)
    if (entry.type !== 'Patient') place(entry, (one) => newRowFor(one, placing, rowByUrl, flaws));
  return { placed: entries.flatMap((entry) => placed.get(entry.index) ?? []), flaws };
}

function presentRow(entry: ReadEntry, placing: Placing, flaws: Flaw[]): LocatedResource | 'flawed' | undefined {
  const place = `Bundle.entry[${entry.index}].request`;
  if (entry.id !== undefined) {
    const row = placing.byId.get(entry.id);
    if (row === undefined || row.source !== placing.source.number || row.type !== resourceTypeNumber(entry.type)) {
      flaws.push({ place: `${place}.url`, rule: 'must name a resource that this source contributed' });
      return 'flawed';
    }
    return row;
  }
  if (entry.condition === undefined) return undefined;
  const rows = placing.byCondition.get(conditionKey(entry.type, conditionHash(entry.condition))) ?? [];
  if (rows.length > 1) {
    flaws.push({ place, rule: 'the condition matches more than one resource' });
    return 'flawed';
  }
  return rows[0];
}

/** The record that one reference to a patient leads to: in the Bundle, by id, or by condition. 'elsewhere' is no patient. */
function compartmentOfReference(
  reference: ReferenceValue,
  placing: Placing,
  rowByUrl: ReadonlyMap<string, Row>,
): Compartment | 'elsewhere' | undefined {
  const inBundle = rowByUrl.get(reference.url ?? `${reference.type}/${reference.id}`);
  if (inBundle !== undefined) return inBundle.type === 'Patient' ? inBundle.compartment : 'elsewhere';
  const [conditional] = reference.url === undefined ? [] : conditionalReferences([reference.url]);
  const row =
    conditional?.condition === undefined
      ? reference.id === undefined
        ? undefined
        : placing.byId.get(reference.id)
      : placing.byCondition.get(conditionKey(conditional.type, conditionHash(conditional.condition)))?.[0];
  return row !== undefined && row.source === placing.source.number ? row.compartment : undefined;
}

interface About {
  readonly compartment: Compartment | undefined;
  readonly rule: string | undefined;
}

/** Whose record a resource belongs to. A subject that leads nowhere is a flaw: it must never end on a shelf. */
function patientOf(resource: Resource, placing: Placing, rowByUrl: ReadonlyMap<string, Row>): About {
  const subjects = placing.patientCompartment.subjectReferencesOf(resource);
  const references = subjects.length > 0 ? subjects : placing.patientCompartment.patientReferencesOf(resource);
  const found = references.map((reference) => compartmentOfReference(reference, placing, rowByUrl));
  if (found.some((one, index) => one === undefined && (subjects.length > 0 || references[index]?.type === 'Patient')))
    return {
      compartment: undefined,
      rule: 'must refer to a Patient that this source contributed, or to one in the Bundle',
    };
  // A list of people is nobody's record: on its shelf it is seen by who sent it alone.
  if (resource.resourceType === 'Group') return { compartment: undefined, rule: undefined };
  const compartments = new Set(found.filter((one) => one !== undefined && one !== 'elsewhere'));
  const [compartment] = compartments;
  return { compartment, rule: compartments.size > 1 ? 'must be about one patient' : undefined };
}

/** A new resource lies with the patient it is about; one about nobody lies on a shelf. */
function newRowFor(
  entry: ReadEntry,
  placing: Placing,
  rowByUrl: ReadonlyMap<string, Row>,
  flaws: Flaw[],
): Row | undefined {
  if (entry.resource === undefined) return undefined;
  const number = placing.nextNumber() as ResourceNumber;
  const { compartment, rule } = patientOf(entry.resource, placing, rowByUrl);
  if (rule !== undefined) {
    flaws.push({ place: `Bundle.entry[${entry.index}].resource`, rule });
    return undefined;
  }
  return { compartment: compartment ?? shelfOf(number), number, type: entry.type };
}

/**
 * An update never moves a resource to another patient, nor away from its own (attack 34): that is a deletion and a
 * creation.
 */
function checkUnmoved(entry: ReadEntry, present: LocatedResource, found: About, flaws: Flaw[]): boolean {
  const moved =
    found.rule ??
    (found.compartment === (isShelf(present.compartment) ? undefined : present.compartment)
      ? undefined
      : 'must stay about the same patient');
  if (moved !== undefined) flaws.push({ place: `Bundle.entry[${entry.index}].resource`, rule: moved });
  return moved === undefined;
}

/** Ids of stored resources that the entries name: to update, to delete, or as their subject. */
export function namedIds(entries: readonly ReadEntry[], patientCompartment: PatientCompartment): string[] {
  const ids = new Set<string>();
  for (const entry of entries) {
    if (entry.id !== undefined) ids.add(entry.id);
    if (entry.resource !== undefined)
      for (const reference of patientCompartment.patientReferencesOf(entry.resource))
        if (reference.type === 'Patient' && reference.id !== undefined && parseResourceId(reference.id) !== undefined)
          ids.add(reference.id);
  }
  return [...ids];
}

/** Conditional references, such as `Practitioner?identifier=system|value`, in the texts of an entry's references. */
export function conditionalReferences(references: readonly string[]) {
  return references.flatMap((text) => {
    const parsed = parseReference(text);
    if (parsed.kind !== 'conditional') return [];
    const condition = readCondition(parsed.query);
    return [{ text, type: parsed.type, condition }];
  });
}
