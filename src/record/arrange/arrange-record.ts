/** One opened record, ready to be arranged: what every section reads, worked out once. Pure. */
import { type ContentClassName, contentClass } from '#disclosure';
import type { OpenedRecord, RecordEntry } from '../opened-record.ts';
import { type AuthorReader, createAuthorReader } from './authors.ts';
import { timeOf } from './happened-at.ts';
import { type SourceStanding, sourcesToName } from './source-answers.ts';

export interface Arrangement {
  readonly record: OpenedRecord;
  readonly authors: AuthorReader;
  /** Newest first. */
  readonly entries: readonly RecordEntry[];
  readonly byId: ReadonlyMap<string, RecordEntry>;
  /** Sources to name beside every section. */
  readonly sources: readonly SourceStanding[];
  /** Entries of these content classes, newest first. */
  ofClass(...names: readonly ContentClassName[]): readonly RecordEntry[];
  ofType(...types: readonly string[]): readonly RecordEntry[];
  /** The entry that a reference names, where this reader may see it. */
  find(reference: string | undefined): RecordEntry | undefined;
}

export function arrangeRecord(record: OpenedRecord): Arrangement {
  const entries = [...record.entries].sort((one, other) => timeOf(other) - timeOf(one));
  const byClass = Map.groupBy(entries, (entry) => entry.contentClass as number);
  const byType = Map.groupBy(entries, (entry) => entry.resource.resourceType);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const gather = (groups: readonly (readonly RecordEntry[] | undefined)[]): readonly RecordEntry[] => {
    const found = groups.filter((group) => group !== undefined);
    if (found.length === 1) return found[0]!;
    return found.flat().sort((one, other) => timeOf(other) - timeOf(one));
  };
  return {
    record,
    authors: createAuthorReader(record),
    entries,
    byId,
    sources: sourcesToName(record),
    ofClass: (...names) => gather(names.map((name) => byClass.get(contentClass[name]))),
    ofType: (...types) => gather(types.map((type) => byType.get(type))),
    find: (reference) => (reference === undefined ? undefined : byId.get(reference.slice(reference.indexOf('/') + 1))),
  };
}
