/**
 * Every reading of resources. Each takes a grant, adds the grant's predicate to the query itself, and gives back sealed
 * rows: counts, order and pages are of what the grant shows. Bodies stay the bytes that PostgreSQL sent.
 */
import { AccessGrant, type DisclosedItem, type Sealed, type VisibilityRule } from '#disclosure';
import { sealUnderGrant } from '#disclosure/for-store';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import { type Database, numberArray } from '#platform';
import { amongText, keysIn, keysText, type NextParameter, numberText, rowOfKeyText } from './row-conditions.ts';
import { columns, inTable, type SentRow, sentText, storedResource } from './sent-rows.ts';
import { newestFirst, resourceState, type StoredResource } from './stored-resource.ts';
import { isVisible, recordsShownIn, visibilityPredicate } from './visibility.ts';

export interface ReadDependencies {
  readonly database: Database;
  /** For look-ups by key that requests share: one connection. The database's own when left out. */
  readonly sharedDatabase?: Database;
  /** For searches that no person narrows. The database's own when left out. */
  readonly searchDatabase?: Database;
  /** For whole records, their versions, what they name, and searches about a person. The database's own when left out. */
  readonly recordDatabase?: Database;
  readonly clock: Clock;
}

function itemOf(row: StoredResource): DisclosedItem {
  return { compartment: row.compartment, type: row.type, number: row.number, version: row.version };
}

/** Seals rows; who reads fewer than it fetched must narrow with `keep` before opening, so that the log is exact. */
export class SealedRows<Row extends StoredResource = StoredResource> {
  readonly #grant: AccessGrant;
  readonly #rows: readonly Row[];

  constructor(grant: AccessGrant, rows: readonly Row[]) {
    this.#grant = grant;
    // Where scopes filter within a type, each row passes the exact test too: here, so that no reading can forget it.
    const mayShow = grant.request.narrowing?.mayShow;
    this.#rows = mayShow === undefined ? rows : rows.filter((row) => mayShow(row.type, row.body));
  }

  get count(): number {
    return this.#rows.length;
  }
  get grant(): AccessGrant {
    return this.#grant;
  }

