/** What the database alone can do on this machine, in this run, with the same bytes. */
import { pipeline } from 'node:stream/promises';
import type { Database } from '#platform';
import { type Rate, rateOf, Stopwatch } from './measure.ts';

const floorRows = 20_000;

export async function prepareFloorTables({ sql }: Database): Promise<void> {
  await sql.unsafe('drop schema if exists bench_floor cascade');
  await sql.unsafe('create schema bench_floor');
  for (const table of ['copied', 'inserted'])
    await sql.unsafe(`create table bench_floor.${table} (number bigint primary key, body text not null)`);
}

export async function dropFloorTables({ sql }: Database): Promise<void> {
  await sql.unsafe('drop schema if exists bench_floor cascade');
}

function copyLine(number: number, body: string): string {
  const escaped = body.replace(
    /[\\\n\r\t]/g,
    (letter) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[letter] ?? '\\\\',
  );
  return `${number}\t${escaped}\n`;
}

/** COPY of these documents into a table with a primary key, one connection: rows per second. */
export async function copyFloor({ sql }: Database, bodies: readonly string[]): Promise<Rate> {
  await sql.unsafe('truncate bench_floor.copied');
  const lines: string[] = [];
  for (let number = 0; number < floorRows; number++)
    lines.push(copyLine(number, bodies[number % bodies.length] ?? '{}'));
  const chunks: Buffer[] = [];
  for (let at = 0; at < lines.length; at += 500) chunks.push(Buffer.from(lines.slice(at, at + 500).join('')));
  const startedMs = performance.now();
  const copying = await sql.unsafe('copy bench_floor.copied (number, body) from stdin').writable();
  await pipeline(chunks, copying);
  return { perSecond: (floorRows * 1000) / (performance.now() - startedMs), plusMinus: Number.NaN };
}

async function overAndOver(seconds: number, connections: number, once: (number: number) => Promise<unknown>) {
  const watch = new Stopwatch();
  let next = 0;
  const work = async (): Promise<void> => {
    while (watch.elapsedMs < seconds * 1000) {
      const startedMs = performance.now();
      await once(next++);
      watch.note(startedMs, 'ok', 0);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return rateOf(watch.timings());
}

/** A row read by its primary key by a prepared statement. Fill the table by `copyFloor` first. */
export function selectFloor({ sql }: Database, seconds: number, connections: number): Promise<Rate> {
  const text = 'select body from bench_floor.copied where number = $1';
  return overAndOver(seconds, connections, (number) =>
    sql.unsafe(text, [(number * 7919) % floorRows], { prepare: true }),
  );
}

let inserted = 0;

/** One row, committed for good, by a prepared statement. */
export function insertFloor(database: Database, seconds: number, connections: number, body: string): Promise<Rate> {
  const text = 'insert into bench_floor.inserted (number, body) values ($1, $2)';
  return overAndOver(seconds, connections, () => database.sql.unsafe(text, [inserted++, body], { prepare: true }));
}
