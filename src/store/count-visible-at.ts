/** How many entries some rules showed at a moment that is past: the newest version of then, with the labels of then. Counts only. */
import { type ContentClass, labelsHiddenFromAll, type SourceNumber, type VisibilityRule } from '#disclosure';
import { type Compartment, numberAtTime, type ResourceNumber } from '#kernel/identity-number.ts';
import { type Database, numberArray } from '#platform';
import { resourceState } from './stored-resource.ts';
import { isVisible, recordsShownIn } from './visibility.ts';

interface Row {
  compartment: number;
  number: number;
  version: number;
  type: number;
  source: number;
  content_class: number;
  label: number;
  state: number;
}

export interface LabelAddedLater {
  readonly compartment: number;
  readonly number: number;
  readonly version: number;
  /** The label as it was before. */
  readonly before: number;
}

const columns = 'compartment, number, version, type, source, content_class, label, state';

function labelThen(row: Row, added: ReadonlyMap<string, number>): number {
  return added.get(`${row.compartment}|${row.number}|${row.version}`) ?? row.label;
}

function labelledRow(row: Row, label: number) {
  return {
    compartment: row.compartment as Compartment,
    number: row.number as ResourceNumber,
    contentClass: row.content_class as ContentClass,
    label,
    source: row.source as SourceNumber,
    type: row.type,
  };
}

export async function countVisibleAt(
  deps: { readonly database: Database },
  rules: readonly VisibilityRule[],
  asked: {
    readonly compartments: readonly Compartment[];
    readonly atMs: number;
    readonly labelled: readonly LabelAddedLater[];
  },
): Promise<readonly { readonly contentClass: ContentClass; readonly count: number }[]> {
  const upTo = numberAtTime(asked.atMs + 1);
  const rows = await deps.database.sql.unsafe<Row[]>(
    `select distinct on (compartment, number) ${columns} from (
       select ${columns} from store.resource where compartment = any(($1::text)::bigint[]) and version < $2
       union all
       select ${columns} from store.resource_version where compartment = any(($1::text)::bigint[]) and version < $2
     ) as known order by compartment, number, version desc`,
    [numberArray(asked.compartments), upTo],
  );
  const added = new Map(asked.labelled.map((one) => [`${one.compartment}|${one.number}|${one.version}`, one.before]));
  const counts = new Map<ContentClass, number>();
  const there = rows.flatMap((row) => {
    const label = labelThen(row, added);
    if (row.state === resourceState.deleted || (label & labelsHiddenFromAll) !== 0) return [];
    return [labelledRow(row, label)];
  });
  const shown = recordsShownIn(rules, there);
  for (const row of there)
    if (isVisible(rules, row, shown)) counts.set(row.contentClass, (counts.get(row.contentClass) ?? 0) + 1);
  return [...counts].map(([contentClass, count]) => ({ contentClass, count }));
}
