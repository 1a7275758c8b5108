/**
 * `prove log`: a log of a million entries is verified whole within a minute, one person's proof is made within 50 ms, and
 * an access is provable a minute after it happened, by the clock of the running region alone. `--count` changes the number
 * of entries. The entries are copies of one that the log wrote, about a hundred thousand persons; leaves, heads and
 * checkpoint are made of them by the log itself. The limits are held on the wall, as whoever waits has it; the processor
 * time of Node and PostgreSQL stands beside it, and tells a slow log from a busy machine.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startTestServer } from '#platform';
import { aSealedLog, type LogForTests } from '../../src/audit/testing/a-sealed-log.ts';
import { operatorFinds } from '../../src/audit/testing/detect-tampering.ts';
import { verifyLogFile } from '../../src/audit/verify/verify-log-file.ts';
import { processorBetween, processorTime } from '../bench/measure.ts';
import { parentOf } from './process-tree.ts';
import type { ProofOptions } from './proof-options.ts';

const entriesUnlessTold = 1_000_000;
const entriesAtOnce = 2_000;
const persons = 100_000;
const watched = 7;
const watchedEvery = 50_000;
const proofs = 50;
const verifiedWithinMs = 60_000;
const provenWithinMs = 50;
const provableWithinMs = 60_000;
const lookEveryMs = 1_000;

interface Timed<T> {
  readonly value: T;
  readonly tookMs: number;
}

type Stopwatch = <T>(words: string, work: () => Promise<T>) => Promise<Timed<T>>;

async function stopwatchBeside(log: LogForTests): Promise<Stopwatch> {
  const [row] = await log.database.owner`SELECT pg_backend_pid() AS id`;
  const postmaster = parentOf(Number(row!['id']));
  return async (words, work) => {
    const [startedMs, before] = [performance.now(), processorTime(process.pid, postmaster)];
    const value = await work();
    const { nodeMs, postgresMs } = processorBetween(before, processorTime(process.pid, postmaster));
    const tookMs = performance.now() - startedMs;
    const [took, node, postgres] = [tookMs, nodeMs, postgresMs].map((ms) => (ms / 1000).toFixed(2));
    console.log(`${words.padEnd(48)} ${took} s; processor: Node ${node} s, PostgreSQL ${postgres} s`);
    return { value, tookMs };
  };
}

function holds(words: string, isSo: boolean): boolean {
  console.log(`${isSo ? 'ok    ' : 'BROKEN'} ${words}`);
  return isSo;
}

/** Copies of the first entry: the body in the form of the log, with another person and another request. */
async function fill(log: LogForTests, count: number): Promise<void> {
  const { owner } = log.database;
  await log.disclose(100);
  const [first] = await owner`SELECT request_id, body FROM audit.entry`;
  for (let from = 0; from < count - 1; from += entriesAtOnce)
    await owner`
      INSERT INTO audit.entry (at_ms, request_id, kind, persons, body)
      SELECT at_ms, request, kind, ARRAY[person], replace(replace(body, '"person":100,', '"person":' || person || ','),
        '"requestId":"' || request_id || '"', '"requestId":"' || request || '"')
      FROM (SELECT * FROM audit.entry ORDER BY position LIMIT 1) AS first
      CROSS JOIN (
        SELECT 'copied-' || number AS request,
          CASE WHEN number % ${watchedEvery} = 0 THEN ${watched} ELSE 100 + number * 7919::bigint % ${persons} END AS person
        FROM generate_series(${from}::bigint, ${Math.min(from + entriesAtOnce, count - 1) - 1}::bigint) AS number
      ) AS copied ORDER BY request`;
  const [filled] = await owner`SELECT count(*) AS count FROM audit.entry WHERE body <> ${String(first!['body'])}`;
  if (Number(filled!['count']) !== count - 1) throw new Error('the entries were not filled in');
}

