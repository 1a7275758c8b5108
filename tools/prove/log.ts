/**
 * `prove log`: a log of a million leaves, made by the log itself, is verified whole; a person's proof is made and checked;
 * an entry is provable in time. `--count` changes the number of leaves. Prints times; asserts only that all verifies.
 */
import { startTestServer } from '#platform';
import { aSealedLog, type LogForTests } from '../../src/audit/testing/a-sealed-log.ts';
import { operatorFinds } from '../../src/audit/testing/detect-tampering.ts';
import { settled } from '../../src/audit/testing/settled.ts';
import { verifyLogFile } from '../../src/audit/verify/verify-log-file.ts';
import type { ProofOptions } from './proof-options.ts';

const leaves = 1_000_000;
/** Looks that are under way at once, each at so many persons. */
const callers = 256;
const personsEach = 5;
const persons = 100_000;
const watched = 7;
const watchedEvery = 20_000;

async function timed<T>(words: string, work: () => Promise<T>): Promise<T> {
  const [startedMs, processor] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(processor);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${words.padEnd(52)} ${seconds.toFixed(3)} s, processor of this process ${((user + system) / 1e6).toFixed(3)} s`,
  );
  return value;
}

async function fill(log: LogForTests, count: number): Promise<void> {
  let looks = Math.ceil(count / personsEach);
  const call = async (): Promise<void> => {
    while (looks > 0) {
      const at = looks--;
      const some = Array.from({ length: personsEach }, (_, index) => 100 + ((at * 7919 + index * 104_729) % persons));
      await log.disclose(...(at % (watchedEvery / personsEach) === 0 ? [watched, ...some] : some));
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
}

async function proveOver(log: LogForTests, count: number): Promise<boolean> {
  await timed(`${count} leaves appended`, () => fill(log, count));
  await timed('derived', () => settled(log.audit));
  const size = await timed('sealed at once, with everybody’s heads', () => log.seal());
  const file = await timed('a look, sealed, and the proof for one person', () => log.download(watched));
  for (let time = 0; time < 3; time++)
    await timed('the proof for that person again', () => log.fileOf(watched, file.persons[0]!.entries.at(-1)!.entry));
  const report = await timed('that proof checked', () =>
    verifyLogFile({ text: JSON.stringify(file), trustedKeys: log.keys.key.verifierTexts }),
  );
  console.log(
    `  ${file.persons[0]!.entries.length} entries, each with ${file.persons[0]!.entries[0]!.path.length} hashes`,
  );
  const findings = await timed(`${size} leaves verified whole`, () => operatorFinds(log));
  for (const says of findings) console.log(`  ${says}`);
  return findings.length === 0 && report.verdict === 'complete';
}

export async function proveLog({ count }: ProofOptions): Promise<boolean> {
  const server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
  const closing: (() => Promise<void>)[] = [];
  try {
    return await proveOver(await aSealedLog({ after: (callback) => closing.push(callback) }), count ?? leaves);
  } finally {
    for (const close of closing.reverse()) await close();
    await server.stop();
  }
}
