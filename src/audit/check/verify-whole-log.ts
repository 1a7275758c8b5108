/** The operator's verification as the command line asks for it: keys and kept checkpoints from the keys directory. */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import { ownCheckpoints } from '../create-proofs.ts';
import { auditFault } from '../faults.ts';
import { keptNotes } from '../tree/kept-notes.ts';
import { readVerifierFiles } from '../tree/log-keys.ts';
import { readVerifierKey } from '../verify/signed-note.ts';
import { type RegionReport, verifyRegion } from './verify-region.ts';

export interface WholeLogRequest {
  readonly database: Pick<Database, 'sql'>;
  readonly keysDirectory: string;
  readonly origin: string;
  /** Verifier keys besides those in the keys directory. */
  readonly keys: readonly string[];
  /** Checkpoints that were kept elsewhere, as signed notes. */
  readonly outsideNotes: readonly string[];
}

/** Reads everything and discloses nothing: what it finds names places in the log. Faults: AUDIT-007. */
export async function verifyWholeLog(request: WholeLogRequest): Promise<Outcome<RegionReport>> {
  const { keysDirectory, origin } = request;
  const texts = [...(await readVerifierFiles(keysDirectory, 'log')), ...request.keys];
  const keys = (await Promise.all(texts.map(readVerifierKey))).filter((key) => key?.name === origin);
  if (keys.length === 0) return failed(auditFault('AUDIT-007'));
  const kept = await keptNotes(keysDirectory, ownCheckpoints).all();
  const own = kept.filter((note) => note.startsWith(`${origin}\n`));
  return ok(
    await verifyRegion({
      sql: request.database.sql,
      keys: keys.filter((key) => key !== undefined),
      outsideNotes: [...own, ...request.outsideNotes],
    }),
  );
}
