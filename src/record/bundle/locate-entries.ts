/** What a transaction's entries name and is stored already: looked up many at once, before anything is written. */

import { parseReference } from '#fhir/reference.ts';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import { parseResourceId, type ResourceAddress, resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { numberArray } from '#platform';
import { findClientIds, findIdentified, type LocatedResource, locateByNumber, resourceState } from '#store';
import { recordFault } from '../faults.ts';
import { createLocateBySearch, type LocateBySearch } from '../search/find/locate-by-search.ts';
import { identifierHash } from '../search-hashes.ts';
import type { BundleFiling } from './bundle-filing.ts';
import { type Condition, conditionKey, conditionLock, conditionOfReference, identifierHashOf } from './condition.ts';
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

/**
 * The references of a resource, those under our own base made relative in it: an address of ours is the resource that is
 * here (R4 2.3.0.1), and is found by relative and absolute searches alike (3.1.1.4.12). A `fullUrl` of the Bundle goes first.
 */
function ownReferences(filing: BundleFiling, resource: Resource, inBundle: ReadonlySet<string>): readonly string[] {
  const { referenceWalk } = filing.deps;
  const { baseUrl } = filing.contribution.api ?? {};
  const texts = referenceWalk.referencesIn(resource);
  if (baseUrl === undefined || !texts.some((text) => text.startsWith(baseUrl))) return texts;
  referenceWalk.rewriteReferences(resource, (text, kind) => {
    if (kind !== 'reference' || !text.startsWith(baseUrl) || inBundle.has(text)) return undefined;
    return parseReference(text, baseUrl).kind === 'local' ? text.slice(baseUrl.length + 1) : undefined;
  });
  return referenceWalk.referencesIn(resource);
}

/** References that have to be looked up: to ids that the source chose, to patients, and conditional ones. */
function addReferences(filing: BundleFiling, wanted: Wanted, resource: Resource, inBundle: ReadonlySet<string>): void {
  for (const text of ownReferences(filing, resource, inBundle)) {
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
  const keys = conditions.map((condition) => hashNumber(`${number}|${conditionLock(condition)}`));
  await filing.transaction.unsafe(
    'select pg_advisory_xact_lock(key) from (select unnest(($1::text)::bigint[]) as key order by 1) as keys',
    [numberArray([...new Set(keys)])],
    { prepare: true },
  );
}

/** The index of identifiers keeps what a resource held once: whether it holds it now is asked of the resource. */
function identifiersHeld(row: LocatedResource): ReadonlySet<number> {
  const resource = JSON.parse(row.body) as Record<string, unknown>;
  return new Set(
    Object.entries(resource).flatMap(([name, value]) =>
      /identifier$/i.test(name)
        ? (Array.isArray(value) ? value : [value]).flatMap((one: { system?: string; value?: string }) =>
            identifierHashesOf(one),
          )
        : [],
    ),
  );
}

export function identifierHashesOf(identifier: { readonly system?: string; readonly value?: string }): number[] {
  const { system, value } = identifier;
  return value === undefined ? [] : [identifierHash(system ?? '', value), identifierHash('*', value)];
}

interface IdentifiedCondition {
  readonly condition: Condition;
  readonly type: number;
  readonly hash: number;
}

function identifiedConditions(conditions: readonly Condition[]): IdentifiedCondition[] {
  return conditions.flatMap((condition) => {
    const hash = identifierHashOf(condition);
    return hash === undefined ? [] : [{ condition, type: resourceTypeNumber(condition.type), hash }];
  });
}

/** Rows that an index led to are the source's own and current, or none. */
function matchIdentified(
  filing: BundleFiling,
  located: Located,
  identified: readonly IdentifiedCondition[],
  rows: readonly LocatedResource[],
): void {
  const { number: source } = filing.contribution.source;
  const wanted = new Set(identified.map(({ type }) => type));
  const candidates = rows
    .filter((row) => row.source === source && row.state === resourceState.current && wanted.has(row.type))
    .map((row) => ({ row, held: identifiersHeld(row) }));
  for (const { condition, type, hash } of identified) {
    const matching = candidates.filter(({ row, held }) => row.type === type && held.has(hash));
    located.byCondition.set(conditionKey(condition), ok(matching.map(({ row }) => row)));
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

/** Ids that the source chose, as the region's; gives those that are new. */
async function findChosen(filing: BundleFiling, located: Located, wanted: Wanted): Promise<string[]> {
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
  return chosen.flatMap((one) => located.idByChosen.get(chosenKey(one.type, one.clientId)) ?? []);
}

/** Conditions are locked first and what they name with everything else: whoever waits holds no row that others want. */
async function locate(filing: BundleFiling, located: Located, wanted: Wanted): Promise<void> {
  const { transaction } = filing;
  const chosen = await findChosen(filing, located, wanted);
  const conditions = [...wanted.conditions.values()].filter(
    (condition) => !located.byCondition.has(conditionKey(condition)),
  );
  const identified = identifiedConditions(conditions);
  // Sent together, run in order: what is found is what is there once the lock is held.
  const [, found] = await Promise.all([
    conditions.length === 0 ? undefined : lockConditions(filing, conditions),
    findIdentified(transaction, identified),
  ]);
  const ids = new Set([...wanted.ids, ...chosen].filter((id) => !located.byId.has(id)));
  const addresses = [...ids].flatMap((id): ResourceAddress | [] => parseResourceId(id) ?? []);
  const rows = await locateByNumber(transaction, [...addresses, ...found]);
  for (const row of rows) {
    const id = resourceIdText(row.compartment, row.number);
    if (ids.has(id)) located.byId.set(id, row);
  }
  matchIdentified(filing, located, identified, rows);
  const locateBySearch = locator(filing);
  for (const condition of conditions)
    if (!located.byCondition.has(conditionKey(condition)))
      located.byCondition.set(
        conditionKey(condition),
        await locateBySearch(transaction, filing.contribution.source.number, inRegionIds(condition, located)),
      );
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
