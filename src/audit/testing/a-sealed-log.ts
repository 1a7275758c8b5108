/** A log with keys in a passing folder, for the tests of seals and proofs. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '#kernel/outcome.ts';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { type Audit, createAudit } from '../create-audit.ts';
import { type LogPeerSetting, type LogProofKeys, openLogProofs } from '../create-proofs.ts';
import type { LogFile } from '../verify/log-file.ts';
import { aPerson, aRequest, aSealedValue } from './a-sealed-value.ts';
import { settled } from './settled.ts';

const folders = [join(import.meta.dirname, '..', 'migrations')];

export function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code} ${outcome.fault.message}`);
  return outcome.value;
}

export interface LogForTests {
  readonly database: TestDatabase;
  readonly audit: Audit;
  readonly keys: LogProofKeys;
  readonly peers: readonly LogPeerSetting[];
  readonly keysDirectory: string;
  /** Milliseconds since 1970, for as long as nobody changes it. */
  readonly clock: { nowMs: number; now(): number };
  /** One look at these persons' records. */
  disclose(...persons: readonly number[]): Promise<void>;
  seal(): Promise<number>;
  /** As `who has looked` downloads it: the download is an entry itself. */
  download(person: number): Promise<LogFile>;
  /** The file of a download that was logged before. */
  fileOf(person: number, entry: number): Promise<LogFile>;
  /** A note of this text, signed with the log's key: what somebody could do who had it. */
  noteOf(text: string): string;
  /** The same database and keys in a process of its own, with other peers. */
  withPeers(peers: readonly LogPeerSetting[]): Promise<LogForTests>;
}

export interface LogForTestsOptions {
  /** The tables of every module, and not only those of the log. */
  readonly hasAllModules?: boolean;
  readonly origin?: string;
  readonly peers?: readonly LogPeerSetting[];
}

interface Finishing {
  after(callback: () => Promise<void>): void;
}

interface Keys {
  readonly keysDirectory: string;
  /** Whoever may still write into the directory: a seal asks its witnesses, and nobody waits for them. */
  readonly writers: Audit[];
}

async function passingKeys(t: Finishing): Promise<Keys> {
  const keysDirectory = await mkdtemp(join(tmpdir(), 'goldthread-log-keys-'));
  const writers: Audit[] = [];
  t.after(async () => {
    await Promise.all(writers.map((audit) => audit.stop()));
    await rm(keysDirectory, { recursive: true, force: true });
  });
  return { keysDirectory, writers };
}

interface Place extends Keys {
  readonly database: TestDatabase;
  readonly origin: string;
  readonly nowMs: number;
}

function logIn(place: Place, peers: readonly LogPeerSetting[]): Promise<LogForTests> {
  const { database, keysDirectory, origin } = place;
  const clock = { nowMs: place.nowMs, now: () => clock.nowMs };
  const withPeers = async (others: readonly LogPeerSetting[]): Promise<LogForTests> => {
    const keys = succeeded(await openLogProofs({ keysDirectory, origin, peers: others }));
    const log = logOver({ database, clock, keys, keysDirectory, peers: others, withPeers });
    place.writers.push(log.audit);
    return log;
  };
  return withPeers(peers);
}

export async function aSealedLog(t: Finishing, options: LogForTestsOptions = {}): Promise<LogForTests> {
  const { origin = 'log.test/one', peers = [], hasAllModules = false } = options;
  const keys = await passingKeys(t);
  const database = await databaseForTests(t, hasAllModules ? {} : { folders });
  return logIn({ ...keys, database, origin, nowMs: Date.UTC(2026, 10, 26, 10) }, peers);
}

/** Gives the way to copies of this log, database and keys, as it stands now. It is not used any more itself. */
export async function copiesOf(log: LogForTests): Promise<(t: Finishing) => Promise<LogForTests>> {
  await log.audit.stop();
  await Promise.all([log.database.sql.end(), log.database.owner.end()]);
  return async (t) => {
    const keys = await passingKeys(t);
    await cp(log.keysDirectory, keys.keysDirectory, { recursive: true });
    const database = await databaseForTests(t, { copyOf: log.database });
    return logIn({ ...keys, database, origin: log.keys.key.name, nowMs: log.clock.nowMs }, log.peers);
  };
}

type Parts = Pick<LogForTests, 'database' | 'clock' | 'keys' | 'keysDirectory' | 'peers' | 'withPeers'>;

function logOver(parts: Parts): LogForTests {
  const { database, clock, keys } = parts;
  const audit = createAudit({ database, clock, log: createLog({ level: 'silent' }), proofs: keys });
  const record = async (persons: readonly number[], kind: 'disclosure' | 'export'): Promise<number> => {
    const request = aRequest({ atMs: clock.nowMs });
    const sealed = aSealedValue(request, 'x', { kind: 'persons', persons, itemCount: 2 * persons.length });
    const detail = kind === 'export' ? { shown: 'accessLogFile' } : { part: 'summary' };
    return succeeded(await audit.recordDisclosure(request, [sealed], { kind, detail })).entry;
  };
  const fileOf = async (person: number, entry: number): Promise<LogFile> =>
    succeeded(
      await audit.provePerson({
        person: aPerson(person),
        entry,
        atMs: clock.nowMs,
        opens: () => ['body', 'caller'],
        isDownload: (line) => line.detail?.['shown'] === 'accessLogFile',
      }),
    );
  return {
    ...parts,
    audit,
    fileOf,
    async disclose(...persons) {
      await record(persons, 'disclosure');
    },
    async seal() {
      await settled(audit);
      return succeeded(await audit.seal()).size;
    },
    download: async (person) => fileOf(person, await record([person], 'export')),
    noteOf: (text) => `${text}\n${keys.key.sign(text, clock.nowMs)}`,
  };
}
