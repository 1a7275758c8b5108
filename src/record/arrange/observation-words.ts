/** One value in words: its name, the value, what it replaced, its range and how it stands. */
import type { Annotation, Observation } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import { stateOf } from './entry-state.ts';
import { as, conceptText, referenceRangeText, valueText } from './fhir-words.ts';
import { standingOfValue } from './result-standing.ts';
import type { WordsPart } from './words-part.ts';

export interface ObservationWords {
  readonly parts: readonly WordsPart[];
  readonly standing: string;
  readonly isCritical: boolean;
  readonly isChanged: boolean;
}

export interface EarlierValue {
  readonly text: string;
  readonly by: string | undefined;
  readonly at: string | undefined;
}

const earlierForm = /^Corrected\. Earlier value: (.*)$/s;

/** What intake noted when a corrected value came: the value that stood there before, who corrected it, and when. */
export function earlierValues(notes: readonly Annotation[] | undefined): EarlierValue[] {
  return (notes ?? []).flatMap((note) => {
    const text = earlierForm.exec(note.text)?.[1];
    return text === undefined ? [] : [{ text, by: note.authorString, at: note.time }];
  });
}

/** Notes of the source itself. */
export function sourceNotes(notes: readonly Annotation[] | undefined): string {
  return (notes ?? [])
    .filter((note) => !earlierForm.test(note.text))
    .map((note) => note.text)
    .join(' ');
}

function componentsText(observation: Observation): string | undefined {
  const components = observation.component ?? [];
  if (components.length === 0) return undefined;
  return components
    .map((component) => `${conceptText(component.code) ?? ''} ${valueText(component) ?? 'not stated'}`.trim())
    .join(', ');
}

/** Lines whose columns carry meaning must not be run together: they are read where they stand as sent. */
function inOneLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1
    ? `${lines[0]?.trim()} \u2026 (${lines.length} lines: read them as sent under Results)`
    : text;
}

export function observationWords(entry: RecordEntry): ObservationWords {
  const observation = as<Observation>(entry);
  const name = conceptText(observation.code) ?? 'Value';
  const text = inOneLine(valueText(observation) ?? componentsText(observation) ?? 'no value sent');
  const { words: standing, isCritical } = standingOfValue(observation);
  const state = stateOf(entry);
  if (state.isWithdrawn) {
    const by =
      state.withdrawal === undefined ? '' : `Withdrawn by ${state.withdrawal.by}. ${state.withdrawal.reason ?? ''}`;
    return {
      parts: [
        { text: `${name} ${text}`, as: 'withdrawn' },
        { text: by.trim(), as: 'plain' },
      ],
      standing,
      isCritical: false,
      isChanged: true,
    };
  }
  const earlier = earlierValues(observation.note);
  const range = referenceRangeText(observation);
  const about = [standing, range === undefined ? undefined : `range ${range}`].filter(
    (part) => part !== undefined && part !== '',
  );
  const notes = sourceNotes(observation.note);
  const last = earlier.at(-1);
  const parts: WordsPart[] = [
    ...earlier.map((one): WordsPart => ({ text: `${name} ${one.text}`, as: 'withdrawn' })),
    { text: last === undefined ? name : `${name} corrected to`, as: 'plain' },
    { text, as: 'strong' },
    ...(about.length === 0 ? [] : [{ text: `(${about.join(', ')})`, as: 'plain' } as const]),
    ...(last?.by === undefined ? [] : [{ text: `by ${last.by}.`, as: 'plain' } as const]),
    ...(notes === '' ? [] : [{ text: notes, as: 'plain' } as const]),
  ];
  return { parts, standing, isCritical, isChanged: earlier.length > 0 };
}
