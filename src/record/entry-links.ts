/** Which entries of the same record a written resource refers to, read off its text: references are ids of ours by then. */
import { isShelf, parseResourceId } from '#kernel/identity-number.ts';
import type { EntryLink } from '#privacy';
import type { ResourceToWrite } from '#store';

const reference = /"[A-Z][A-Za-z]+\/([0-9a-z]{22})["/]/g;

/** A link joins two entries of one source-patient record, so that it stays on one shard. */
export function linksInText(row: {
  readonly compartment: number;
  readonly number: number;
  readonly body: string;
}): EntryLink[] {
  const seen = new Set<number>([row.number, row.compartment]);
  return [...row.body.matchAll(reference)].flatMap(([, id = '']): EntryLink[] => {
    const to = parseResourceId(id);
    if (to === undefined || to.compartment !== row.compartment || seen.has(to.number)) return [];
    seen.add(to.number);
    return [{ from: row, to }];
  });
}

/** Without the reference to the patient, which every entry has. */
export function entryLinks(rows: readonly ResourceToWrite[]): EntryLink[] {
  return rows.flatMap((row) => (isShelf(row.compartment) ? [] : linksInText(row)));
}
