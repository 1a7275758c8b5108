/** What each source of a record said, and how fresh that is: nothing may read "none" unless a live source said so. */
import type { FhirDate } from './calendar.ts';
import { staffTimeAgo } from './staff-date.ts';
import { words } from './words.en.ts';

export interface SourceState {
  readonly name: string;
  /** `as-of`: a copy from `asOf`. `unreachable`: did not answer, since `asOf` where known. `silent`: connected, has sent nothing yet. */
  readonly state: 'live' | 'as-of' | 'unreachable' | 'silent';
  readonly asOf?: FhirDate;
}

/** What one source said to one section. */
export interface SourceAnswer extends SourceState {
  /** `entries`: shown above. `no-entries`: answered and holds none that this reader may see. Absent: it did not answer. */
  readonly said?: 'entries' | 'no-entries';
  /** The source's own negative statement, such as "No known allergies". Shown as a quotation, with its source. */
  readonly statement?: string;
}

/** A part of a record. The caution is there for everybody and every person, so it gives nothing away. */
export interface Section<Item> {
  readonly caution: true;
  readonly sources: readonly SourceAnswer[];
  readonly items: readonly Item[];
  /** How many there are that this reader may see; `items` may hold fewer. */
  readonly count: number;
  readonly newest?: FhirDate;
}

/** `live`, `as of 06:10 today`, `unreachable since 04:02 today`, `nothing received yet`. */
export function sourceStateText(source: SourceState, now: FhirDate): string {
  if (source.state === 'live') return words.source.live;
  if (source.state === 'silent') return words.source.silent;
  const when = source.asOf === undefined ? '' : staffTimeAgo(source.asOf, now);
  if (source.state === 'as-of') return when === '' ? words.source.ageUnknown : `${words.source.asOf} ${when}`;
  return when === '' ? words.source.unreachable : `${words.source.unreachable} ${words.source.since} ${when}`;
}

/** One source's answer to a section that shows nothing: `GP practice, as of 06:10 today: no entries`. */
export function sourceAnswerText(answer: SourceAnswer, now: FhirDate): string {
  const source = `${answer.name}, ${sourceStateText(answer, now)}`;
  if (answer.statement !== undefined) return `${source}: ${words.source.states} \u201c${answer.statement}\u201d`;
  if (answer.state === 'silent') return source;
  if (answer.state === 'unreachable' || answer.said === undefined) return `${source}: ${words.source.noAnswer}`;
  return `${source}: ${answer.said === 'entries' ? words.source.entries : words.source.noEntries}`;
}
