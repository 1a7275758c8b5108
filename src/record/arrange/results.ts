/**
 * Results: numbers as series, reports in words as they were sent. Only the same analyte, unit and method are one series;
 * each point keeps the range that came with it; a withdrawn value is shown and never joined.
 */

import type { CodeableConcept, DiagnosticReport, Observation, ObservationComponent } from 'fhir/r4.js';
import { label } from '#disclosure';
import { numberText } from '#fhir/written-digits.ts';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import type { EntryAuthor } from './authors.ts';
import { type EntryState, stateOf } from './entry-state.ts';
import { as, conceptText, list, referenceRangeText, valueText } from './fhir-words.ts';
import { happenedAt, timeOf } from './happened-at.ts';
import { earlierValues, sourceNotes } from './observation-words.ts';
import { type ResultStanding, sentRange, standingOfValue } from './result-standing.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export interface SeriesPoint {
  readonly id: string;
  readonly at: string;
  readonly timeMs: number;
  /** Undefined where the value is no number. */
  readonly value: number | undefined;
  readonly text: string;
  readonly rangeText: string | undefined;
  readonly range: { readonly low?: number; readonly high?: number } | undefined;
  readonly standing: ResultStanding;
  readonly state: EntryState;
  /** Analyte, unit and method; the source too where it names no method. */
  readonly joinKey: string;
  readonly note: string;
  /** What stood there before it was corrected. */
  readonly earlier: readonly {
    readonly text: string;
    readonly by: string | undefined;
    readonly at: string | undefined;
  }[];
  readonly sourceName: string;
}

export interface ArrangedSeries {
  readonly kind: 'series';
  /** Stable for this analyte, unit and method. */
  readonly id: string;
  readonly name: string;
  readonly unit: string | undefined;
  readonly method: string | undefined;
  readonly isLaboratory: boolean;
  /** Newest first. */
  readonly points: readonly SeriesPoint[];
  readonly sourceNames: readonly string[];
  readonly newestMs: number;
}

export interface ArrangedReport {
  readonly kind: 'report';
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly issued: string | undefined;
  /** As sent, line by line. */
  readonly text: string;
  readonly state: EntryState;
  readonly isCorrected: boolean;
  readonly author: EntryAuthor | undefined;
  readonly requested: string | undefined;
  readonly sourceName: string;
  /** Its source has not released it to the person. */
  readonly awaitsRelease: boolean;
  readonly newestMs: number;
}

export interface ArrangedResults {
  /** Series and reports, what is newest first. */
  readonly groups: readonly (ArrangedSeries | ArrangedReport)[];
  readonly answers: readonly SectionAnswer[];
  readonly newest: string | undefined;
}

interface Measured {
  readonly entry: RecordEntry;
  readonly observation: Observation;
  readonly part: Observation | ObservationComponent;
}

const standardSystems: readonly string[] = ['http://snomed.info/sct', 'http://loinc.org'];

function analyteKey(code: CodeableConcept): string {
  for (const system of standardSystems) {
    const coding = code.coding?.find((one) => one.system === system);
    if (coding?.code !== undefined) return `${system}|${coding.code}`;
  }
  const local = code.coding?.[0];
  if (local?.code !== undefined) return `${local.system ?? ''}|${local.code}`;
  return (conceptText(code) ?? '').toLowerCase();
}

const unitOf = (part: Measured['part']): string | undefined => part.valueQuantity?.unit ?? part.valueQuantity?.code;

function seriesKey({ observation, part }: Measured): string {
  const method = conceptText(observation.method) ?? '';
  return `${analyteKey(part.code)}|${(unitOf(part) ?? '').toLowerCase()}|${method.toLowerCase()}`;
}

/** A short id that stays the same from page to page. */
function shortId(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return (hash >>> 0).toString(36);
}

function pointOf({ entry, observation, part }: Measured, key: string): SeriesPoint {
  const quantity = part.valueQuantity;
  const comparator = quantity?.comparator ?? '';
  const text = quantity?.value === undefined ? valueText(part) : `${comparator}${numberText(quantity, 'value')}`;
  return {
    id: entry.id,
    at: happenedAt(entry),
    timeMs: timeOf(entry),
    value: quantity?.value,
    text: text ?? 'no value',
    rangeText: referenceRangeText(part),
    range: sentRange(part),
    standing: standingOfValue(part),
    state: stateOf(entry),
    joinKey: observation.method === undefined ? `${key}|${entry.source.number}` : key,
    note: sourceNotes(observation.note),
    earlier: earlierValues(observation.note),
    sourceName: entry.source.name,
  };
}

