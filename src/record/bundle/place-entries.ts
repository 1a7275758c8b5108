/** Gives every entry of a transaction its place: which compartment, which number, which row it replaces. */
import type { SourceNumber } from '#disclosure';
import { labelsHiddenFromAll } from '#disclosure';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import type { ReferenceValue } from '#fhir/search-values.ts';
import {
  type Compartment,
  isShelf,
  parseResourceId,
  type ResourceNumber,
  resourceIdText,
  shelfOf,
} from '#kernel/identity-number.ts';
import { type LocatedResource, resourceState } from '#store';
import { type Condition, conditionKey, conditionOfReference } from './condition.ts';
import { chosenKey, type Located } from './locate-entries.ts';
import { type ConditionMatcher, conditionMatcher } from './match-condition.ts';
import { overlaps } from './overlaps.ts';
import { type EntryFlaw, isClientId, namesOf, type ReadEntry } from './read-entries.ts';

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

export interface Placing {
  readonly source: SourceNumber;
  /** Sources of the same organisation, this one included. */
  readonly ownSources: ReadonlySet<SourceNumber>;
  readonly patientCompartment: PatientCompartment;
  readonly nextNumber: () => number;
  /** Entries of several requests: the same condition twice makes one resource, and is no fault of either. */
  readonly isShared: boolean;
  readonly located: Located;
}

interface Row {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly type: ResourceType;
}

interface PlacingState extends Placing {
  readonly flaws: EntryFlaw[];
  readonly placed: Map<number, PlacedEntry>;
  /** By every text that names an entry of the Bundle. */
  readonly rowByUrl: Map<string, Row>;
  /** Rows that this Bundle deletes: nothing after it finds them (R4 3.1.0.11.2, deletions come first). */
  readonly deleted: ReadonlySet<string>;
  /** What conditional creates of this transaction made, by condition. */
  readonly made: Map<string, Row>;
  readonly matchOf: ConditionMatcher;
}

const keyOf = (row: Pick<Row, 'compartment' | 'number'>): string => `${row.compartment}/${row.number}`;

/** Gone, as far as an update is concerned: it is created anew. */
export function isGone(row: LocatedResource | undefined): boolean {
  return row?.state === resourceState.deleted;
}

function flawed(state: PlacingState, flaw: EntryFlaw): 'flawed' {
  state.flaws.push(flaw);
  return 'flawed';
}

function namedRow(state: PlacingState, entry: ReadEntry, id: string): LocatedResource | 'flawed' | undefined {
  const { located, source } = state;
  const place = `Bundle.entry[${entry.index}].request.url`;
  const regionId = isClientId(id) ? located.idByChosen.get(chosenKey(entry.type, id)) : id;
  if (regionId === undefined && entry.method === 'PUT') return undefined;
  const row = regionId === undefined ? undefined : located.byId.get(regionId);
  const isOwn =
    row !== undefined &&
    row.type === resourceTypeNumber(entry.type) &&
    state.ownSources.has(row.source) &&
    (row.label & labelsHiddenFromAll) === 0 &&
    (entry.method !== 'PATCH' || !isGone(row));
  // Unknown, hidden and another organisation's are one answer (attack 45).
  if (!isOwn)
    return flawed(state, { place, rule: 'must name a resource that this source contributed', code: 'RECORD-002' });
  if (row.source === source) return row;
  return flawed(state, { place, rule: 'names what another feed contributed', code: 'RECORD-003' });
}

function conditionedRow(
  state: PlacingState,
  entry: ReadEntry,
  condition: Condition,
): LocatedResource | 'flawed' | undefined {
  const place = `Bundle.entry[${entry.index}].request`;
  const found = state.located.byCondition.get(conditionKey(condition));
  if (found === undefined) throw new Error('a condition was not looked for');
  if (!found.ok) {
    for (const flaw of found.fault.flaws ?? []) state.flaws.push({ place: `${place}: ${flaw.place}`, rule: flaw.rule });
    return 'flawed';
  }
  const rows = found.value.filter((row) => entry.method === 'DELETE' || !state.deleted.has(keyOf(row)));
  if (rows.length > 1)
    return flawed(state, { place, rule: 'the condition matches more than one resource', code: 'RECORD-007' });
  if (rows.length === 0 && entry.method === 'PATCH')
    return flawed(state, { place, rule: 'the condition matches no resource', code: 'RECORD-002' });
  return withItsId(state, entry, rows[0]);
}

