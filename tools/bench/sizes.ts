/** What a stored resource costs on the disk, in the log of the database, and in index entries. */
import type { Database } from '#platform';

export interface Stock {
  readonly resources: number;
  readonly bodyBytes: number;
  /** Tables, indexes and long values of every schema of the region. */
  readonly diskBytes: number;
  /** Position in the write-ahead log. */
  readonly walBytes: number;
  readonly indexEntries: number;
}

const question = `
  with relation as (
    select class.oid, class.relkind, class.reltuples, am.amname
    from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
      left join pg_am as am on am.oid = class.relam
    where namespace.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'bench_floor')
  )
  select (select count(*) from store.resource) as resources,
    (select coalesce(sum(octet_length(body)), 0)::bigint from store.resource) as body_bytes,
    (select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from relation where relkind = 'r') as disk_bytes,
    (pg_current_wal_insert_lsn() - '0/0')::bigint as wal_bytes,
    (select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from relation
     where relkind = 'i' and amname <> 'brin') as index_entries`;

/** A block range index has no entry for a row, so it is left out of the count of entries. */
export async function takeStock({ sql }: Database): Promise<Stock> {
  for (const schema of ['store', 'patient_index', 'privacy', 'intake', 'audit']) {
    const tables = await sql<{ tablename: string }[]>`select tablename from pg_tables where schemaname = ${schema}`;
    for (const { tablename } of tables) await sql.unsafe(`analyze ${schema}."${tablename}"`);
  }
  const [row] = await sql.unsafe<Record<string, number>[]>(question);
  return {
    resources: Number(row?.['resources']),
    bodyBytes: Number(row?.['body_bytes']),
    diskBytes: Number(row?.['disk_bytes']),
    walBytes: Number(row?.['wal_bytes']),
    indexEntries: Number(row?.['index_entries']),
  };
}

export interface Sizes {
  readonly resources: number;
  readonly bodyBytesPerResource: number;
  readonly diskBytesPerResource: number;
  readonly walBytesPerResource: number;
  readonly indexEntriesPerResource: number;
}

/** Of what was filed between the two; `otherWalBytes` were written by somebody else meanwhile. */
export function sizesBetween(before: Stock, after: Stock, otherWalBytes: number): Sizes {
  const resources = after.resources - before.resources;
  const each = (key: Exclude<keyof Stock, 'resources'>): number => (after[key] - before[key]) / Math.max(1, resources);
  return {
    resources,
    bodyBytesPerResource: each('bodyBytes'),
    diskBytesPerResource: each('diskBytes'),
    walBytesPerResource: each('walBytes') - otherWalBytes / Math.max(1, resources),
    indexEntriesPerResource: each('indexEntries'),
  };
}
