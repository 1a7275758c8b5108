/**
 * `prove cost`: what decision and log cost of a request, in processor time of Node and PostgreSQL together, against a region
 * that does neither: at most 25 % more (upper 95 % bound), on the record page, reads and searches. Both stand side by side and
 * are asked by turns over HTTP, A B B A; the making of the leaves, which follows an answer, is counted with it. Tokens are not
 * verified here, so that what is compared with is less than a request costs, and the share more. Both must give answers of the
 * same size, or more than decision and log would differ. Requests of one moment share statements and the commit, so that few
 * connections are the harder case: both counts are printed, and both must hold. A line that does not hold is out of reach only
 * where the least that a committed entry can cost (`log-floor.ts`), by its lower bound, is more than is allowed of what it is compared with.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '#platform';
import type { CallerName } from '../../tests/twin-worlds/callers.ts';
import { fileShared } from '../../tests/twin-worlds/file-worlds.ts';
import { withoutGuards } from '../../tests/twin-worlds/without-guards.ts';
import { buildWorld, type World } from '../../tests/twin-worlds/world.ts';
import type { HttpRequest } from '../bench/load-job.ts';
import { processorBetween, processorTime, ratioOf, sum } from '../bench/measure.ts';
import { type SideProcesses, startSideProcesses } from '../bench/side-processes.ts';
import { type LogFloor, measureLogFloor } from './log-floor.ts';
import { parentOf } from './process-tree.ts';
import type { ProofOptions } from './proof-options.ts';

const pairsUnlessTold = 20;
/** Processor time comes in ticks of 10 milliseconds: a turn must last many of them. */
const requestsPerTurn = 400;
const connectionCounts = [4, 8] as const;
const shareMost = 1.25;

interface Side {
  readonly world: World;
  readonly port: number;
  readonly postmasterId: number;
}

async function opened(world: World): Promise<Side> {
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const [row] = await world.database.owner`SELECT pg_backend_pid() AS id`;
  const { port } = world.app.server.address() as AddressInfo;
  return { world, port, postmasterId: parentOf(Number(row!['id'])) };
}

function questionsAbout(shared: readonly string[]): Readonly<Record<string, HttpRequest>> {
  const first = (type: string): string => shared.find((address) => address.startsWith(`${type}/`))!;
  const patient = first('Patient');
  const get = (caller: CallerName, path: string): HttpRequest => ({
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${caller}`, cookie: `as=${caller}` },
  });
  return {
    'read by id, a practice’s system': get('practiceSystem', `/fhir/${first('Observation')}`),
    'read by id, GP': get('gp', `/fhir/${first('Observation')}`),
    // Of what it filed itself: of other types a system sees less than a region without decisions would show it.
    'search by patient, a practice’s system': get('practiceSystem', `/fhir/MedicationRequest?patient=${patient}`),
    'search by patient, GP': get('gp', `/fhir/Observation?patient=${patient}`),
    'search by patient and code, GP': get('gp', `/fhir/Condition?patient=${patient}&code=195967001`),
    '$everything, GP': get('gp', `/fhir/${patient}/$everything`),
    'record page, GP': get('gp', `/staff/people/${patient.split('/')[1]}`),
    'own record, the person': get('ada', '/my/record'),
  };
}

interface Turn {
  /** Processor time of one request, milliseconds. */
  readonly perRequestMs: number;
  readonly answerBytes: number;
}

interface Compared {
  readonly name: string;
  readonly question: HttpRequest;
  readonly connections: number;
}

async function oneTurn(side: Side, client: SideProcesses, { question, connections }: Compared): Promise<Turn> {
  const requests = Array.from({ length: requestsPerTurn }, () => question);
  const before = processorTime(process.pid, side.postmasterId);
  const job = { kind: 'http', port: side.port, connections, requests, isOnce: true } as const;
  const { answers, answerBytes } = await client.load({ ...job, keepsBodies: false, seconds: 120 });
  await side.world.audit.deriveLeaves();
  const { nodeMs, postgresMs } = processorBetween(before, processorTime(process.pid, side.postmasterId));
  if (answers['200'] !== requestsPerTurn) throw new Error(`${question.path}: ${JSON.stringify(answers)}`);
  return { perRequestMs: (nodeMs + postgresMs) / requestsPerTurn, answerBytes };
}

async function compare(
  sides: { on: Side; off: Side },
  client: SideProcesses,
  compared: Compared,
  { pairs, floor }: { readonly pairs: number; readonly floor: LogFloor },
): Promise<boolean> {
  const turns = { on: [] as number[], off: [] as number[] };
  const [on, off] = [await oneTurn(sides.on, client, compared), await oneTurn(sides.off, client, compared)];
  if (on.answerBytes !== off.answerBytes)
    throw new Error(`${compared.name}: ${on.answerBytes} bytes with decision and log, ${off.answerBytes} without`);
  for (let pair = 0; pair < pairs; pair++)
    for (const key of pair % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const))
      turns[key].push((await oneTurn(sides[key], client, compared)).perRequestMs);
  const { ratio, plusMinus } = ratioOf(turns.off, turns.on);
  const mean = (some: readonly number[]): number => sum(some) / some.length;
  const isHeld = ratio + plusMinus <= shareMost;
  const isOutOfReach = floor.perRequestMs - floor.plusMinusMs > (shareMost - 1) * mean(turns.off);
  console.log(
    `${isHeld ? 'ok    ' : 'BROKEN'} ${compared.name.padEnd(40)} ${compared.connections} connections: ` +
      `off ${mean(turns.off).toFixed(3)} ms, on ${mean(turns.on).toFixed(3)} ms: ` +
      `${((ratio - 1) * 100).toFixed(0)} % ± ${(plusMinus * 100).toFixed(0)} more; a committed row alone ` +
      `${((floor.perRequestMs / mean(turns.off)) * 100).toFixed(0)} %${isHeld || !isOutOfReach ? '' : ', so out of reach'}`,
  );
  return isHeld;
}

/** `--count` is the number of pairs for each question; 20 by default. */
export async function proveCost({ count = pairsUnlessTold }: ProofOptions): Promise<boolean> {
  const server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-cost-'));
  const client = await startSideProcesses();
  const worlds: World[] = [];
  try {
    worlds.push(await buildWorld(keys), await buildWorld(keys, { instead: withoutGuards }));
    const [guarded, unguarded] = worlds as [World, World];
    const shared = await fileShared(guarded, 'North');
    await fileShared(unguarded, 'North');
    for (const { database } of worlds) await database.owner`VACUUM ANALYZE`;
    const sides = { on: await opened(guarded), off: await opened(unguarded) };
    const held: boolean[] = [];
    const { postmasterId } = sides.on;
    const questions = Object.entries(questionsAbout(shared));
    const [[name, question]] = questions as [[string, HttpRequest]];
    await oneTurn(sides.on, client, { name, question, connections: 1 });
    for (const connections of connectionCounts) {
      const floor = await measureLogFloor(guarded.database, { postmasterId, connections, turns: count });
      const { perRequestMs, plusMinusMs } = floor;
      console.log(
        `floor  ${connections} callers who only commit a row as large as an entry: ` +
          `${perRequestMs.toFixed(3)} ± ${plusMinusMs.toFixed(3)} ms each`,
      );
      for (const [name, question] of questions)
        held.push(await compare(sides, client, { name, question, connections }, { pairs: count, floor }));
    }
    return held.every((isSo) => isSo);
  } finally {
    client.stop();
    for (const world of worlds) await world.close();
    await server.stop();
    await rm(keys, { recursive: true, force: true });
  }
}