/** An id that a conditional update brings must be that of the match (R4 3.1.0.4.3). */
function withItsId(
  state: PlacingState,
  entry: ReadEntry,
  row: LocatedResource | undefined,
): LocatedResource | 'flawed' | undefined {
  const id = entry.method === 'PUT' ? entry.resource?.id : undefined;
  if (id === undefined) return row;
  const regionId = isClientId(id) ? state.located.idByChosen.get(chosenKey(entry.type, id)) : id;
  if (regionId === (row && entryId(row))) return row;
  const place = `Bundle.entry[${entry.index}].resource`;
  return flawed(state, { place, rule: 'must have the id of the resource that matches, or none' });
}

/** The row that an entry means: what it updates, deletes, or finds there already. */
function presentRow(state: PlacingState, entry: ReadEntry): LocatedResource | 'flawed' | undefined {
  if (entry.id !== undefined) return namedRow(state, entry, entry.id);
  if (entry.condition === undefined) return undefined;
  return conditionedRow(state, entry, { type: entry.type, query: entry.condition });
}

/** The record that one reference to a patient leads to: in the Bundle, by id, or by condition. 'elsewhere' is no patient. */
function compartmentOfReference(state: PlacingState, reference: ReferenceValue): Compartment | 'elsewhere' | undefined {
  const { located } = state;
  const local = reference.id === undefined ? undefined : chosenKey(reference.type ?? 'Patient', reference.id);
  const inBundle = state.rowByUrl.get(reference.url ?? local ?? '');
  if (inBundle !== undefined) return inBundle.type === 'Patient' ? inBundle.compartment : 'elsewhere';
  const condition = reference.url === undefined ? undefined : conditionOfReference(reference.url);
  if (condition !== undefined) {
    const id = condition.type === 'Patient' ? state.matchOf(condition) : undefined;
    return id === undefined ? undefined : parseResourceId(id)?.compartment;
  }
  if (reference.id === undefined) return undefined;
  const row = located.byId.get(located.idByChosen.get(local!) ?? reference.id);
  return row !== undefined && row.source === state.source ? row.compartment : undefined;
}

function breach(state: PlacingState, { index }: ReadEntry, rule: string): false {
  state.flaws.push({ place: `Bundle.entry[${index}].resource`, rule, code: 'RECORD-020' });
  return false;
}

interface About {
  readonly compartment: Compartment | undefined;
  readonly rule: string | undefined;
}

