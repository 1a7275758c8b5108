/** Labels that follow from something else than the resource itself. For writing: counts come back, never what was read. */
import { type AnySql, type DatabaseTransaction, numberArray } from '#platform';

interface Address {
  readonly compartment: number;
  readonly number: number;
}

/** What refers to an entry of the same record takes over those of its labels that `mask` names. */
export async function inheritLabels(
  transaction: DatabaseTransaction,
  links: readonly { readonly from: Address; readonly to: Address }[],
  mask: number,
): Promise<void> {
  if (links.length === 0) return;
  await transaction.unsafe(
    `with wanted as (
       select * from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[]), unnest(($3::text)::bigint[]))
         as row (compartment, number, target)
     ), found as (
       select wanted.compartment, wanted.number, bit_or(resource.label & $4::int) as bits
       from wanted join store.resource on resource.compartment = wanted.compartment and resource.number = wanted.target
       where resource.label & $4::int <> 0 group by 1, 2
     )
     update store.resource set label = resource.label | found.bits from found
     where resource.compartment = found.compartment and resource.number = found.number
       and resource.label | found.bits <> resource.label`,
    [
      numberArray(links.map(({ from }) => from.compartment)),
      numberArray(links.map(({ from }) => from.number)),
      numberArray(links.map(({ to }) => to.number)),
      mask,
    ],
    { prepare: true },
  );
}

export interface RelabelRow extends Address {
  readonly version: number;
  readonly label: number;
  readonly body: string;
  readonly isCurrent: boolean;
}

export interface LabelRaised extends Address {
  readonly version: number;
  readonly before: number;
  readonly after: number;
}

const batchSize = 500;

/**
 * One batch of entries after `after`, superseded versions too (attack 23): raises their labels by what `labelOf` finds, and
 * never lowers one. Gives what was raised and where to go on; undefined at the end.
 */
export async function raiseLabels(
  sql: AnySql,
  after: Address,
  labelOf: (row: RelabelRow) => number,
): Promise<{ readonly raised: readonly LabelRaised[]; readonly next: Address | undefined; readonly seen: number }> {
  const keys = await sql<Address[]>`select compartment, number from store.resource
    where (compartment, number) > (${after.compartment}::bigint, ${after.number}::bigint)
    order by compartment, number limit ${batchSize}`;
  const last = keys.at(-1);
  if (last === undefined) return { raised: [], next: undefined, seen: 0 };
  const range = [after.compartment, after.number, last.compartment, last.number] as const;
  const rows = await sql.unsafe<RelabelRow[]>(
    `select compartment, number, version, label, body, true as "isCurrent" from store.resource
       where (compartment, number) > ($1::bigint, $2::bigint) and (compartment, number) <= ($3::bigint, $4::bigint)
     union all
     select compartment, number, version, label, body, false from store.resource_version
       where (compartment, number) > ($1::bigint, $2::bigint) and (compartment, number) <= ($3::bigint, $4::bigint)`,
    [...range],
  );
  const raised: LabelRaised[] = [];
  for (const row of rows) {
    const bits = labelOf(row);
    if ((row.label | bits) === row.label) continue;
    const { compartment, number, version } = row;
    const table = row.isCurrent ? 'store.resource' : 'store.resource_version';
    await sql.unsafe(
      `update ${table} set label = label | $4::int where compartment = $1 and number = $2 and version = $3`,
      [compartment, number, version, bits],
    );
    raised.push({ compartment, number, version, before: row.label, after: row.label | bits });
  }
  return { raised, next: keys.length < batchSize ? undefined : last, seen: rows.length };
}
