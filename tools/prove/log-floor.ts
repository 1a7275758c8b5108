/**
 * The least that a log which is committed before the answer can cost: as many callers as there are connections, who do nothing
 * but put a row as large as the smallest entry into a table without an index, all of one moment by one statement and one commit. What an
 * entry costs beyond it is ours; what stands in its way is not. A leaf, a number, an index, who is who and the decision come on top.
 */
import { randomBytes } from 'node:crypto';
import { shareRoundTrips, type TestDatabase } from '#platform';
import { processorBetween, processorTime, sum } from '../bench/measure.ts';

/** Processor time comes in ticks of 10 milliseconds, and a row takes microseconds. */
const rowsPerTurn = 4_000;
const separator = '\u001e';

export interface LogFloor {
  readonly perRequestMs: number;
  /** Half of the 95 % interval. */
  readonly plusMinusMs: number;
}

function meanOf(turns: readonly number[]): LogFloor {
  const perRequestMs = sum(turns) / turns.length;
  const variance = sum(turns.map((one) => (one - perRequestMs) ** 2)) / Math.max(1, turns.length - 1);
  return { perRequestMs, plusMinusMs: 1.96 * Math.sqrt(variance / turns.length) };
}

/** Trips at once: one lets most share, and two let nobody wait for another's flush. The cheaper of both is the floor. */
const tripsAtOnce = [1, 2] as const;

export async function measureLogFloor(
  { owner, sql }: Pick<TestDatabase, 'owner' | 'sql'>,
  place: { readonly postmasterId: number; readonly connections: number; readonly turns: number },
): Promise<LogFloor> {
  await owner`create table public.log_floor (body text not null)`;
  await owner`grant insert on public.log_floor to goldthread_app`;
  const [entry] = await owner`select min(octet_length(body)) as bytes from audit.entry where kind = 'disclosure'`;
  const bytes = Number(entry?.['bytes'] ?? 0);
  const body = randomBytes(bytes).toString('hex').slice(0, bytes);
  if (body.length < 200) throw new Error('there is no entry to take the size from');
  const floors: LogFloor[] = [];
  for (const tripsMax of tripsAtOnce) {
    const put = shareRoundTrips(
      async (rows: readonly string[]) => {
        await sql.unsafe(
          `insert into public.log_floor select * from string_to_table($1, '${separator}')`,
          [rows.join(separator)],
          { prepare: true },
        );
        return rows;
      },
      { tripsMax, questionsMax: 256 },
    );
    const turn = async (): Promise<number> => {
      const before = processorTime(process.pid, place.postmasterId);
      let left = rowsPerTurn;
      const caller = async (): Promise<void> => {
        while (left-- > 0) await put(body);
      };
      await Promise.all(Array.from({ length: place.connections }, caller));
      const { nodeMs, postgresMs } = processorBetween(before, processorTime(process.pid, place.postmasterId));
      return (nodeMs + postgresMs) / rowsPerTurn;
    };
    await turn();
    const turns: number[] = [];
    for (let count = 0; count < place.turns; count++) turns.push(await turn());
    floors.push(meanOf(turns));
  }
  await owner`drop table public.log_floor`;
  return floors.reduce((least, one) => (one.perRequestMs < least.perRequestMs ? one : least));
}
