/** Asks other regions to witness this log's newest checkpoint. What they sign is kept beside it; nobody waits for them. */
import type { Clock } from '#kernel/clock.ts';
import { type Database, errorFields, type Log } from '#platform';
import { type CheckpointRow, insertCosignature, selectCosignedSize } from '../queries/checkpoints.ts';
import { TreeReader } from '../tree/tree-reader.ts';
import { toBase64 } from '../verify/bytes.ts';
import { checkSignature, readNote, type VerifierKey, writeNote } from '../verify/signed-note.ts';

export interface LogPeer {
  /** Origin of the other region's public address. */
  readonly url: string;
  /** Its log's keys: this region witnesses what they sign. */
  readonly logKeys: readonly VerifierKey[];
  /** Its witness's keys: what it signs of our log. */
  readonly witnessKeys: readonly VerifierKey[];
}

export interface AskPeersDeps {
  readonly database: Pick<Database, 'sql'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly peers: readonly LogPeer[];
  /** What may be shown to others. */
  newest(): Promise<CheckpointRow | undefined>;
}

/** Its messages are constants. */
class PeerDidNotSign extends Error {
  override readonly name = 'PeerDidNotSign';
}

const answerWithinMs = 5_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function submit(deps: AskPeersDeps, peer: LogPeer, checkpoint: CheckpointRow, oldSize: number): Promise<Answer> {
  const reader = new TreeReader(deps.database.sql, checkpoint.size);
  const [path = []] = await reader.consistencyPaths([oldSize]);
  const body = `old ${oldSize}\n${path.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint.note}`;
  const signal = AbortSignal.timeout(answerWithinMs);
  const response = await fetch(`${peer.url}/log/witness/add-checkpoint`, { method: 'POST', body, signal });
  return { status: response.status, body: (await response.text()).slice(0, 10_000) };
}

/** Signatures by keys that we know, and that hold. */
async function keepSignatures(
  deps: AskPeersDeps,
  peer: LogPeer,
  checkpoint: CheckpointRow,
  lines: string,
): Promise<number> {
  const text = readNote(checkpoint.note)?.text ?? '';
  const note = readNote(writeNote(text, [lines]));
  let kept = 0;
  for (const key of peer.witnessKeys) {
    const check = note === undefined ? undefined : await checkSignature(note, key);
    if (note === undefined || check?.isValid !== true) continue;
    const found = note.signatures.find(({ name, keyId }) => name === key.name && keyId.join() === key.id.join());
    if (found === undefined) continue;
    const row = { size: checkpoint.size, witness: key.name, line: found.line, atMs: deps.clock.now() };
    await insertCosignature(deps.database.sql, row);
    kept++;
  }
  return kept;
}

async function askPeer(deps: AskPeersDeps, peer: LogPeer, checkpoint: CheckpointRow): Promise<void> {
  const sizes = peer.witnessKeys.map(({ name }) => selectCosignedSize(deps.database.sql, name));
  const cosignedSize = Math.max(0, ...(await Promise.all(sizes)));
  if (cosignedSize >= checkpoint.size) return;
  let answer = await submit(deps, peer, checkpoint, cosignedSize);
  if (answer.status === 409) {
    const known = Number(answer.body.trim());
    if (!Number.isSafeInteger(known) || known < 0 || known > checkpoint.size)
      throw new PeerDidNotSign('the witness has seen a longer log of this name');
    answer = await submit(deps, peer, checkpoint, known);
  }
  if (answer.status !== 200) throw new PeerDidNotSign(`the witness answered ${answer.status}`);
  if ((await keepSignatures(deps, peer, checkpoint, answer.body)) === 0)
    throw new PeerDidNotSign('the witness signed with a key that we do not know');
}

/** Never throws. A peer that does not sign is named in the process log, and asked again at the next seal. */
export async function askPeers(deps: AskPeersDeps): Promise<void> {
  if (deps.peers.length === 0) return;
  try {
    const checkpoint = await deps.newest();
    if (checkpoint === undefined) return;
    await Promise.all(
      deps.peers.map((peer) =>
        askPeer(deps, peer, checkpoint).catch((error: unknown) =>
          deps.log.warn('another region did not witness the access log', {
            host: new URL(peer.url).host,
            ...(error instanceof PeerDidNotSign ? { reason: error.message } : errorFields(error)),
          }),
        ),
      ),
    );
  } catch (error) {
    deps.log.warn('the newest checkpoint could not be read for its witnesses', errorFields(error));
  }
}
