/** The body of the thread that `verifyInThread` starts: one look through the whole log, by connections of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { createLog, openDatabase } from '#platform';
import { readVerifierKey } from '../verify/signed-note.ts';
import type { ThreadOrder } from './verify-in-thread.ts';
import { verifyRegion } from './verify-region.ts';

/** Leaves, entries, and what is looked up between them. */
const poolSize = 2;

const { ownerUrl, applicationUrl, keyTexts, outsideNotes } = workerData as ThreadOrder;
const database = openDatabase({ ownerUrl, applicationUrl, poolSize, log: createLog({ level: 'silent' }) });
try {
  const keys = (await Promise.all(keyTexts.map(readVerifierKey))).filter((key) => key !== undefined);
  parentPort?.postMessage(await verifyRegion({ sql: database.sql, keys, outsideNotes }));
} finally {
  await database.close();
}
