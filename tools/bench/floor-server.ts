/**
 * The floors of an answer over HTTP, in a process of their own: a Fastify that does nothing but send as many bytes, and one that
 * does what no logged reading can leave out: a row read by its key, and a row as large as the log's committed before it answers.
 */
import Fastify from 'fastify';
import { createLog, type Database, openDatabase, shareRoundTrips } from '#platform';

export interface FloorDatabase {
  readonly databaseUrl: string;
  /** An entry of the log, or as many characters. */
  readonly entry: string;
}

const app = Fastify({ logger: false });
const bodies = new Map<number, Buffer>();
const type = 'application/fhir+json';

app.get('/:bytes', async (request, reply) => {
  const bytes = Number((request.params as { bytes: string }).bytes);
  let body = bodies.get(bytes);
  if (body === undefined) {
    body = Buffer.alloc(bytes, 'x');
    bodies.set(bytes, body);
  }
  return reply.type(type).send(body);
});

let readLogged: ((number: number) => Promise<Buffer | undefined>) | undefined;

app.get('/logged/:number', async (request, reply) => {
  const body = await readLogged?.(Number((request.params as { number: string }).number));
  return body === undefined ? reply.code(404).send() : reply.type(type).send(body);
});

/** Requests of one moment share a statement, as the region's do, and on as many connections. */
function openReading({ databaseUrl, entry }: FloorDatabase): (number: number) => Promise<Buffer | undefined> {
  const open = (poolSize: number): Database =>
    openDatabase({ ownerUrl: databaseUrl, applicationUrl: databaseUrl, poolSize, log: createLog({ level: 'error' }) });
  const [rows, entries] = [open(3), open(2)];
  const selectRow = shareRoundTrips(
    async (numbers: readonly number[]) => {
      const found = await rows.sql
        .unsafe(
          'select number, body from bench_floor.copied where number = any((select ($1::text)::bigint[])::bigint[])',
          [`{${numbers.join(',')}}`],
          { prepare: true },
        )
        .raw();
      const byNumber = new Map((found as unknown as Buffer[][]).map(([key, body]) => [Number(String(key)), body]));
      return numbers.map((number) => byNumber.get(number));
    },
    { tripsMax: 3, questionsMax: 64 },
  );
  const insertEntry = shareRoundTrips(
    async (texts: readonly string[]) => {
      const made = await entries.sql.unsafe<{ number: number }[]>(
        "insert into bench_floor.logged (body) select string_to_table($1, E'\\x1e') returning number",
        [texts.join('\u001e')],
        { prepare: true },
      );
      return made.map(({ number }) => number);
    },
    { tripsMax: 2, questionsMax: 256 },
  );
  return async (number) => {
    const body = await selectRow(number);
    if (body !== undefined) await insertEntry(entry);
    return body;
  };
}

process.on('message', (floor: FloorDatabase) => {
  readLogged = openReading(floor);
  process.send?.({ isOpen: true });
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
process.on('disconnect', () => process.exit(0));
