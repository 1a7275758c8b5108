/**
 * `prove tamper`: each kind of tampering by an administrator of the database, over and over with chance in it (AU-1). Every
 * one has to be noticed by the operator's verification; the control is a log that nobody touched, which has to be whole.
 * Logs of each length are written once; every try has a copy of its own, database and keys. A few tries go on at once, and what
 * each picks is drawn beforehand: the same seed gives the same tries in whatever order they end.
 */
import { startTestServer } from '#platform';
import { aSealedLog, copiesOf, type LogForTests } from '../../src/audit/testing/a-sealed-log.ts';
import { aLogToTamperWith, detect, unseenByPerson } from '../../src/audit/testing/detect-tampering.ts';
import { tamperings } from '../../src/audit/testing/tamperings.ts';
import type { ProofOptions } from './proof-options.ts';
import { seededRandom } from './random.ts';

const timesEach = 100;
const fewestLooks = 6;
const mostLooks = 20;
/** A try mostly waits, for its database and for its connections. */
const triesAtOnce = 4;

interface Finishing {
  after(callback: () => Promise<void>): void;
}

interface WrittenLog {
  readonly copy: (t: Finishing) => Promise<LogForTests>;
  readonly earlier: Awaited<ReturnType<typeof aLogToTamperWith>>;
}

interface Tried {
  readonly byOperator: boolean;
  readonly byPerson: boolean | undefined;
}

/** Runs `work`, then whatever it said is to be done at the end. */
async function finishing<T>(work: (t: Finishing) => Promise<T>): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  try {
    return await work({ after: (callback) => closing.push(callback) });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function writeLogs(t: Finishing): Promise<readonly WrittenLog[]> {
  const written: WrittenLog[] = [];
  for (let looks = fewestLooks; looks <= mostLooks; looks++) {
    const log = await aSealedLog(t);
    const earlier = await aLogToTamperWith(log, looks);
    written.push({ earlier, copy: await copiesOf(log) });
  }
  return written;
}

/** One fresh copy; without a kind it is left alone. */
async function tryOnce(kind: string | undefined, seed: number, logs: readonly WrittenLog[]): Promise<Tried> {
  const random = seededRandom(seed);
  const { copy, earlier } = logs[random.between(0, logs.length - 1)]!;
  return finishing(async (t) => {
    const log = await copy(t);
    return detect(log, earlier, { kind, pick: (below) => random.between(0, below - 1) });
  });
}

async function tryAll(kind: string | undefined, seeds: readonly number[], logs: readonly WrittenLog[]) {
  const tried: Tried[] = [];
  const waiting = [...seeds];
  const work = async (): Promise<void> => {
    for (let seed = waiting.pop(); seed !== undefined; seed = waiting.pop())
      tried.push(await tryOnce(kind, seed, logs));
  };
  await Promise.all(Array.from({ length: triesAtOnce }, work));
  return tried;
}

function row(name: string, cells: readonly (string | number)[]): string {
  return `${name.padEnd(32)}${cells.map((cell) => String(cell).padStart(14)).join('')}`;
}

/** What was tried and found, as a row; and whether it is as promised. */
function judge(kind: string | undefined, tried: readonly Tried[]): boolean {
  const byOperator = tried.filter((one) => one.byOperator).length;
  const byPerson = tried.filter((one) => one.byPerson === true).length;
  const missed = tried.filter((one) => one.byPerson === false).length;
  const noSeal = tried.length - byPerson - missed;
  const holds =
    kind === undefined
      ? byOperator + byPerson + noSeal === 0
      : byOperator === tried.length && (missed === 0 || unseenByPerson.has(kind));
  console.log(
    row(kind ?? 'control: nothing touched', [tried.length, byOperator, byPerson, noSeal, holds ? 'ok' : 'BROKEN']),
  );
  return holds;
}

export async function proveTamper({ count, seed }: ProofOptions): Promise<boolean> {
  const random = seededRandom(seed);
  const server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
  try {
    return await finishing(async (t) => {
      const logs = await writeLogs(t);
      console.log(`seed ${seed}; logs of ${fewestLooks} to ${mostLooks} looks`);
      console.log(row('what was done', ['times', 'by operator', 'by person', 'no seal given', '']));
      let holds = true;
      for (const kind of [undefined, ...Object.keys(tamperings)]) {
        const seeds = Array.from({ length: count ?? timesEach }, () => random.between(0, 2 ** 32 - 1));
        holds = judge(kind, await tryAll(kind, seeds, logs)) && holds;
      }
      return holds;
    });
  } finally {
    await server.stop();
  }
}
