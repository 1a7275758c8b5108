/** The journal across all sources: what belongs together is one line, newest first. Cheap, since it reads every entry. */
import type { Communication, Composition, DiagnosticReport } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import type { EntryAuthor } from './authors.ts';
import { as, list } from './fhir-words.ts';
import { timeOf } from './happened-at.ts';
import { type JournalKind, journalKindOf } from './journal-kinds.ts';
import { type JournalLane, laneOf } from './lane.ts';

export interface JournalLine {
  readonly id: string;
  readonly timeMs: number;
  readonly kind: JournalKind;
  readonly lane: JournalLane;
  readonly author: EntryAuthor | undefined;
  readonly organisationCode: string;
  readonly organisationName: string;
  readonly entry: RecordEntry;
  /** A report's values; the attendance of a note. */
  readonly parts: readonly RecordEntry[];
}

interface Grouping {
  readonly partsOf: ReadonlyMap<string, readonly RecordEntry[]>;
  readonly absorbed: ReadonlySet<string>;
}

/** A report with its values is one entry; an attendance with its one note is one entry. */
function group(arrangement: Arrangement): Grouping {
  const partsOf = new Map<string, RecordEntry[]>();
  const absorbed = new Set<string>();
  const absorb = (whole: RecordEntry, part: RecordEntry | undefined): void => {
    if (part === undefined || absorbed.has(part.id)) return;
    absorbed.add(part.id);
    const parts = partsOf.get(whole.id) ?? [];
    parts.push(part);
    partsOf.set(whole.id, parts);
  };
  for (const entry of arrangement.ofType('DiagnosticReport'))
    for (const result of as<DiagnosticReport>(entry).result ?? []) absorb(entry, arrangement.find(result.reference));
  // A small provider's note of a visit is a Communication: without it each visit stood in the journal twice.
  const notes = [...arrangement.ofType('Composition'), ...arrangement.ofType('Communication')];
  const standing = notes.filter((entry) => !entry.isWithdrawn);
  const byEncounter = Map.groupBy(standing, (entry) => as<Composition | Communication>(entry).encounter?.reference);
  for (const [reference, several] of byEncounter) {
    const encounter = reference === undefined ? undefined : arrangement.find(reference);
    if (several.length === 1 && encounter !== undefined && !encounter.isWithdrawn) absorb(several[0]!, encounter);
  }
  return { partsOf, absorbed };
}

/** Every line that this reader may see: counts are of these. */
export function arrangeJournal(arrangement: Arrangement): JournalLine[] {
  const { partsOf, absorbed } = group(arrangement);
  const lines: JournalLine[] = [];
  for (const entry of arrangement.entries) {
    const kind = journalKindOf(entry);
    if (kind === undefined || absorbed.has(entry.id)) continue;
    const parts = list(partsOf.get(entry.id));
    const author = authorOf(arrangement, entry, parts);
    const { organisation } = entry.source;
    lines.push({
      id: entry.id,
      timeMs: timeOf(entry),
      kind,
      lane: laneOf(organisation.kind, { code: author?.roleCode, words: author?.profession }),
      author,
      organisationCode: organisation.code,
      organisationName: organisation.name,
      entry,
      parts,
    });
  }
  return lines;
}

function authorOf(
  arrangement: Arrangement,
  entry: RecordEntry,
  parts: readonly RecordEntry[],
): EntryAuthor | undefined {
  const author = arrangement.authors.authorOf(entry);
  if (author !== undefined) return author;
  for (const part of parts) {
    const found = arrangement.authors.authorOf(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
