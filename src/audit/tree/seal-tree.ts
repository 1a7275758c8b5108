/**
 * Seals what was derived: the leaf that holds everybody's heads, the full subtrees, the signed checkpoint. One
 * transaction under the lock of the log. A log never signs what contradicts what it signed before (C2SP tlog-checkpoint):
 * the newest checkpoint is kept outside the database, and a database that does not continue it gets no signature.
 */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AnySql, type Database, errorFields, isUnavailable, type Log } from '#platform';
import { auditFault } from '../faults.ts';
import { insertCheckpoint, selectNewestCheckpoint } from '../queries/checkpoints.ts';
import { selectHeadsBefore } from '../queries/heads.ts';
import { lockSealing } from '../queries/lock-sealing.ts';
import { isSameBytes } from '../verify/bytes.ts';
import { checkpointText, readCheckpoint, readNote, writeNote } from '../verify/signed-note.ts';
import { extendSubtrees } from './extend-subtrees.ts';
import type { HeadsMap } from './heads-map.ts';
import type { KeptNotes } from './kept-notes.ts';
import type { LogKey } from './log-keys.ts';
import { TreeReader } from './tree-reader.ts';

export interface SealDeps {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: LogKey;
  readonly kept: KeptNotes;
  readonly headsMap: HeadsMap;
}

export interface SealedTree {
  readonly size: number;
  /** False when there was nothing new. */
  readonly isNew: boolean;
}

/** A root rests on stored subtrees: of the leaves below them a seal reads these, and the look of the day reads all. */
const newestLeaves = 512;

class LogDoesNotContinue extends Error {
  override readonly name = 'LogDoesNotContinue';
}

/**
 * Faults: AUDIT-001; AUDIT-005 when the database does not continue the log that was signed. The heads in memory trip over
 * a log that was changed behind them before it is held against what was signed: such a failure says nothing yet, so they are
 * read anew and the log is judged at once.
 */
export async function sealTree(deps: SealDeps): Promise<Outcome<SealedTree>> {
  try {
    return ok(await sealOnce(deps));
  } catch (error) {
    if (error instanceof LogDoesNotContinue || isUnavailable(error)) return cannotBeSealed(deps, error);
    deps.log.warn('the access log is sealed with the heads read anew', errorFields(error));
  }
  try {
    return ok(await sealOnce(deps));
  } catch (error) {
    return cannotBeSealed(deps, error);
  }
}

async function sealOnce(deps: SealDeps): Promise<SealedTree> {
  try {
    const { size, note, atMs } = await deps.database.transaction((sql) => sealWithin(deps, sql));
    if (note !== undefined) await deps.kept.keep(note, atMs);
    return { size, isNew: note !== undefined };
  } catch (error) {
    deps.headsMap.forget();
    throw error;
  }
}

function cannotBeSealed(deps: SealDeps, error: unknown): Outcome<never> {
  const code = error instanceof LogDoesNotContinue ? 'AUDIT-005' : 'AUDIT-001';
  deps.log.error('the access log could not be sealed', { code, ...errorFields(error) });
  return failed(auditFault(code));
}

interface Sealed {
  readonly size: number;
  readonly atMs: number;
  readonly note: string | undefined;
}

async function sealWithin(deps: SealDeps, sql: AnySql): Promise<Sealed> {
  const { lastLeaf } = await lockSealing(sql);
  const atMs = deps.clock.now();
  const lastHeads = await selectHeadsBefore(sql, Number.MAX_SAFE_INTEGER);
  if (lastLeaf < 0 || lastHeads?.leafIndex === lastLeaf) {
    await checkContinues(deps, sql, lastLeaf + 1);
    return { size: lastLeaf + 1, atMs, note: undefined };
  }
  const heads = await deps.headsMap.seal(sql, lastLeaf + 1, atMs);
  const size = heads.leafIndex + 1;
  await extendSubtrees(sql, size);
  await checkContinues(deps, sql, size);
  const root = await new TreeReader(sql, size).root();
  if (root === undefined) throw new LogDoesNotContinue('leaves are missing');
  const text = checkpointText({ origin: deps.key.name, size, root: Uint8Array.from(root) });
  const note = writeNote(text, [deps.key.sign(text, atMs)]);
  await insertCheckpoint(sql, { size, root, atMs, note });
  return { size, atMs, note };
}

/** Against the checkpoint in the keys directory, and the one in the database, which must be no older. */
async function checkContinues(deps: SealDeps, sql: AnySql, size: number): Promise<void> {
  const inside = (await selectNewestCheckpoint(sql))?.note;
  for (const note of [await deps.kept.newest(), inside]) {
    const checkpoint = note === undefined ? undefined : readCheckpoint(readNote(note)?.text ?? '');
    if (checkpoint === undefined || checkpoint.origin !== deps.key.name) continue;
    if (checkpoint.size > size) throw new LogDoesNotContinue('the database is older than what was signed');
    const reader = new TreeReader(sql, checkpoint.size);
    const root = await reader.root();
    if (root === undefined || !isSameBytes(root, checkpoint.root))
      throw new LogDoesNotContinue('the database holds another log than was signed');
    if (!(await reader.isNewestStoredRight(newestLeaves)))
      throw new LogDoesNotContinue('leaves are not those that were signed');
  }
}
