import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { type Database, numberArray } from '#platform';
import { resourceState } from './stored-resource.ts';

/** The present version of each that is not deleted, by `compartment|number`: numbers only, for a source about its own. */
export async function presentVersions(
  { database }: { readonly database: Database },
  keys: readonly { readonly compartment: Compartment; readonly number: ResourceNumber }[],
): Promise<ReadonlyMap<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await database.sql.unsafe<{ compartment: number; number: number; version: number }[]>(
    `select compartment, number, version from store.resource where (compartment, number) in
       (select * from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[])) as key)
     and state <> ${resourceState.deleted}`,
    [numberArray(keys.map((key) => key.compartment)), numberArray(keys.map((key) => key.number))],
    { prepare: true },
  );
  return new Map(rows.map((row) => [`${row.compartment}|${row.number}`, row.version]));
}