/** Whose record a resource belongs to. A subject that leads nowhere is a flaw: it must never end on a shelf. */
function patientOf(state: PlacingState, resource: Resource): About {
  const { patientCompartment } = state;
  const subjects = patientCompartment.subjectReferencesOf(resource);
  const references = subjects.length > 0 ? subjects : patientCompartment.patientReferencesOf(resource);
  const found = references.map((reference) => compartmentOfReference(state, reference));
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
function newRow(state: PlacingState, entry: ReadEntry): Row | undefined {
  if (entry.resource === undefined) return undefined;
  const number = state.nextNumber() as ResourceNumber;
  if (entry.type === 'Patient') return { compartment: number as number as Compartment, number, type: 'Patient' };
  const { compartment, rule } = patientOf(state, entry.resource);
  if (rule !== undefined) {
    breach(state, entry, rule);
    return undefined;
  }
  return { compartment: compartment ?? shelfOf(number), number, type: entry.type };
}

/**
 * An update never moves a resource to another patient, nor away from its own (attack 34): that is a deletion and a
 * creation.
 */
function isUnmoved(state: PlacingState, entry: ReadEntry, present: LocatedResource): boolean {
  const isUpdate = entry.method === 'PUT' || entry.method === 'PATCH';
  if (!isUpdate || entry.type === 'Patient' || entry.resource === undefined) return true;
  const found = patientOf(state, entry.resource);
  const stays = found.compartment === (isShelf(present.compartment) ? undefined : present.compartment);
  const rule = found.rule ?? (stays ? undefined : 'must stay about the same patient');
  return rule === undefined || breach(state, entry, rule);
}

const observationValues = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

/** A part that a search gave would lose the rest: SUBSETTED is there so that it does not replace the whole (R4 3.1.1.5.8). */
function isWhole(state: PlacingState, { method, index, type, resource }: ReadEntry): boolean {
  if (method !== 'PUT' || resource === undefined) return true;
  const meta = resource['meta'] as { readonly tag?: readonly { readonly system?: string; readonly code?: string }[] };
  if (meta?.tag?.some(({ system, code }) => system === observationValues && code === 'SUBSETTED') !== true) return true;
  const place = `Bundle.entry[${index}].resource: ${type}.meta.tag`;
  state.flaws.push({ place, rule: 'must not be SUBSETTED: a part cannot replace the whole', code: 'RECORD-020' });
  return false;
}

function keep(state: PlacingState, entry: ReadEntry, row: Row, replaces: LocatedResource | undefined): void {
  const condition = entry.condition && conditionKey({ type: entry.type, query: entry.condition });
  const isTwin = condition !== undefined && state.made.has(condition);
  const isAlreadyThere = entry.method === 'POST' && (replaces !== undefined || isTwin);
  if (condition !== undefined) state.made.set(condition, row);
  state.placed.set(entry.index, {
    ...entry,
    compartment: row.compartment,
    number: row.number,
    replaces,
    isAlreadyThere,
  });
  for (const name of namesOf(entry)) state.rowByUrl.set(name, row);
}

function place(state: PlacingState, entry: ReadEntry): void {
  const present = presentRow(state, entry);
  if (present === 'flawed') return;
  if (present !== undefined) {
    if (isWhole(state, entry) && isUnmoved(state, entry, present))
      keep(state, entry, { ...present, type: entry.type }, present);
    return;
  }
  // A conditional deletion that finds nothing has nothing to do (R4 3.1.0.7.1): it has no place.
  if (entry.method === 'DELETE') return;
  const twin = state.isShared && entry.condition !== undefined;
  const row =
    (twin && state.made.get(conditionKey({ type: entry.type, query: entry.condition! }))) || newRow(state, entry);
  // A conditional update that finds nothing creates, under the id that it brings.
  const id = entry.id ?? (entry.method === 'PUT' ? entry.resource?.id : undefined);
  if (row !== undefined) keep(state, { ...entry, id }, row, undefined);
}

function deletedIn(state: PlacingState, entries: readonly ReadEntry[]): Set<string> {
  const deleted = new Set<string>();
  for (const entry of entries) {
    const row = entry.method === 'DELETE' ? presentRow({ ...state, flaws: [] }, entry) : undefined;
    if (row !== undefined && row !== 'flawed') deleted.add(keyOf(row));
  }
  return deleted;
}

function newState(entries: readonly ReadEntry[], placing: Placing): PlacingState {
  const empty: PlacingState = {
    ...placing,
    flaws: [],
    placed: new Map(),
    rowByUrl: new Map(),
    deleted: new Set(),
    made: new Map(),
    matchOf: conditionMatcher(placing.located, []),
  };
  return { ...empty, deleted: deletedIn(empty, entries) };
}

/** What a PATCH is applied to; undefined where there is nothing, which its placing will say. */
export function targetFinder(
  placing: Placing,
  entries: readonly ReadEntry[],
): (entry: ReadEntry) => LocatedResource | undefined {
  const state = newState(entries, placing);
  return (entry) => {
    const row = presentRow(state, entry);
    return row === 'flawed' ? undefined : row;
  };
}

/** Patients first, since everything else lies where its patient lies. Entries that have nothing to do have no place. */
export function placeEntries(
  entries: readonly ReadEntry[],
  placing: Placing,
): { placed: PlacedEntry[]; flaws: EntryFlaw[] } {
  const state = newState(entries, placing);
  for (const entry of entries) if (entry.type === 'Patient') place(state, entry);
  const others = { ...state, matchOf: conditionMatcher(placing.located, [...state.placed.values()]) };
  for (const entry of entries) if (entry.type !== 'Patient') place(others, entry);
  const placed = entries.flatMap((entry) => state.placed.get(entry.index) ?? []);
  return { placed, flaws: [...state.flaws, ...overlaps(placed, placing)] };
}