async function deriveAll(log: LogForTests): Promise<void> {
  for (;;) {
    const derived = await log.audit.deriveLeaves();
    if (!derived.ok) throw new Error(derived.fault.code);
    const figures = await log.audit.figures();
    if (figures.ok && figures.value.underived === 0) return;
  }
}

/** The time on the wall within which 95 in 100 were made: each is a proof over everything that the person has. */
async function proveOften(log: LogForTests, stopwatch: Stopwatch, entry: number): Promise<number> {
  const took: number[] = [];
  await stopwatch(`one person's proof, ${proofs} times`, async () => {
    for (let time = 0; time < proofs; time++) {
      const startedMs = performance.now();
      await log.fileOf(watched, entry);
      took.push(performance.now() - startedMs);
    }
  });
  took.sort((one, other) => one - other);
  const within = (part: number): number => took[Math.floor(part * (took.length - 1))]!;
  console.log(`  the middle one ${within(0.5).toFixed(1)} ms, 95 in 100 within ${within(0.95).toFixed(1)} ms`);
  return within(0.95);
}

/** A look, and then only the region's own clock: nobody asks for a seal. */
async function provableAfterMs(log: LogForTests): Promise<number> {
  const sizeNow = async (): Promise<number> => {
    const checkpoint = await log.audit.publication?.checkpoint();
    return checkpoint?.ok === true ? Number(checkpoint.value?.split('\n')[1] ?? 0) : 0;
  };
  log.audit.start();
  try {
    log.clock.nowMs = Date.now();
    await log.seal();
    const sizeBefore = await sizeNow();
    await log.disclose(watched);
    const startedMs = Date.now();
    while ((await sizeNow()) === sizeBefore && Date.now() - startedMs < 2 * provableWithinMs) {
      await pause(lookEveryMs);
      log.clock.nowMs = Date.now();
    }
    return Date.now() - startedMs;
  } finally {
    await log.audit.stop();
  }
}

async function proveOver(log: LogForTests, count: number): Promise<boolean> {
  const timed = await stopwatchBeside(log);
  await timed(`${count} entries filled in`, () => fill(log, count));
  await timed('their leaves made', () => deriveAll(log));
  const size = await timed('sealed at once, with everybody’s heads', () => log.seal());
  const file = await timed('a look, sealed, and the proof for one person', () => log.download(watched));
  const [person] = file.value.persons;
  const report = await timed('that proof checked', () =>
    verifyLogFile({ text: JSON.stringify(file.value), trustedKeys: log.keys.key.verifierTexts }),
  );
  console.log(`  ${person!.entries.length} entries, each with ${person!.entries[0]!.path.length} hashes`);
  const provenMs = await proveOften(log, timed, person!.entries.at(-1)!.entry);
  const findings = await timed(`${size.value} leaves verified whole`, () => operatorFinds(log));
  for (const says of findings.value) console.log(`  ${says}`);
  const provableMs = await provableAfterMs(log);
  return [
    holds(`the log is whole: ${findings.value.length} findings`, findings.value.length === 0),
    holds(`verified in ${(findings.tookMs / 1000).toFixed(1)} s, 60 at most`, findings.tookMs <= verifiedWithinMs),
    holds(`the person’s file is complete`, report.value.verdict === 'complete'),
    holds(`one person's proof in ${provenMs.toFixed(1)} ms, 50 at most`, provenMs <= provenWithinMs),
    holds(`provable ${(provableMs / 1000).toFixed(0)} s after, 60 at most`, provableMs <= provableWithinMs),
  ].every((isSo) => isSo);
}

export async function proveLog({ count }: ProofOptions): Promise<boolean> {
  const server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
  const closing: (() => Promise<void>)[] = [];
  try {
    const log = await aSealedLog({ after: (callback) => closing.push(callback) });
    return await proveOver(log, count ?? entriesUnlessTold);
  } finally {
    for (const close of closing.reverse()) await close();
    await server.stop();
  }
}
