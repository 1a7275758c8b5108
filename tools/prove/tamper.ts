/**
 * `prove tamper`: each kind of tampering by an administrator of the database, over and over with chance in it (AU-1). Every
 * one has to be noticed by the operator's verification; the control is a log that nobody touched, which has to be whole.
 */
import { startTestServer } from '#platform';
import { aSealedLog } from '../../src/audit/testing/a-sealed-log.ts';
import { aLogToTamperWith, detect, operatorFinds } from '../../src/audit/testing/detect-tampering.ts';
import { tamperings } from '../../src/audit/testing/tamperings.ts';
import type { ProofOptions } from './proof-options.ts';
import { type Random, seededRandom } from './random.ts';

const timesEach = 100;

interface Tried {
  readonly byOperator: boolean;
  readonly byPerson: boolean | undefined;
}

/** One fresh log; without a kind it is left alone. */
async function tryOnce(kind: string | undefined, random: Random): Promise<Tried> {
  const closing: (() => Promise<void>)[] = [];
  const log = await aSealedLog({ after: (callback) => closing.push(callback) });
  try {
    const earlier = await aLogToTamperWith(log, random.between(6, 20));
    if (kind === undefined) return { byOperator: (await operatorFinds(log)).length > 0, byPerson: undefined };
    return await detect(log, earlier, { kind, pick: (below) => random.between(0, below - 1) });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

export async function proveTamper({ count, seed }: ProofOptions): Promise<boolean> {
  const random = seededRandom(seed);
  console.log(`seed ${seed}`);
  const server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
  let holds = true;
  try {
    for (const kind of [undefined, ...Object.keys(tamperings)]) {
      const tried: Tried[] = [];
      for (let time = 0; time < (count ?? timesEach); time++) tried.push(await tryOnce(kind, random));
      const noticed = tried.filter(({ byOperator }) => byOperator).length;
      const byPerson = tried.filter((one) => one.byPerson === true).length;
      const refused = tried.filter((one) => one.byPerson === undefined).length;
      const isAsPromised = noticed === (kind === undefined ? 0 : tried.length);
      holds &&= isAsPromised;
      const name = kind ?? 'control: nothing touched';
      console.log(
        `${isAsPromised ? 'ok    ' : 'BROKEN'} ${name.padEnd(32)} operator ${noticed} of ${tried.length}, person ${byPerson}, no seal given ${refused}`,
      );
    }
    return holds;
  } finally {
    await server.stop();
  }
}
