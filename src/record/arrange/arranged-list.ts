/** Lines of one section with what each source said to it. */
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { happenedAt, timeOf } from './happened-at.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export interface ArrangedList<Line> {
  readonly lines: readonly Line[];
  readonly answers: readonly SectionAnswer[];
  readonly newest: string | undefined;
}

export function listOf<Line>(
  arrangement: Arrangement,
  entries: readonly RecordEntry[],
  lines: readonly Line[],
): ArrangedList<Line> {
  const newest = entries.reduce<RecordEntry | undefined>(
    (best, entry) => (best === undefined || timeOf(entry) > timeOf(best) ? entry : best),
    undefined,
  );
  return {
    lines,
    answers: answersFor(arrangement.sources, entries),
    newest: newest === undefined ? undefined : happenedAt(newest),
  };
}