function seriesOf(key: string, measured: readonly Measured[]): ArrangedSeries {
  const first = measured[0]!;
  return {
    kind: 'series',
    id: shortId(key),
    name: conceptText(first.part.code) ?? 'Not named',
    unit: unitOf(first.part),
    method: conceptText(first.observation.method),
    isLaboratory: isLaboratory(first.observation),
    points: measured.map((one) => pointOf(one, key)),
    sourceNames: [...new Set(measured.map(({ entry }) => entry.source.name))],
    newestMs: timeOf(first.entry),
  };
}

function isLaboratory(observation: Observation): boolean {
  return observation.category?.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory')) ?? false;
}

/** The numbers that an observation holds: itself, or its components. */
function measuredIn(entry: RecordEntry): Measured[] {
  const observation = as<Observation>(entry);
  if (observation.valueQuantity?.value !== undefined) return [{ entry, observation, part: observation }];
  return (observation.component ?? []).flatMap((part) =>
    part.valueQuantity?.value === undefined ? [] : [{ entry, observation, part }],
  );
}

/** What a report says in words: its texts, its conclusion; empty where it holds numbers only. */
function reportText(arrangement: Arrangement, report: DiagnosticReport): { text: string; isCorrected: boolean } {
  const lines: string[] = [];
  let isCorrected = false;
  for (const { reference } of report.result ?? []) {
    const entry = arrangement.find(reference);
    if (entry === undefined || measuredIn(entry).length > 0) continue;
    const observation = as<Observation>(entry);
    const text = valueText(observation);
    if (text === undefined) continue;
    const state = stateOf(entry);
    isCorrected ||= state.isCorrected;
    const name = conceptText(observation.code) ?? '';
    const isPlain = /^(?:report|text|result|histology report)$/i.test(name) || text.includes('\n');
    const struck = state.isWithdrawn ? 'WITHDRAWN AT THE SOURCE: ' : '';
    lines.push(`${struck}${isPlain ? text : `${name}: ${text}`}`);
    for (const one of earlierValues(observation.note))
      lines.push(`(Corrected${one.by === undefined ? '' : ` by ${one.by}`}. Earlier text: ${one.text})`);
  }
  if (report.conclusion !== undefined) lines.push(report.conclusion);
  return { text: lines.join('\n'), isCorrected };
}

function reportsOf(arrangement: Arrangement): ArrangedReport[] {
  return arrangement.ofType('DiagnosticReport').flatMap((entry): ArrangedReport[] => {
    const report = as<DiagnosticReport>(entry);
    const { text, isCorrected } = reportText(arrangement, report);
    if (text === '') return [];
    const state = stateOf(entry);
    return [
      {
        kind: 'report',
        id: entry.id,
        name: conceptText(report.code) ?? 'Report',
        at: happenedAt(entry),
        issued: report.issued,
        text,
        state,
        isCorrected: state.isCorrected || isCorrected,
        author: arrangement.authors.authorOf(entry),
        requested: list(report.basedOn)
          .map(({ display }) => display)
          .find((words) => words !== undefined),
        sourceName: entry.source.name,
        awaitsRelease: (entry.label & label.awaitingRelease) !== 0,
        newestMs: timeOf(entry),
      },
    ];
  });
}

export function arrangeResults(arrangement: Arrangement): ArrangedResults {
  const observations = arrangement.ofType('Observation');
  const byKey = Map.groupBy(observations.flatMap(measuredIn), seriesKey);
  const series = [...byKey].map(([key, measured]) => seriesOf(key, measured));
  const entries = [...observations, ...arrangement.ofType('DiagnosticReport')];
  const newest = entries.reduce<RecordEntry | undefined>(
    (best, entry) => (best === undefined || timeOf(entry) > timeOf(best) ? entry : best),
    undefined,
  );
  return {
    groups: [...series, ...reportsOf(arrangement)].sort((one, other) => other.newestMs - one.newestMs),
    answers: answersFor(arrangement.sources, entries),
    newest: newest === undefined ? undefined : happenedAt(newest),
  };
}
