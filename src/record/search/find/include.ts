/** `_include` and `_revinclude` (R4 3.1.1.5.4), inside what the same grant shows (attacks 25, 26). */
import { type ResourceType, resourceTypeNumber, resourceTypeOf } from '#fhir/resource-types.ts';
import type { ReferenceValue, SearchValue } from '#fhir/search-values.ts';
import {
  type Compartment,
  isShelf,
  parseResourceId,
  type ResourceAddress,
  type ResourceNumber,
  resourceIdText,
} from '#kernel/identity-number.ts';
import { noConditions, type SealedRows, type StoredResource } from '#store';
import { referenceHash, rowMark } from '../../search-hashes.ts';
import type { Include } from '../result-parameters.ts';
import type { SubjectDependencies } from './find-subjects.ts';
import { type ApiSearch, type SearchGroup, shownResource } from './search-rows.ts';

/** The most resources that one page brings along; what is beyond can be read by itself. */
const includedMax = 2_000;
/** How often `:iterate` looks again at what it has brought. */
const roundsMax = 5;

interface Including {
  readonly deps: SubjectDependencies;
  readonly input: ApiSearch;
  readonly group: SearchGroup;
  readonly seen: Set<string>;
}

function addressOf({ compartment, number }: ResourceAddress): string {
  return `${compartment}|${number}`;
}

function isWanted(input: ApiSearch, include: Include, value: ReferenceValue): boolean {
  if (value.id === undefined || value.type === undefined) return false;
  if (include.target !== undefined && value.type !== include.target) return false;
  return input.mayRead(value.type as ResourceType);
}

/** Rows by their type, each type's with the includes that begin there. */
function rowsIn<T>(rows: SealedRows, read: (row: StoredResource) => T): T[] {
  const found: T[] = [];
  rows.keep((all) => {
    found.push(...all.map(read));
    return [];
  });
  return found;
}

function targetsOf(
  { input, group }: Including,
  rows: SealedRows,
  includes: readonly Include[],
): Map<string, ResourceAddress & { type: string }> {
  const wanted = new Map<string, ResourceAddress & { type: string }>();
  const byType = Map.groupBy(includes, ({ type }) => type);
  const values = rowsIn(rows, (row): SearchValue[] => {
    const own = byType.get(resourceTypeOf(row.type));
    if (own === undefined) return [];
    const extract = input.search.extractorFor(
      resourceTypeOf(row.type),
      own.map(({ code }) => code),
    );
    return extract(shownResource(group.grant, row)).filter(
      (value) =>
        value.kind === 'reference' && own.some((one) => one.code === value.parameter && isWanted(input, one, value)),
    );
  }).flat();
  for (const value of values) {
    const { id = '', type = '' } = value as ReferenceValue;
    const address = parseResourceId(id);
    if (address !== undefined) wanted.set(addressOf(address), { ...address, type });
  }
  return wanted;
}

async function included(including: Including, rows: SealedRows, includes: readonly Include[]): Promise<SealedRows> {
  const { deps, group, seen } = including;
  const wanted =
    includes.length === 0
      ? new Map<string, ResourceAddress & { type: string }>()
      : targetsOf(including, rows, includes);
  const keys = [...wanted].filter(([address]) => !seen.has(address)).map(([, target]) => target);
  const found = await deps.store.readResources(group.grant, keys.slice(0, includedMax));
  return found.keep((all) =>
    all.filter((row) => {
      // Of a restricted person, who and where they were seen tells the place (D10).
      if (isShelf(row.compartment) && group.grant.stripLocation) return false;
      return wanted.get(addressOf(row))?.type === resourceTypeOf(row.type);
    }),
  );
}

/** Every record of a person is meant by a reference to one of them. */
function withOtherRecords(group: SearchGroup, addresses: readonly ResourceAddress[]): ResourceAddress[] {
  const all = new Map(addresses.map((address) => [addressOf(address), address]));
  const named = new Set<number>(addresses.map(({ compartment }) => compartment));
  for (const person of group.persons)
    if (person.records.some(({ compartment }) => named.has(compartment)))
      for (const { compartment } of person.records) {
        const address = { compartment, number: compartment as number as ResourceNumber };
        all.set(addressOf(address), address);
      }
  return [...all.values()];
}

