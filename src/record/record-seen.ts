/** A mark of what somebody sees of a record: another mark is another entry, another version, or an entry that is gone. */
import { createHash } from 'node:crypto';
import type { OpenedRecord } from './opened-record.ts';

export function seenOf({ entries }: Pick<OpenedRecord, 'entries'>): string {
  const hash = createHash('sha256');
  const keys = entries
    // Of each filing one is kept, also of what this reader is not shown: it would tell the moment.
    .filter(({ resource }) => resource.resourceType !== 'Provenance')
    .map(({ id, receivedMs, isWithdrawn }) => `${id} ${receivedMs} ${isWithdrawn}\n`)
    .sort();
  for (const key of keys) hash.update(key);
  return hash.digest('base64url').slice(0, 16);
}
