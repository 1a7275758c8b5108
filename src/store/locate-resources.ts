/** What a contributor's own message needs to know before it writes. For writing only: nothing of it is an answer to anybody. */
import type { ContentClass, SourceNumber } from '#disclosure';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import { type DatabaseTransaction, numberArray } from '#platform';
import { keysIn, keysText } from './row-conditions.ts';
import { reachedMax } from './search-rows.ts';
import type { ResourceState } from './stored-resource.ts';

export interface LocatedResource {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly type: number;
  readonly version: VersionNumber;
  readonly source: SourceNumber;
  readonly contentClass: ContentClass;
  readonly label: number;
  readonly state: ResourceState;
  readonly sourceKey: number | undefined;
  readonly body: string;
}

interface Row {
  compartment: number;
  number: number;
  type: number;
  version: number;
  source: number;
  content_class: number;
  label: number;
  state: number;
  source_key: number | null;
  body: string;
}

const columns = 'compartment, number, type, version, source, content_class, label, state, source_key, body';

function located(row: Row): LocatedResource {
  return {
    compartment: row.compartment as Compartment,
    number: row.number as ResourceNumber,
    type: row.type,
    version: row.version as VersionNumber,
    source: row.source as SourceNumber,
    contentClass: row.content_class as ContentClass,
    label: row.label,
    state: row.state as ResourceState,
    sourceKey: row.source_key ?? undefined,
    body: row.body,
  };
}

/** Locks and gives records' resources that a source's own keys or their numbers name, deleted and withdrawn ones included. */
export async function locateInCompartments(
  transaction: DatabaseTransaction,
  compartments: readonly Compartment[],
  wanted: { readonly numbers: readonly ResourceNumber[]; readonly sourceKeys: readonly number[] },
): Promise<LocatedResource[]> {
  const rows = await transaction.unsafe<Row[]>(
    `select ${columns} from store.resource where compartment = any((select ($1::text)::bigint[])::bigint[])
       and (number = any((select ($2::text)::bigint[])::bigint[]) or source_key = any((select ($3::text)::bigint[])::bigint[])) for update`,
    [numberArray(compartments), numberArray(wanted.numbers), numberArray(wanted.sourceKeys)],
    { prepare: true },
  );
  return rows.map(located);
}

export async function locateByNumber(
  transaction: DatabaseTransaction,
  keys: readonly { readonly compartment: Compartment; readonly number: ResourceNumber }[],
): Promise<LocatedResource[]> {
  if (keys.length === 0) return [];
  const rows = await transaction.unsafe<Row[]>(
    `select ${columns} from store.resource where (compartment, number) in (select * from ${keysText})
     order by compartment, number for update`,
    keysIn(keys),
    { prepare: true },
  );
  return rows.map(located);
}

/**
 * Where resources lie that hold a business identifier, or held it once, whoever contributed them. By a statement of its own:
 * joined to the resources, a plan from before a first load read the whole index of identifiers.
 */
export async function findIdentified(
  transaction: DatabaseTransaction,
  wanted: readonly { readonly type: number; readonly hash: number }[],
): Promise<{ readonly compartment: Compartment; readonly number: ResourceNumber }[]> {
  if (wanted.length === 0) return [];
  return transaction.unsafe<{ compartment: Compartment; number: ResourceNumber }[]>(
    `select distinct compartment, number from store.identifier where (value_hash, type) in
       (select * from rows from (unnest((select ($1::text)::bigint[])), unnest((select ($2::text)::smallint[]))) as key)`,
    [numberArray(wanted.map((key) => key.hash)), numberArray(wanted.map((key) => key.type))],
    { prepare: true },
  );
}

/**
 * Current resources of one source that hold a hash of each list, or lie in one of the compartments: for conditions that
 * name no identifier. Candidates only: a hash narrows, the exact test is the caller's. Undefined when the hashes are too
 * common in the region to be gone through while others wait.
 */
export async function locateByTokens(
  transaction: DatabaseTransaction,
  source: SourceNumber,
  wanted: {
    readonly type: number;
    readonly tokens: readonly (readonly number[])[];
    readonly compartments?: readonly Compartment[];
    readonly limit: number;
  },
): Promise<LocatedResource[] | undefined> {
  const parameters: (string | number)[] = [source, wanted.type, wanted.limit];
  const next = (value: string): string => `$${parameters.push(value)}`;
  const narrow: string[] = [];
  if (wanted.compartments !== undefined)
    narrow.push(`compartment = any((${next(numberArray(wanted.compartments))}::text)::bigint[])`);
  // By a subquery, so that the plan is the same whatever the values: the index of the hashes, never a scan of a type.
  for (const hashes of wanted.tokens) narrow.push(`token && (select (${next(numberArray(hashes))}::text)::bigint[])`);
  if (narrow.length === 0) throw new Error('a condition has to be narrowed');
  const rows = await transaction.unsafe<(Row & { compartment: number | null; reached: number })[]>(
    `with reached as materialized (
       select compartment, number, source, type, state from store.resource where ${narrow.join(' and ')}
       limit ${reachedMax + 1}
     ), found as materialized (
       select compartment, number from reached where source = $1 and type = $2 and state = 0 limit $3
     )
     select counted.reached, resource.* from (select count(*)::int as reached from reached) as counted
     left join found on true
     left join lateral (select ${columns} from store.resource
       where resource.compartment = found.compartment and resource.number = found.number offset 0) as resource on true`,
    parameters,
    { prepare: true },
  );
  if ((rows[0]?.reached ?? 0) > reachedMax) return undefined;
  return rows.filter((row) => row.compartment !== null).map(located);
}
