/**
 * Versions of many resources in the order of time, for the history of a type or of all (R4 3.1.0.12). First where they
 * lie: numbers only, of named sources, so that the persons can be decided about; then the versions under the grant.
 */
import { AccessGrant, labelsHiddenFromAll, type SourceNumber } from '#disclosure';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import { numberArray } from '#platform';
import { type ReadDependencies, SealedRows } from './read-resources.ts';
import { columns, inTable, type SentRow, sentText, storedResource } from './sent-rows.ts';
import { visibilityPredicate } from './visibility.ts';

export interface VersionKey {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly version: VersionNumber;
}

export interface FoundVersion extends VersionKey {
  /** An older version is there: this one is no creation. */
  readonly isLater: boolean;
}

export interface HistoryQuery {
  readonly sources: readonly SourceNumber[];
  /** All types when absent. */
  readonly types?: readonly number[];
  readonly since: VersionNumber;
  /** Only versions that nothing had replaced before this. */
  readonly currentFrom?: VersionNumber;
  /** Only versions that come after this one in the order, which is newest first. */
  readonly before: VersionKey;
  readonly limit: number;
}

const minute = 60_000 * 2 ** 12;
const firstWindow = 10 * minute;
const growth = 12;

const keys = 'compartment, number, version';

// The window lets the block ranges of versions narrow both tables, so that no index of sources has to be kept for every
// resource that is written. What nobody may see today is not found in its versions either.
const windowText = `with change as (
    select ${keys} from store.resource where version >= $1 and version <= $2 and source = any(($3::text)::int[])
      and ($4::text is null or type = any(($4::text)::smallint[])) and label & $5 = 0
    union all
    select ${keys} from store.resource_version as past where version >= $1 and version <= $2
      and source = any(($3::text)::int[]) and ($4::text is null or type = any(($4::text)::smallint[])) and label & $5 = 0
      and exists (select 1 from store.resource as present where present.compartment = past.compartment
        and present.number = past.number and present.label & $5 = 0)
  ), page as (
    select * from change where (version, compartment, number) < ($2, $6, $7)
      and ($9::bigint is null or not exists (select 1 from store.resource as later
          where later.compartment = change.compartment and later.number = change.number
            and later.version > change.version and later.version < $9)
        and not exists (select 1 from store.resource_version as later
          where later.compartment = change.compartment and later.number = change.number
            and later.version > change.version and later.version < $9))
    order by version desc, compartment desc, number desc limit $8
  )
  select page.*, exists (select 1 from store.resource_version as older where older.compartment = page.compartment
    and older.number = page.number and older.version < page.version) as is_later
  from page order by version desc, compartment desc, number desc`;

/** Newest first, at most `limit`; windows of time grow until the page is full or the beginning is reached. */
export async function findVersions(deps: ReadDependencies, query: HistoryQuery): Promise<FoundVersion[]> {
  const found: FoundVersion[] = [];
  let { before } = query;
  let width = firstWindow;
  while (found.length < query.limit && before.version >= query.since) {
    const low = Math.max(query.since, before.version - width);
    const rows = await deps.database.sql.unsafe<
      { compartment: number; number: number; version: number; is_later: boolean }[]
    >(
      windowText,
      [
        low,
        before.version,
        numberArray(query.sources),
        query.types === undefined ? null : numberArray(query.types),
        labelsHiddenFromAll,
        before.compartment,
        before.number,
        query.limit - found.length,
        query.currentFrom ?? null,
      ],
      { prepare: true },
    );
    for (const row of rows)
      found.push({
        compartment: row.compartment as Compartment,
        number: row.number as ResourceNumber,
        version: row.version as VersionNumber,
        isLater: row.is_later,
      });
    if (low <= query.since) break;
    const last = found.length < query.limit ? undefined : found.at(-1);
    if (last !== undefined) break;
    // Everything of this window is found: the next ends just below it.
    before = {
      version: (low - 1) as VersionNumber,
      compartment: Number.MAX_SAFE_INTEGER as Compartment,
      number: Number.MAX_SAFE_INTEGER as ResourceNumber,
    };
    width *= growth;
  }
  return found;
}

/** These versions, as far as the grant shows them: the stricter of today's labels and the version's own (attack 23). */
export async function readVersionsByKey(
  deps: ReadDependencies,
  grant: AccessGrant,
  wanted: readonly VersionKey[],
): Promise<SealedRows> {
  if (wanted.length === 0) return new SealedRows(grant, []);
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  const now = visibilityPredicate(rules, 4);
  const then = visibilityPredicate(rules, 4 + now.parameters.length, false);
  const rows = await deps.database.sql
    .unsafe(
      `with wanted as (select * from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[]),
         unnest(($3::text)::bigint[])) as wanted (compartment, number, version)),
       present as (select ${columns} from store.resource
         where (compartment, number) in (select compartment, number from wanted) and ${now.text})
       select ${sentText(inTable('found'))} from (
       select * from present where (compartment, number, version) in (select * from wanted)
       union all
       select compartment, number, type, version, source, content_class, label, state, null::bigint, body
         from store.resource_version where (compartment, number, version) in (select * from wanted)
           and (compartment, number) in (select compartment, number from present) and ${then.text}) as found`,
      [
        numberArray(wanted.map((key) => key.compartment)),
        numberArray(wanted.map((key) => key.number)),
        numberArray(wanted.map((key) => key.version)),
        ...now.parameters,
        ...then.parameters,
      ] as (string | number)[],
      { prepare: true },
    )
    .raw();
  return new SealedRows(grant, (rows as unknown as SentRow[]).map(storedResource));
}
