/** Writes rows with what hides them: sensitive labels spread over links. */
import { sensitiveLabels } from '#disclosure';
import type { DatabaseTransaction } from '#platform';
import { inheritLabels, type ResourceToWrite, writeResources } from '#store';
import { entryLinks } from './entry-links.ts';
import { spreadingLinks, spreadLabels } from './spread-labels.ts';

/** Sent together, run in order: one round trip. Gives the rows as they were written, and what seals follow (`followSeals`). */
export async function writeWithLabels(
  transaction: DatabaseTransaction,
  prepared: readonly ResourceToWrite[],
): Promise<{ readonly rows: readonly ResourceToWrite[]; readonly links: ReturnType<typeof entryLinks> }> {
  const links = entryLinks(prepared);
  const spreading = spreadingLinks(prepared, links);
  const rows = spreadLabels(prepared, spreading);
  await Promise.all([writeResources(transaction, rows), inheritLabels(transaction, spreading, sensitiveLabels)]);
  return { rows, links };
}
