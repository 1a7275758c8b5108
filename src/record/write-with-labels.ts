/** Writes rows with what hides them: sensitive labels spread over links, and seals follow them. */
import { sensitiveLabels } from '#disclosure';
import type { DatabaseTransaction } from '#platform';
import { followSeals } from '#privacy';
import { inheritLabels, type ResourceToWrite, writeResources } from '#store';
import { entryLinks } from './entry-links.ts';
import { spreadingLinks, spreadLabels } from './spread-labels.ts';

/** Sent together, run in order: one round trip. Gives the rows as they were written. */
export async function writeWithLabels(
  transaction: DatabaseTransaction,
  prepared: readonly ResourceToWrite[],
): Promise<readonly ResourceToWrite[]> {
  const links = entryLinks(prepared);
  const spreading = spreadingLinks(prepared, links);
  const rows = spreadLabels(prepared, spreading);
  await Promise.all([
    writeResources(transaction, rows),
    inheritLabels(transaction, spreading, sensitiveLabels),
    followSeals(transaction, links),
  ]);
  return rows;
}
