/** What the database alone can do on this machine, in this run, with the same bytes. */
import { pipeline } from 'node:stream/promises';
import type { Database } from '#platform';
import { type Rate, rateOf, Stopwatch } from './measure.ts';

export const floorRows = 20_000;

function copyLine(number: number, body: string): string {
  const escaped = body.replace(
    /[\\\n\r\t]/g,
    (letter) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[letter] ?? '\\\\',
  );
  return `${number}\t${escaped}\n`;
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

export class DatabaseFloors {
  /** What the floors themselves added to the write-ahead log, so that it can be taken off the region's. */
  walBytes = 0;
  readonly #sql: Database['sql'];
  #inserted = 0;

  constructor({ sql }: Database) {
    this.#sql = sql;
  }

  async prepare(): Promise<void> {
    await this.drop();
    await this.#sql.unsafe('create schema bench_floor');
    for (const table of ['copied', 'inserted'])
      await this.#sql.unsafe(`create table bench_floor.${table} (number bigint primary key, body text not null)`);
    await this.#sql.unsafe(
      'create table bench_floor.logged (number bigint generated always as identity primary key, body text not null)',
    );
  }

  async drop(): Promise<void> {
    await this.#sql.unsafe('drop schema if exists bench_floor cascade');
  }

  /** COPY of these documents into a table with a primary key, one connection. */
  async copy(bodies: readonly string[]): Promise<Rate> {
    const walBefore = await this.#walPosition();
    await this.#sql.unsafe('truncate bench_floor.copied');
    const lines: string[] = [];
    for (let number = 0; number < floorRows; number++)
      lines.push(copyLine(number, bodies[number % bodies.length] ?? '{}'));
    const chunks: Buffer[] = [];
    for (let at = 0; at < lines.length; at += 500) chunks.push(Buffer.from(lines.slice(at, at + 500).join('')));
    const startedMs = performance.now();
    const copying = await this.#sql.unsafe('copy bench_floor.copied (number, body) from stdin').writable();
    await pipeline(chunks, copying);
    const tookMs = performance.now() - startedMs;
    this.walBytes += (await this.#walPosition()) - walBefore;
    return { perSecond: (floorRows * 1000) / tookMs, plusMinus: Number.NaN };
  }

  /** A row read by its primary key by a prepared statement. Fill the table by `copy` first. */
  select(seconds: number, connections: number): Promise<Rate> {
    const text = 'select body from bench_floor.copied where number = $1';
    return overAndOver(seconds, connections, (number) =>
      this.#sql.unsafe(text, [(number * 7919) % floorRows], { prepare: true }),
    );
  }

  /** One row, committed for good, by a prepared statement. */
  insert(seconds: number, connections: number, body: string): Promise<Rate> {
    const text = 'insert into bench_floor.inserted (number, body) values ($1, $2)';
    return overAndOver(seconds, connections, () => this.#sql.unsafe(text, [this.#inserted++, body], { prepare: true }));
  }

  async #walPosition(): Promise<number> {
    const rows = await this.#sql.unsafe<{ position: number }[]>(
      "select (pg_current_wal_insert_lsn() - '0/0')::bigint as position",
    );
    return Number(rows[0]?.position);
  }
}
