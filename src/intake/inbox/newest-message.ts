import { numberTimeMs } from '#kernel/identity-number.ts';
import type { Sql } from '#platform';

/** When the newest message or file was kept; undefined where there is none. */
export async function selectNewestMessage(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ newest: number | null }[]>`
    select greatest((select max(number) from intake.message), (select max(number) from intake.file)) as newest`;
  return row?.newest === null || row === undefined ? undefined : numberTimeMs(Number(row.newest));
}
