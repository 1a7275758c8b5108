/** Keeps when a label was put on an entry after it was filed, so that what was visible before can be told. */
import { type AnySql, numberArray } from '#platform';

export interface LabelChange {
  readonly compartment: number;
  readonly number: number;
  readonly version: number;
  readonly before: number;
  readonly after: number;
}

export async function noteLabelChanges(
  sql: AnySql,
  changes: readonly LabelChange[],
  why: string,
  atMs: number,
): Promise<void> {
  if (changes.length === 0) return;
  await sql.unsafe(
    `insert into privacy.label_change (compartment, number, version, label_before, label_after, why, at_ms)
     select row.*, $6, $7 from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[]),
       unnest(($3::text)::bigint[]), unnest(($4::text)::int[]), unnest(($5::text)::int[])) as row`,
    [
      numberArray(changes.map((change) => change.compartment)),
      numberArray(changes.map((change) => change.number)),
      numberArray(changes.map((change) => change.version)),
      numberArray(changes.map((change) => change.before)),
      numberArray(changes.map((change) => change.after)),
      why,
      atMs,
    ],
  );
}

/** The first change of each version after the moment says how it stood then. */
export async function labelsAddedAfter(
  sql: AnySql,
  compartments: readonly number[],
  atMs: number,
): Promise<readonly Omit<LabelChange, 'after'>[]> {
  return sql<Omit<LabelChange, 'after'>[]>`select distinct on (compartment, number, version)
      compartment, number, version, label_before as before from privacy.label_change
    where compartment = any(${numberArray(compartments)}::text::bigint[]) and at_ms > ${atMs}
    order by compartment, number, version, at_ms`;
}