  /** Narrows to what will be shown, by reading the rows; nothing of them leaves but the choice. */
  keep(choose: (rows: readonly Row[]) => readonly Row[]): SealedRows<Row> {
    return new SealedRows(this.#grant, choose(this.#rows));
  }

  /** The grant of these rows and of others read in the same request must be the same. */
  and<Other extends StoredResource>(other: SealedRows<Other>): SealedRows<Row | Other> {
    if (other.#grant !== this.#grant) throw new Error('rows of two grants cannot be joined');
    return new SealedRows<Row | Other>(this.#grant, [...this.#rows, ...other.#rows]);
  }

  /**
   * What another grant of the same request shows of these rows: a search over the region is decided again for the persons
   * that it found, and goes out under that decision, which names them.
   */
  under(grant: AccessGrant): SealedRows<Row> {
    if (grant.request !== this.#grant.request) throw new Error('the other grant is for another request');
    return new SealedRows(
      grant,
      this.#rows.filter((row) => isVisible(grant.rules, row)),
    );
  }

  seal(): Sealed<readonly Row[]> {
    return sealUnderGrant(this.#grant, this.#rows, this.#rows.map(itemOf));
  }

  /** The same rows as an answer computed from them, such as a page of a search. */
  sealAs<T>(arrange: (rows: readonly Row[]) => T): Sealed<T> {
    return sealUnderGrant(this.#grant, arrange(this.#rows), this.#rows.map(itemOf));
  }
}

type RowComparison = (one: StoredResource, other: StoredResource) => number;

export async function select(
  deps: ReadDependencies,
  grant: AccessGrant,
  query: {
    reached: string;
    parameters: readonly (string | number)[];
    order?: string;
    compare?: RowComparison;
    /** All that the records hold is reached: what is shown beside what only names the person is among it. */
    isWhole?: boolean;
  },
): Promise<SealedRows> {
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  const isWhole = query.isWhole === true && grant.request.narrowing === undefined;
  const visible = visibilityPredicate(isWhole ? rules.map(alone) : rules, query.parameters.length + 1);
  // Fenced: else a rule's own source or shelf is looked up in an index of the whole region.
  const text = `select ${sentText(inTable('reached'))} from (${query.reached} offset 0) as reached where ${visible.text} ${query.order ?? ''}`;
  const rows = await (deps.recordDatabase ?? deps.database).sql
    .unsafe(text, [...query.parameters, ...visible.parameters] as (string | number)[], { prepare: true })
    .raw();
  const reached = (rows as unknown as SentRow[]).map(storedResource);
  const stored = isWhole ? shownBeside(rules, reached) : reached;
  return new SealedRows(grant, query.compare === undefined ? stored : stored.sort(query.compare));
}

const alone = ({ onlyBeside: _, ...rule }: VisibilityRule): VisibilityRule => rule;

/**
 * Of rows that are all a record holds: asked of PostgreSQL, whether something is shown beside a name cost as much more as was hidden
 * before it (15 to 50 microseconds of a page: decision 87).
 */
function shownBeside(rules: readonly VisibilityRule[], rows: StoredResource[]): StoredResource[] {
  const there = rows.filter(({ state }) => state !== resourceState.deleted);
  const shown = recordsShownIn(rules, there);
  return rows.filter((row) => isVisible(rules, row, shown));
}

/** Rows that a contributor's own transaction wrote or located, as far as the grant shows them: nothing is read again. */
export function sealKnown(deps: ReadDependencies, grant: AccessGrant, rows: readonly StoredResource[]): SealedRows {
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  return new SealedRows(
    grant,
    rows.filter((row) => isVisible(rules, row)),
  );
}

/** No resource is in it. */
const noCompartment = -1;

/**
 * Waits as long as a reading that shows nothing, for whoever is refused before there is one: that an id leads nowhere must not be told from
 * that it leads to what is hidden by an answer that comes one trip sooner (attack 46, decision 87).
 */
export async function readNothing(deps: ReadDependencies): Promise<void> {
  await (deps.recordDatabase ?? deps.database).sql
    .unsafe(`select ${columns} from store.resource where compartment = $1 and number = $1`, [noCompartment], {
      prepare: true,
    })
    .raw();
}

export interface ResourceKey {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
}

export const keyText = ({ compartment, number }: ResourceKey): string => `${compartment}|${number}`;

/** Resources by key, each once, in the order of their keys: for references and includes. */
export function readResources(
  deps: ReadDependencies,
  grant: AccessGrant,
  keys: readonly ResourceKey[],
): Promise<SealedRows> {
  if (keys.length === 0) return Promise.resolve(new SealedRows(grant, []));
  const once = new Map(keys.map((key) => [keyText(key), key]));
  return select(deps, grant, {
    reached: `select found.* from ${keysText} cross join lateral (${rowOfKeyText}) as found
      where state <> ${resourceState.deleted}`,
    parameters: keysIn([...once.values()]),
    // The order in which rows happen to lie may tell what lies between them.
    order: 'order by compartment, number',
  });
}

export interface CompartmentQuery {
  readonly compartments: readonly Compartment[];
  /** For pages, which show struck through what was withdrawn. */
  readonly withDeleted?: boolean;
  /** All types when absent. */
  readonly types?: readonly number[];
  readonly clinicalTime?: { readonly fromMs?: number; readonly untilMs?: number };
  readonly changedSince?: VersionNumber;
}

/**
 * Everything about some source-patient records that the grant shows, newest first. Deleted resources are not there. Put in
 * order here: PostgreSQL would send the first row only after it had sorted the last, bodies and all.
 */
export function readCompartments(
  deps: ReadDependencies,
  grant: AccessGrant,
  query: CompartmentQuery,
): Promise<SealedRows> {
  const parameters: (string | number)[] = [];
  const next: NextParameter = (value) => `$${parameters.push(value)}`;
  const where = [amongText('compartment', query.compartments, 'bigint', next)];
  if (query.withDeleted !== true) where.push(`state <> ${resourceState.deleted}`);
  if (query.types !== undefined) where.push(amongText('type', query.types, 'smallint', next));
  if (query.clinicalTime?.fromMs !== undefined)
    where.push(`clinical_until >= ${numberText(query.clinicalTime.fromMs, next)}`);
  if (query.clinicalTime?.untilMs !== undefined)
    where.push(`clinical_time <= ${numberText(query.clinicalTime.untilMs, next)}`);
  if (query.changedSince !== undefined) where.push(`version >= ${numberText(query.changedSince, next)}`);
  const reached = `select * from store.resource where ${where.join(' and ')}`;
  const isWhole = [query.types, query.clinicalTime, query.changedSince].every((narrower) => narrower === undefined);
  return select(deps, grant, { reached, parameters, compare: newestFirst, isWhole });
}

/**
 * Where resources with one of these business identifiers lie: numbers only, so that the persons can be decided about
 * before anything is read.
 */
export async function compartmentsByIdentifier(
  deps: ReadDependencies,
  query: { readonly type: number; readonly hashes: readonly number[]; readonly limit: number },
): Promise<Compartment[]> {
  const rows = await (deps.recordDatabase ?? deps.database).sql.unsafe<{ compartment: number }[]>(
    `select distinct compartment from store.identifier
     where value_hash = any((select ($1::text)::bigint[])::bigint[]) and type = $2 limit (select $3::bigint)`,
    [numberArray(query.hashes), query.type, query.limit],
    { prepare: true },
  );
  return rows.map((row) => row.compartment as Compartment);
}

/** Every version of one resource, newest first. The stricter of today's labels and the version's own decides (attack 23). */
export async function readVersions(
  deps: ReadDependencies,
  grant: AccessGrant,
  type: number,
  key: ResourceKey,
): Promise<SealedRows> {
  const contents = AccessGrant.check(grant, deps.clock.now());
  const visible = visibilityPredicate(contents.rules, 4);
  const visibleThen = visibilityPredicate(contents.rules, 4 + visible.parameters.length, false);
  const rows = await (deps.recordDatabase ?? deps.database).sql
    .unsafe(
      `with current as (
         select ${columns} from store.resource where compartment = $1 and number = $2 and type = $3 and ${visible.text}
       )
       select ${sentText(inTable('found'))} from (
         select * from current
         union all
         select compartment, number, type, version, source, content_class, label, state, null::bigint, body
           from store.resource_version
           where exists (select 1 from current) and compartment = $1 and number = $2 and type = $3 and ${visibleThen.text}
       ) as found order by version desc`,
      [key.compartment, key.number, type, ...visible.parameters, ...visibleThen.parameters] as (string | number)[],
      { prepare: true },
    )
    .raw();
  return new SealedRows(grant, (rows as unknown as SentRow[]).map(storedResource));
}
