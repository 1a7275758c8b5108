/** Whether an entry is preliminary, corrected or withdrawn, and who said so when. */
import type { Annotation } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import { list } from './fhir-words.ts';
import { isoTime } from './happened-at.ts';

export interface EntryState {
  readonly isPreliminary: boolean;
  readonly isCorrected: boolean;
  readonly isWithdrawn: boolean;
  /** Present for a withdrawn entry: who took it back, when, and the source's own words. */
  readonly withdrawal: { readonly by: string; readonly at: string; readonly reason: string | undefined } | undefined;
}

const preliminary: ReadonlySet<string> = new Set(['preliminary', 'registered', 'partial']);
const corrected: ReadonlySet<string> = new Set(['corrected', 'amended', 'appended']);

/** The note that came last says who and when, where the source sent it. */
function lastNote(entry: RecordEntry): Annotation | undefined {
  const notes = list(entry.resource['note'] as readonly Annotation[] | undefined);
  return notes.findLast((note) => note.time !== undefined || note.authorString !== undefined) ?? notes.at(-1);
}

export function stateOf(entry: RecordEntry): EntryState {
  const status = String(entry.resource['docStatus'] ?? entry.resource['status'] ?? '');
  const isWithdrawn = entry.isWithdrawn || status === 'entered-in-error';
  const note = isWithdrawn ? lastNote(entry) : undefined;
  return {
    isPreliminary: !isWithdrawn && preliminary.has(status),
    isCorrected: !isWithdrawn && corrected.has(status),
    isWithdrawn,
    withdrawal: isWithdrawn
      ? {
          by: note?.authorString ?? note?.authorReference?.display ?? entry.source.organisation.name,
          at: note?.time ?? isoTime(entry.receivedMs),
          reason: note?.text,
        }
      : undefined,
  };
}
