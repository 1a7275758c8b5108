import type { Database } from '#platform';

/**
 * Transactions that have written a resource and have not ended, by a name that no later one has: a write holds the lock of its
 * table until its transaction is over, so nothing has to be asked of the writers themselves.
 */
export async function writersUnderWay({ database }: { readonly database: Database }): Promise<string[]> {
  const rows = await database.sql<{ writer: string }[]>`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and granted and relation = 'store.resource'::regclass
      and database = (select oid from pg_database where datname = current_database())`;
  return rows.map(({ writer }) => writer);
}
