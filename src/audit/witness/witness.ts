/**
 * C2SP tlog-witness: this region signs the checkpoints of other regions, after each has shown that its log only grew.
 * What was signed last is a file outside the database, durable before the signature leaves, so that a restored backup
 * does not take it back. One process has one keys directory (decision 0007).
 */
import { hash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { errorFields, type Log } from '#platform';
import { keptNotes } from '../tree/kept-notes.ts';
import type { LogKey } from '../tree/log-keys.ts';
import { fromBase64, isSameBytes } from '../verify/bytes.ts';
import { emptyRoot, isConsistent } from '../verify/merkle.ts';
import {
  type Checkpoint,
  checkSignature,
  readCheckpoint,
  readNote,
  type SignedNote,
  type VerifierKey,
  writeNote,
} from '../verify/signed-note.ts';

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422 | 500;
  readonly contentType: string;
  readonly body: string;
}

export interface WitnessDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly key: LogKey;
  readonly keysDirectory: string;
  /** The logs that are witnessed: verifier keys by origin. */
  readonly logs: ReadonlyMap<string, readonly VerifierKey[]>;
}

export interface Witness {
  /** The body of a POST to `add-checkpoint`. */
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  /** What was signed last of the log with this hash of its origin; undefined when nothing was. */
  signedLast(originHash: string): Promise<string | undefined>;
}

interface Submission {
  readonly oldSize: number;
  readonly path: readonly Uint8Array[];
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

export function hashOfOrigin(origin: string): string {
  return hash('sha256', origin, 'hex');
}

/** Notes of other regions in the keys directory, by the subject of their files. */
export function witnessedSubject(origin: string): string {
  return `witnessed-${hashOfOrigin(origin).slice(0, 16)}`;
}

function readSubmission(body: string): Submission | undefined {
  const [, sizeText = '', pathText = '', noteText = ''] =
    /^old (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/=]+\n){0,63})\n([\s\S]+)$/.exec(body) ?? [];
  const path = pathText.split('\n').slice(0, -1).map(fromBase64);
  const note = readNote(noteText);
  const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined || !path.every((one) => one?.length === 32)) return undefined;
  return { oldSize: Number(sizeText), path: path as Uint8Array[], note, checkpoint };
}

function refused(status: WitnessAnswer['status'], body = ''): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

/** The signature lines by keys that are trusted; undefined when one of them is false, or none is there. */
async function trustedLines(note: SignedNote, keys: readonly VerifierKey[]): Promise<string[] | undefined> {
  const lines: string[] = [];
  for (const key of keys) {
    const check = await checkSignature(note, key);
    if (check === undefined) continue;
    if (!check.isValid) return undefined;
    const found = note.signatures.find(({ name, keyId }) => name === key.name && isSameBytes(keyId, key.id));
    if (found !== undefined) lines.push(found.line);
  }
  return lines.length === 0 ? undefined : lines;
}

async function growsFrom(last: Checkpoint | undefined, { checkpoint, path }: Submission): Promise<boolean> {
  if (checkpoint.size === 0) return isSameBytes(checkpoint.root, await emptyRoot()) && path.length === 0;
  if (last === undefined || last.size === 0) return path.length === 0;
  return isConsistent(last, checkpoint, path);
}

export function createWitness(deps: WitnessDeps): Witness {
  const origins = [...deps.logs.keys()];
  const keptByOrigin = new Map(
    origins.map((origin) => [origin, keptNotes(deps.keysDirectory, witnessedSubject(origin))]),
  );
  /** Looking at what was signed last and signing the next must not be parted by another submission. */
  const turnByOrigin = new Map<string, Promise<unknown>>();

  const decide = async (submission: Submission, lines: readonly string[]): Promise<WitnessAnswer> => {
    const { checkpoint, oldSize, note } = submission;
    const kept = keptByOrigin.get(checkpoint.origin)!;
    const lastNote = await kept.newest();
    const last = lastNote === undefined ? undefined : readCheckpoint(readNote(lastNote)?.text ?? '');
    if (lastNote !== undefined && last === undefined) throw new Error('what was witnessed last cannot be read');
    const lastSize = last?.size ?? 0;
    if (oldSize !== lastSize) return { status: 409, contentType: 'text/x.tlog.size', body: `${lastSize}\n` };
    if (!(await growsFrom(last, submission))) {
      deps.log.error('another region has shown a log that does not continue what was witnessed of it', {
        code: 'AUDIT-008',
        name: checkpoint.origin,
        size: checkpoint.size,
      });
      return refused(422);
    }
    const atMs = deps.clock.now();
    const line = deps.key.sign(note.text, atMs);
    await kept.keep(writeNote(note.text, [...lines, line]), atMs);
    return { status: 200, contentType: 'text/plain; charset=utf-8', body: line };
  };

  return {
    async addCheckpoint(body) {
      const submission = readSubmission(body);
      if (submission === undefined) return refused(400);
      const { origin, size } = submission.checkpoint;
      const keys = deps.logs.get(origin);
      if (keys === undefined) return refused(404);
      const lines = await trustedLines(submission.note, keys);
      if (lines === undefined) return refused(403);
      if (submission.oldSize > size) return refused(400);
      const turn = (turnByOrigin.get(origin) ?? Promise.resolve()).then(() => decide(submission, lines));
      turnByOrigin.set(
        origin,
        turn.catch(() => undefined),
      );
      try {
        return await turn;
      } catch (error) {
        deps.log.error('a checkpoint could not be witnessed', { name: origin, ...errorFields(error) });
        return refused(500);
      }
    },
    async signedLast(originHash) {
      const origin = origins.find((one) => hashOfOrigin(one) === originHash);
      return origin === undefined ? undefined : keptByOrigin.get(origin)?.newest();
    },
  };
}
