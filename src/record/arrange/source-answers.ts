/**
 * What each source said. Named are the sources that this reader sees something from, and those that do not answer for
 * anybody now: so the list tells nothing of a source whose entries are all withheld.
 */
import type { Source } from '#directory';
import { contentClass } from '#disclosure';
import type { OpenedRecord, RecordEntry, SourceState } from '../opened-record.ts';

export interface SourceStanding {
  readonly source: Source;
  /** silent: connected and has sent nothing yet, about anybody. */
  readonly state: 'live' | 'as-of' | 'unreachable' | 'silent';
  readonly asOfMs: number | undefined;
}

export interface SectionAnswer extends SourceStanding {
  /** Undefined: it did not answer. */
  readonly said: 'entries' | 'no-entries' | undefined;
  /** The source's own negative statement. */
  readonly statement: string | undefined;
}

export function standingOf(state: SourceState): SourceStanding {
  const { source, asOfMs } = state;
  if (state.state === 'live' && source.lastReceivedMs === undefined) return { source, state: 'silent', asOfMs };
  return { source, state: state.state, asOfMs };
}

/** Sources to name beside this record, those with the most to say first, those that do not answer last. */
export function sourcesToName(record: OpenedRecord): SourceStanding[] {
  const counts = new Map<number, number>();
  // Name and address alone would tell that a service knows the person whose every entry is withheld.
  for (const entry of record.entries)
    if (entry.contentClass !== contentClass.demographics)
      counts.set(entry.source.number, (counts.get(entry.source.number) ?? 0) + 1);
  const named = record.sources.filter(({ source, state }) => counts.has(source.number) || state === 'unreachable');
  const rank = (state: SourceState): number =>
    state.state === 'unreachable' ? Number.POSITIVE_INFINITY : -(counts.get(state.source.number) ?? 0);
  return named.sort((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other))).map(standingOf);
}

/** What each named source said to one section: from the entries of that section that this reader may see. */
export function answersFor(
  sources: readonly SourceStanding[],
  entries: readonly RecordEntry[],
  statements: ReadonlyMap<number, string> = new Map(),
): SectionAnswer[] {
  const holding = new Set(entries.map((entry) => entry.source.number));
  return sources.map((standing) => {
    const { number } = standing.source;
    const isHeard = standing.state !== 'unreachable';
    const said = holding.has(number) ? 'entries' : isHeard ? 'no-entries' : undefined;
    return { ...standing, said, statement: statements.get(number) };
  });
}