const patientCodes: ReadonlySet<string> = new Set(['patient', 'subject']);

/** What refers by one parameter to resources of one type. */
async function referring(
  { deps, input, group }: Including,
  reverse: Include,
  target: { readonly type: ResourceType; readonly addresses: readonly ResourceAddress[] },
): Promise<SealedRows> {
  const isPatient = target.type === 'Patient';
  const addresses = isPatient ? withOtherRecords(group, target.addresses) : target.addresses;
  const isByRecord = isPatient && patientCodes.has(reverse.code);
  const texts = addresses.map(
    ({ compartment, number }) => `${target.type}/${resourceIdText(compartment as Compartment, number)}`,
  );
  const found = await deps.store.searchRows(group.grant, {
    reach: isByRecord
      ? { by: 'compartments', compartments: addresses.map(({ compartment }) => compartment) }
      : { by: 'tokens' },
    types: [resourceTypeNumber(reverse.type)],
    conditions: isByRecord
      ? { ...noConditions, marks: [rowMark.notBySubject] }
      : { ...noConditions, tokens: [texts.map((text) => referenceHash(reverse.indexName, text))] },
    limit: includedMax,
    countMax: includedMax,
  });
  const wanted = new Set(texts);
  const extract = input.search.extractorFor(reverse.type, [reverse.code]);
  return found.rows.keep((rows) =>
    rows.filter((row) => {
      if (isShelf(row.compartment) && group.grant.stripLocation) return false;
      // What is stripped must not be found by either (attack 49).
      if (!row.isMarked && !group.grant.stripLocation) return true;
      return extract(shownResource(group.grant, row)).some(
        (value) => value.kind === 'reference' && wanted.has(`${value.type}/${value.id}`),
      );
    }),
  );
}

async function reverseIncluded(
  including: Including,
  rows: SealedRows,
  reverses: readonly Include[],
): Promise<SealedRows> {
  const { deps, input, group } = including;
  let found = await deps.store.readResources(group.grant, []);
  if (reverses.length === 0) return found;
  const byType = Map.groupBy(
    rowsIn(rows, ({ type, compartment, number }) => ({ type, compartment, number })),
    ({ type }) => resourceTypeOf(type),
  );
  for (const [type, addresses] of byType)
    for (const reverse of reverses) {
      if (!input.mayRead(reverse.type) || (reverse.target ?? type) !== type) continue;
      if (reverse.leadsTo !== undefined && !reverse.leadsTo.includes(type)) continue;
      found = found.and(await referring(including, reverse, { type, addresses }));
    }
  return found;
}

/** What is brought for the first time; each resource comes once. */
function fresh({ seen }: Including, rows: SealedRows): SealedRows {
  return rows.keep((all) =>
    all.filter((row) => {
      const address = addressOf(row);
      return seen.size < includedMax * 2 && !seen.has(address) && seen.add(address);
    }),
  );
}

/** Everything that a page brings along, each resource once, none of the page itself (`seen` holds those). */
export async function includedRows(
  deps: SubjectDependencies,
  input: ApiSearch,
  matches: { readonly group: SearchGroup; readonly rows: SealedRows },
  seen: Set<string>,
): Promise<SealedRows> {
  const { include, revinclude } = input.search;
  const including: Including = { deps, input, group: matches.group, seen };
  let brought = fresh(including, await included(including, matches.rows, include));
  brought = brought.and(fresh(including, await reverseIncluded(including, matches.rows, revinclude)));
  const again = [include, revinclude].map((all) => all.filter(({ isIterated }) => isIterated));
  let last = brought;
  for (let round = 0; round < roundsMax && last.count > 0 && again.some((all) => all.length > 0); round++) {
    const forward = fresh(including, await included(including, last, again[0]!));
    last = forward.and(fresh(including, await reverseIncluded(including, last, again[1]!)));
    brought = brought.and(last);
  }
  return brought;
}
