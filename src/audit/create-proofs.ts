/** What turns the log into one that outsiders can check: seals, proofs, witnesses, and what is public of it. */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log } from '#platform';
import { auditFault } from './faults.ts';
import { type CheckpointRow, selectCosignatures, selectNewestCheckpoint } from './queries/checkpoints.ts';
import { takeTurns } from './take-turns.ts';
import { createHeadsMap } from './tree/heads-map.ts';
import { type KeptNotes, keptNotes } from './tree/kept-notes.ts';
import { type LogKey, openLogKey } from './tree/log-keys.ts';
import { type PersonProofRequest, provePerson } from './tree/prove-person.ts';
import { type SealedTree, sealTree } from './tree/seal-tree.ts';
import { TreeReader } from './tree/tree-reader.ts';
import type { LogFile } from './verify/log-file.ts';
import { readCheckpoint, readNote, readVerifierKey, type VerifierKey } from './verify/signed-note.ts';
import { askPeers, type LogPeer } from './witness/ask-peers.ts';
import { createWitness, type WitnessAnswer } from './witness/witness.ts';

export interface LogProofSettings {
  readonly keysDirectory: string;
  /** Names this log for ever, like `log.example.nhs.uk/region`. */
  readonly origin: string;
  readonly peers: readonly LogPeerSetting[];
}

/** Another region, as it is written in the configuration: verifier keys as text. */
export interface LogPeerSetting {
  readonly url: string;
  readonly logKeys: readonly string[];
  readonly witnessKeys: readonly string[];
}

/** Keys and peers, opened. */
export interface LogProofKeys {
  readonly key: LogKey;
  readonly witnessKey: LogKey;
  readonly kept: KeptNotes;
  readonly keysDirectory: string;
  readonly peers: readonly LogPeer[];
  /** Verifier keys of the peers' witnesses, as they were given. */
  readonly peerWitnessKeys: readonly string[];
}

/** What anybody may have of the log: no personal data is in it. */
export interface LogPublication {
  readonly origin: string;
  /** Verifier keys of the log, the one that signs now first. */
  readonly keys: readonly string[];
  /** Verifier keys of this region as a witness of others. */
  readonly witnessKeys: readonly string[];
  /** Verifier keys of the regions that witness this log. */
  readonly peerWitnessKeys: readonly string[];
  /** The newest checkpoint with its cosignatures; undefined before the first. Faults: AUDIT-001. */
  checkpoint(): Promise<Outcome<string | undefined>>;
  /** Hashes of one tile (C2SP tlog-tiles); undefined when it has not so many. Faults: AUDIT-001. */
  tile(place: { level: number; number: number; width: number }): Promise<Outcome<Uint8Array | undefined>>;
  /** C2SP tlog-witness. */
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  signedLast(originHash: string): Promise<string | undefined>;
}

/** The file of the newest checkpoint in the keys directory. */
export const ownCheckpoints = 'access-log-checkpoint';

/** Opens or makes the keys. Faults: AUDIT-007; AUDIT-009 when a key of a peer cannot be read. */
export async function openLogProofs(settings: LogProofSettings): Promise<Outcome<LogProofKeys>> {
  const { keysDirectory, origin } = settings;
  const peers: LogPeer[] = [];
  for (const { url, logKeys, witnessKeys } of settings.peers) {
    const [logs, witnesses] = [await readKeys(logKeys, 'log'), await readKeys(witnessKeys, 'witness')];
    if (logs === undefined || witnesses === undefined) return failed(auditFault('AUDIT-009'));
    peers.push({ url, logKeys: logs, witnessKeys: witnesses });
  }
  try {
    const key = await openLogKey(keysDirectory, 'log', origin);
    const witnessKey = await openLogKey(keysDirectory, 'witness', `${origin}/witness`);
    const kept = keptNotes(keysDirectory, ownCheckpoints);
    const peerWitnessKeys = settings.peers.flatMap((peer) => peer.witnessKeys);
    return ok({ key, witnessKey, kept, keysDirectory, peers, peerWitnessKeys });
  } catch {
    return failed(auditFault('AUDIT-007'));
  }
}

async function readKeys(texts: readonly string[], kind: VerifierKey['kind']): Promise<VerifierKey[] | undefined> {
  const keys = await Promise.all(texts.map(readVerifierKey));
  return keys.every((key): key is VerifierKey => key?.kind === kind) ? keys : undefined;
}

export interface ProofDeps {
  readonly database: Pick<Database, 'sql' | 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: LogProofKeys;
  derive(): Promise<Outcome<unknown>>;
}

