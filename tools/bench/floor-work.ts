/**
 * What no correct answer can leave out, against the database: the rows, and one row as large as an entry of the log, committed
 * before the answer. One statement does both; requests of one moment share it and its flush. Each entry gets its leaf afterwards.
 */
import { createLog, numberArray, openDatabase, shareRoundTrips } from '#platform';
import { startFloorLeaves } from './floor-leaves.ts';

export interface FloorDatabase {
  readonly databaseUrl: string;
  /** An entry of the log, or as many characters. */
  readonly entry: string;
  /** Shared statements under way at once. */
  readonly tripsMax: number;
}

export interface Written {
  readonly about: string;
  readonly atMs: number;
  readonly text: string;
  /** Of a conditional request. */
  readonly condition: string;
}

export interface FloorWork {
  /** The stored bytes of one answer, row by row. */
  read(key: number): Promise<readonly Buffer[]>;
  /** Of a refused request: only its entry. */
  note(): Promise<void>;
  create(one: Written): Promise<void>;
  /** False when the condition is met already. */
  createUnlessThere(one: Written): Promise<boolean>;
  /** False when nothing meets the condition. */
  updateWhatIsThere(one: Written): Promise<boolean>;
  /** Documents of the region, one a line. */
  copyOut(rows: number): Promise<AsyncIterable<Buffer>>;
  close(): Promise<void>;
}

/** No JSON text holds it unescaped (RFC 8259 section 7). */
const separator = '\u001e';
const separatorSql = "E'\\x1e'";

const entrySql = (parameter: number): string =>
  `entry as (insert into bench_floor.logged (body) select string_to_table($${parameter}, ${separatorSql}))`;

const asked = `asked as materialized (
    select * from rows from (
      string_to_table($1, ${separatorSql}), string_to_table($2, ${separatorSql}), unnest(($3::text)::bigint[]),
      string_to_table($4, ${separatorSql})
    ) as asked (condition, about, at_ms, body))`;

/** By the index and not by a join, whose size the planner can't know. */
const known = `known as materialized (
    select value, number from bench_floor.identifier where value = any(string_to_array($1, ${separatorSql})))`;

const statements = {
  read: `with ${entrySql(2)}
    select key, body from bench_floor.answer where key = any(($1::text)::bigint[]) order by key, place`,
  note: `with ${entrySql(1)} select 1`,
  create: `with ${asked}, ${entrySql(5)}
    insert into bench_floor.resource (about, at_ms, body) select about, at_ms, body from asked returning number`,
  createUnlessThere: `with ${asked}, ${entrySql(5)}, ${known},
    made as (
      insert into bench_floor.identifier (value, number)
      select condition, nextval(pg_get_serial_sequence('bench_floor.resource', 'number'))
      from asked where condition not in (select value from known)
      on conflict do nothing returning value, number),
    stored as (
      insert into bench_floor.resource (number, about, at_ms, body)
      select made.number, about, at_ms, body from made join asked on asked.condition = made.value)
    select value from made`,
  updateWhatIsThere: `with ${asked}, ${entrySql(5)}, ${known},
    kept as (
      insert into bench_floor.resource_version (number, version, body)
      select number, version, body from bench_floor.resource where number = any(array(select number from known))
      on conflict do nothing),
    changed as (
      update bench_floor.resource as resource
      set version = resource.version + 1, about = asked.about, at_ms = asked.at_ms, body = asked.body
      from known join asked on asked.condition = known.value
      where resource.number = known.number and resource.number = any(array(select number from known)))
    select value from known`,
} as const;

const chunkBytes = 65_536;

/** The driver gives a row at a time; a row is too little for a write to a socket. */
async function* inChunks(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const row of rows) {
    waiting.push(row);
    bytes += row.length;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  yield Buffer.concat(waiting);
}

export function openFloorWork({ databaseUrl, entry, tripsMax }: FloorDatabase): FloorWork {
  const limits = { tripsMax, questionsMax: 256 };
  const { sql, close } = openDatabase({
    ownerUrl: databaseUrl,
    applicationUrl: databaseUrl,
    // One more, so that leaves stand before no answer.
    poolSize: tripsMax + 1,
    log: createLog({ level: 'error' }),
  });
  const leaves = startFloorLeaves(sql, entry);
  const entries = (count: number): string => {
    leaves.owe(count);
    return Array.from({ length: count }, () => entry).join(separator);
  };
  const rowsOf = async (statement: keyof typeof statements, parameters: string[]): Promise<Buffer[][]> =>
    (await sql.unsafe(statements[statement], parameters, { prepare: true }).raw()) as unknown as Buffer[][];

  const read = shareRoundTrips(async (keys: readonly number[]) => {
    const bodies = new Map(keys.map((key): [number, Buffer[]] => [key, []]));
    const rows = await rowsOf('read', [numberArray([...bodies.keys()]), entries(keys.length)]);
    for (const [key, body] of rows) bodies.get(Number(String(key)))?.push(body!);
    return keys.map((key) => bodies.get(key) ?? []);
  }, limits);
  const note = shareRoundTrips(async (refused: readonly unknown[]) => {
    await rowsOf('note', [entries(refused.length)]);
    return refused.map(() => undefined);
  }, limits);
  const write = (statement: 'create' | 'createUnlessThere' | 'updateWhatIsThere') =>
    shareRoundTrips(async (all: readonly Written[]) => {
      const rows = await rowsOf(statement, [
        all.map(({ condition }) => condition).join(separator),
        all.map(({ about }) => about).join(separator),
        numberArray(all.map(({ atMs }) => atMs)),
        all.map(({ text }) => text).join(separator),
        entries(all.length),
      ]);
      const values = new Set(rows.map(([value]) => String(value)));
      return all.map(({ condition }) => values.has(condition));
    }, limits);
  const create = write('create');
  return {
    read,
    note: () => note(undefined),
    create: async (one) => void (await create(one)),
    createUnlessThere: write('createUnlessThere'),
    updateWhatIsThere: write('updateWhatIsThere'),
    copyOut: async (rows) =>
      inChunks(await sql.unsafe(`copy (select body from store.resource limit ${rows}) to stdout`).readable()),
    async close() {
      await leaves.stop();
      await close();
    },
  };
}
