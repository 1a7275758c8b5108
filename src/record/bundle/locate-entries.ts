/** What a transaction's entries name and is stored already: looked up many at once, before anything is written. */
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import { parseResourceId, type ResourceAddress, resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { findClientIds, type LocatedResource, locateByIdentifier, locateByNumber } from '#store';
import { recordFault } from '../faults.ts';
import { createLocateBySearch, type LocateBySearch } from '../search/locate-by-search.ts';
import { identifierHash } from '../search-hashes.ts';
import type { BundleFiling } from './bundle-filing.ts';
import { type Condition, conditionKey, conditionOfReference, identifierHashOf } from './condition.ts';
import { isClientId, namesOf, type ReadEntry } from './read-entries.ts';

export interface Located {
  /** Rows that ids name, by the region's id. */
  readonly byId: Map<string, LocatedResource>;
  /** The region's id of what a source chose an id for, by `Type/id`. */
  readonly idByChosen: Map<string, string>;
  /** Rows of this source that match a condition, or what is wrong with it. */
  readonly byCondition: Map<string, Outcome<readonly LocatedResource[]>>;
}

export function chosenKey(type: string, id: string): string {
  return `${type}/${id}`;
}

interface Wanted {
  readonly ids: Set<string>;
  readonly chosen: Map<string, { readonly type: ResourceType; readonly clientId: string }>;
  readonly conditions: Map<string, Condition>;
}

function newWanted(): Wanted {
  return { ids: new Set(), chosen: new Map(), conditions: new Map() };
}

function addId(wanted: Wanted, type: ResourceType, id: string): void {
  if (isClientId(id)) wanted.chosen.set(chosenKey(type, id), { type, clientId: id });
  else wanted.ids.add(id);
}

const chosenReference = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** References that have to be looked up: to ids that the source chose, to patients, and conditional ones. */
/** References in a condition's values may name ids that the source chose. */
function chosenIn({ query }: Condition): { readonly type: ResourceType; readonly clientId: string }[] {
  return [...new URLSearchParams(query).values()].flatMap((value) =>
    value.split(',').flatMap((text) => {
      const match = chosenReference.exec(text);
      return match !== null && isClientId(match[2]!) ? [{ type: match[1] as ResourceType, clientId: match[2]! }] : [];
    }),
  );
}

function addCondition(wanted: Wanted, condition: Condition): void {
  wanted.conditions.set(conditionKey(condition), condition);
  for (const { type, clientId } of chosenIn(condition)) addId(wanted, type, clientId);
}

/** The condition as the store knows what it names. */
function inRegionIds(condition: Condition, located: Located): Condition {
  if (chosenIn(condition).length === 0) return condition;
  const query = new URLSearchParams(
    [...new URLSearchParams(condition.query)].map(([name, value]): [string, string] => [
      name,
      value
        .split(',')
        .map((text) => {
          const id = located.idByChosen.get(text);
          return id === undefined ? text : `${text.split('/')[0]}/${id}`;
        })
        .join(','),
    ]),
  );
  return { ...condition, query: query.toString() };
}

function addReferences(filing: BundleFiling, wanted: Wanted, resource: Resource, inBundle: ReadonlySet<string>): void {
  for (const text of filing.deps.referenceWalk.referencesIn(resource)) {
    if (inBundle.has(text)) continue;
    const condition = conditionOfReference(text);
    if (condition !== undefined) addCondition(wanted, condition);
    const match = chosenReference.exec(text);
    if (match !== null && isClientId(match[2]!)) addId(wanted, match[1] as ResourceType, match[2]!);
  }
  for (const reference of filing.deps.patientCompartment.patientReferencesOf(resource))
    if (reference.type === 'Patient' && reference.id !== undefined && !isClientId(reference.id))
      wanted.ids.add(reference.id);
}

/** Two writers of one source that create the same thing at once wait for each other, in one order: none waits for ever. */
async function lockConditions(filing: BundleFiling, conditions: readonly Condition[]): Promise<void> {
  const { number } = filing.contribution.source;
  const keys = conditions.map((condition) => {
    const hash = identifierHashOf(condition);
    return hashNumber(`${number}|${hash === undefined ? conditionKey(condition) : `${condition.type}|${hash}`}`);
  });
  await filing.transaction.unsafe(
    'select pg_advisory_xact_lock(key) from (select unnest(($1::text)::bigint[]) as key order by 1) as keys',
    [`{${[...new Set(keys)].join(',')}}`],
    { prepare: true },
  );
}

/** The index of identifiers keeps what a resource held once: whether it holds it now is asked of the resource. */
function holdsIdentifier(row: LocatedResource, hash: number): boolean {
  const resource = JSON.parse(row.body) as Record<string, unknown>;
  return Object.entries(resource).some(
    ([name, value]) =>
      /identifier$/i.test(name) &&
      (Array.isArray(value) ? value : [value]).some((one: { system?: string; value?: string }) =>
        identifierHashesOf(one).includes(hash),
      ),
  );
}

export function identifierHashesOf(identifier: { readonly system?: string; readonly value?: string }): number[] {
  const { system, value } = identifier;
  return value === undefined ? [] : [identifierHash(system ?? '', value), identifierHash('*', value)];
}

async function locateIdentified(
  filing: BundleFiling,
  located: Located,
  conditions: readonly Condition[],
): Promise<void> {
  const wanted = conditions.map((condition) => ({
    condition,
    type: resourceTypeNumber(condition.type),
    hash: identifierHashOf(condition)!,
  }));
  const rows = await locateByIdentifier(filing.transaction, filing.contribution.source.number, wanted);
  for (const { condition, type, hash } of wanted) {
    const matching = rows.filter((row) => row.type === type && row.valueHash === hash && holdsIdentifier(row, hash));
    located.byCondition.set(conditionKey(condition), ok(matching));
  }
}

function locator(filing: BundleFiling): LocateBySearch {
  const { api } = filing.contribution;
  if (api === undefined)
    return () =>
      Promise.resolve(failed(recordFault('RECORD-009', [{ place: 'condition', rule: 'must be one identifier' }])));
  const { patientCompartment } = filing.deps;
  return createLocateBySearch({ ...api, patientCompartment, nowMs: () => filing.contribution.receivedAtMs });
}

async function locateConditions(filing: BundleFiling, located: Located, all: readonly Condition[]): Promise<void> {
  const conditions = all.filter((condition) => !located.byCondition.has(conditionKey(condition)));
  if (conditions.length === 0) return;
  await lockConditions(filing, conditions);
  const identified = conditions.filter((condition) => identifierHashOf(condition) !== undefined);
  await locateIdentified(filing, located, identified);
  const locateBySearch = locator(filing);
  for (const condition of conditions)
    if (!located.byCondition.has(conditionKey(condition)))
      located.byCondition.set(
        conditionKey(condition),
        await locateBySearch(filing.transaction, filing.contribution.source.number, inRegionIds(condition, located)),
      );
}

async function locate(filing: BundleFiling, located: Located, wanted: Wanted): Promise<void> {
  const chosen = [...wanted.chosen.values()].filter(
    (one) => !located.idByChosen.has(chosenKey(one.type, one.clientId)),
  );
  const keys = chosen.map(({ type, clientId }) => ({ type: resourceTypeNumber(type), clientId }));
  const found = await findClientIds(filing.transaction, filing.contribution.source.number, keys);
  for (const { type, clientId } of chosen) {
    const row = found.find((one) => one.type === resourceTypeNumber(type) && one.clientId === clientId);
    if (row !== undefined)
      located.idByChosen.set(chosenKey(type, clientId), resourceIdText(row.compartment, row.number));
  }
  const ids = [
    ...wanted.ids,
    ...chosen.flatMap((one) => located.idByChosen.get(chosenKey(one.type, one.clientId)) ?? []),
  ];
  const addresses = ids
    .filter((id) => !located.byId.has(id))
    .flatMap((id): ResourceAddress | [] => parseResourceId(id) ?? []);
  for (const row of await locateByNumber(filing.transaction, addresses))
    located.byId.set(resourceIdText(row.compartment, row.number), row);
  await locateConditions(filing, located, [...wanted.conditions.values()]);
}

/** Texts by which entries of the Bundle name each other. */
function namesInBundle(entries: readonly ReadEntry[]): Set<string> {
  return new Set(entries.flatMap((entry) => (entry.method === 'DELETE' ? [] : namesOf(entry))));
}

/** Everything that the entries name, in a number of round trips that does not grow with them. */
export async function locateEntries(filing: BundleFiling, entries: readonly ReadEntry[]): Promise<Located> {
  const located: Located = { byId: new Map(), idByChosen: new Map(), byCondition: new Map() };
  const wanted = newWanted();
  const inBundle = namesInBundle(entries);
  for (const entry of entries) {
    if (entry.id !== undefined) addId(wanted, entry.type, entry.id);
    if (entry.condition !== undefined) {
      addCondition(wanted, { type: entry.type, query: entry.condition });
      if (entry.method === 'PUT' && entry.resource?.id !== undefined) addId(wanted, entry.type, entry.resource.id);
    }
    if (entry.resource !== undefined) addReferences(filing, wanted, entry.resource, inBundle);
  }
  await locate(filing, located, wanted);
  return located;
}

/** What patched resources name beside that. */
export async function locatePatched(
  filing: BundleFiling,
  located: Located,
  entries: readonly ReadEntry[],
): Promise<void> {
  const wanted = newWanted();
  const inBundle = namesInBundle(entries);
  for (const entry of entries)
    if (entry.method === 'PATCH' && entry.resource !== undefined)
      addReferences(filing, wanted, entry.resource, inBundle);
  await locate(filing, located, wanted);
}