export interface LogProofs {
  readonly publication: LogPublication;
  /** Derives and seals what there is. Faults: AUDIT-001, AUDIT-005. */
  seal(): Promise<Outcome<SealedTree>>;
  /** What came of the last seal, whoever asked for it; undefined before the first. */
  lastSeal(): Outcome<SealedTree> | undefined;
  /** Seals when a thousand leaves and a second, or thirty seconds, have passed since the last seal. */
  sealIfDue(derivedLeaves: number): Promise<void>;
  provePerson(request: PersonProofRequest): Promise<Outcome<LogFile>>;
  stop(): Promise<void>;
}

const sealEveryMs = 30_000;
const sealEveryLeaves = 1_000;
/** However many leaves come: a seal reads and flushes as much for few as for many. */
const sealAtMostEveryMs = 1_000;

function logsOf(peers: readonly LogPeer[]): Map<string, readonly VerifierKey[]> {
  const byOrigin = new Map<string, VerifierKey[]>();
  for (const key of peers.flatMap(({ logKeys }) => logKeys))
    byOrigin.set(key.name, [...(byOrigin.get(key.name) ?? []), key]);
  return byOrigin;
}

export function createProofs(deps: ProofDeps): LogProofs {
  const { keys, clock, log, database } = deps;
  const headsMap = createHeadsMap();
  const sealDeps = { database, clock, log, key: keys.key, kept: keys.kept, headsMap };
  const askAll = takeTurns(() => askPeers({ ...deps, peers: keys.peers, newest: () => newestConfirmed(deps) }));
  let lastSealMs = Number.NEGATIVE_INFINITY;
  let leavesSince = 0;
  let lastSeal: Outcome<SealedTree> | undefined;
  const seal = takeTurns(async (): Promise<Outcome<SealedTree>> => {
    const derived = await deps.derive();
    if (!derived.ok) return derived;
    [lastSealMs, leavesSince] = [clock.now(), 0];
    const sealed = await sealTree(sealDeps);
    lastSeal = sealed;
    if (sealed.ok && sealed.value.isNew) void askAll();
    return sealed;
  });
  return {
    publication: createPublication(deps),
    seal,
    lastSeal: () => lastSeal,
    async sealIfDue(derivedLeaves) {
      leavesSince += derivedLeaves;
      const sinceMs = clock.now() - lastSealMs;
      if (sinceMs >= sealEveryMs || (leavesSince >= sealEveryLeaves && sinceMs >= sealAtMostEveryMs)) await seal();
    },
    provePerson: (request) =>
      provePerson({ database, clock, log, key: keys.key, headsMap, witnessKeys: keys.peerWitnessKeys, seal }, request),
    async stop() {
      await seal.underWay();
      await askAll.underWay();
    },
  };
}

/**
 * What may be shown to the world: no seal beyond the newest in the keys directory, which is written once the commit was
 * acknowledged. A seal whose commit was ended while the standby was away stands on the primary alone (decision 104), and a
 * log that goes on from the standby would be seen to fork.
 */
async function newestConfirmed({ database, keys }: ProofDeps): Promise<CheckpointRow | undefined> {
  const note = await keys.kept.newest();
  const kept = note === undefined ? undefined : readCheckpoint(readNote(note)?.text ?? '');
  return kept?.origin === keys.key.name ? selectNewestCheckpoint(database.sql, kept.size) : undefined;
}

function createPublication(deps: ProofDeps): LogPublication {
  const { keys, clock, log } = deps;
  const { sql } = deps.database;
  const { key, witnessKey, keysDirectory, peerWitnessKeys } = keys;
  const witness = createWitness({ clock, log, key: witnessKey, keysDirectory, logs: logsOf(keys.peers) });
  const orUnavailable = async <T>(work: () => Promise<T>): Promise<Outcome<T>> => {
    try {
      return ok(await work());
    } catch (error) {
      log.error('the access log could not be read', { code: 'AUDIT-001', ...errorFields(error) });
      return failed(auditFault('AUDIT-001'));
    }
  };
  return {
    origin: key.name,
    keys: key.verifierTexts,
    witnessKeys: witnessKey.verifierTexts,
    peerWitnessKeys,
    checkpoint: () =>
      orUnavailable(async () => {
        const newest = await newestConfirmed(deps);
        return newest === undefined ? undefined : newest.note + (await selectCosignatures(sql, newest.size)).join('');
      }),
    tile: ({ level, number, width }) =>
      orUnavailable(async () => {
        const size = (await newestConfirmed(deps))?.size ?? 0;
        return new TreeReader(sql, size).publishedTile({ level, number }, width);
      }),
    addCheckpoint: (body) => witness.addCheckpoint(body),
    signedLast: (originHash) => witness.signedLast(originHash),
  };
}
