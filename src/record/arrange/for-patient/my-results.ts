/**
 * Test results as the person's own pages show them: one line per test, each with its earlier values. Only what the grant
 * let through is here, so an unreleased result leaves no trace: no gap in a row, no count, no empty report.
 */

import type { DiagnosticReport, Observation } from 'fhir/r4.js';
import { numberText } from '#fhir/written-digits.ts';
import type { RecordEntry } from '../../opened-record.ts';
import type { Arrangement } from '../arrange-record.ts';
import { as, conceptText, list, notesText, referenceRangeText, valueText } from '../fhir-words.ts';
import { happenedAt, timeOf } from '../happened-at.ts';
import { answersFor, type SectionAnswer } from '../source-answers.ts';

export type ResultLevel = 'usual' | 'above' | 'below' | 'outside' | 'unknown';

export interface MyResultValue {
  readonly id: string;
  readonly taken: string;
  readonly timeMs: number;
  /** The number, for a picture; undefined where the value is words. */
  readonly number: number | undefined;
  /** As the source wrote it, without its unit. */
  readonly text: string;
  readonly unit: string | undefined;
  readonly level: ResultLevel;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly rangeText: string | undefined;
  readonly isPreliminary: boolean;
  readonly isCorrected: boolean;
}

export interface MyResultNote {
  readonly author: string | undefined;
  readonly profession: string | undefined;
  readonly text: string;
  readonly written: string;
}

export interface MyResult {
  readonly id: string;
  /** The source's own name for the test. */
  readonly name: string;
  readonly codes: readonly string[];
  readonly panel: string | undefined;
  readonly source: string;
  /** The newest; its words where the result is a text. */
  readonly newest: MyResultValue;
  /** Newest first, the newest included: same test, unit and method. */
  readonly values: readonly MyResultValue[];
  /** A report in words, as sent. */
  readonly paragraphs: readonly string[];
  /** What a clinician wrote about it, for the person. */
  readonly note: MyResultNote | undefined;
  /** What the laboratory wrote beside the newest value. */
  readonly laboratoryComment: string;
  readonly receivedMs: number;
}

export interface MyResults {
  readonly results: readonly MyResult[];
  readonly answers: readonly SectionAnswer[];
}

const flagLevels: Readonly<Record<string, ResultLevel>> = {
  N: 'usual',
  H: 'above',
  HH: 'above',
  HU: 'above',
  '>': 'above',
  L: 'below',
  LL: 'below',
  LU: 'below',
  '<': 'below',
  A: 'outside',
  AA: 'outside',
};

/** `133-146`, `<41`, `>90` as limits; none where the laboratory printed anything else. */
function limitsOf(observation: Observation): { low: number | undefined; high: number | undefined } {
  const range = observation.referenceRange?.[0];
  const low = range?.low?.value;
  const high = range?.high?.value;
  if (low !== undefined || high !== undefined) return { low, high };
  const text = range?.text?.trim() ?? '';
  const both = /^(\d+(?:\.\d+)?)\s*(?:-|to)\s*(\d+(?:\.\d+)?)$/.exec(text);
  if (both !== null) return { low: Number(both[1]), high: Number(both[2]) };
  const one = /^(<=?|>=?)\s*(\d+(?:\.\d+)?)$/.exec(text);
  if (one === null) return { low: undefined, high: undefined };
  const limit = Number(one[2]);
  return one[1]?.startsWith('<') === true ? { low: undefined, high: limit } : { low: limit, high: undefined };
}

/** The laboratory's own flag first; else its own range. Never a range of ours. */
function levelOf(observation: Observation): ResultLevel {
  for (const concept of list(observation.interpretation))
    for (const code of [...(concept.coding ?? []).map((coding) => coding.code), concept.text]) {
      const level = flagLevels[code ?? ''];
      if (level !== undefined) return level;
    }
  const value = observation.valueQuantity?.value;
  const { low, high } = limitsOf(observation);
  if (value === undefined || observation.valueQuantity?.comparator !== undefined) return 'unknown';
  if (low !== undefined && value < low) return 'below';
  if (high !== undefined && value > high) return 'above';
  return low === undefined && high === undefined ? 'unknown' : 'usual';
}

function myValue(entry: RecordEntry): MyResultValue {
  const observation = as<Observation>(entry);
  const quantity = observation.valueQuantity;
  return {
    id: entry.id,
    taken: happenedAt(entry),
    timeMs: timeOf(entry),
    number: quantity?.comparator === undefined ? quantity?.value : undefined,
    text:
      quantity?.value === undefined
        ? (valueText(observation) ?? '')
        : `${quantity.comparator ?? ''}${numberText(quantity, 'value')}`,
    unit: quantity?.unit ?? quantity?.code,
    level: levelOf(observation),
    ...limitsOf(observation),
    rangeText: referenceRangeText(observation),
    isPreliminary: observation.status === 'preliminary' || observation.status === 'registered',
    isCorrected: observation.status === 'corrected' || observation.status === 'amended',
  };
}

const codesOf = (concept: Observation['code'] | undefined): string[] =>
  (concept?.coding ?? []).flatMap((coding) => (coding.code === undefined ? [] : [coding.code]));

/** The same test: same code or words, same unit, same method, same laboratory. */
function seriesKey(entry: RecordEntry): string {
  const observation = as<Observation>(entry);
  const name = codesOf(observation.code)[0] ?? conceptText(observation.code)?.toLowerCase() ?? '';
  const unit = observation.valueQuantity?.unit ?? observation.valueQuantity?.code ?? '';
  return [name, unit, conceptText(observation.method) ?? '', entry.source.organisation.code].join('|');
}

function lines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** A long text belongs on its own lines; a short one is the value itself. */
function isReportText(value: MyResultValue): boolean {
  return value.number === undefined && (value.text.length > 40 || value.text.includes('\n'));
}

function noteOf(arrangement: Arrangement, report: RecordEntry | undefined): MyResultNote | undefined {
  const text = report === undefined ? undefined : as<DiagnosticReport>(report).conclusion?.trim();
  if (report === undefined || text === undefined || text === '') return undefined;
  const author = arrangement.authors.authorOf(report);
  const written = as<DiagnosticReport>(report).issued ?? happenedAt(report);
  return { author: author?.name, profession: author?.profession, text, written };
}

function seriesResult(
  arrangement: Arrangement,
  entries: readonly RecordEntry[],
  reportOf: ReadonlyMap<string, RecordEntry>,
): MyResult {
  const first = entries[0]!;
  const observation = as<Observation>(first);
  const report = reportOf.get(first.id);
  const values = entries.map(myValue);
  const newest = values[0]!;
  return {
    id: first.id,
    name: conceptText(observation.code) ?? 'Test without a name',
    codes: codesOf(observation.code),
    panel: report === undefined ? undefined : conceptText(as<DiagnosticReport>(report).code),
    source: first.source.organisation.name,
    newest,
    values: isReportText(newest) ? [newest] : values,
    paragraphs: isReportText(newest) ? lines(newest.text) : [],
    note: noteOf(arrangement, report),
    laboratoryComment: notesText(observation.note),
    receivedMs: first.receivedMs,
  };
}

/** A report none of whose values stand alone: imaging, or one that came as words only. */
function reportResult(entry: RecordEntry): MyResult {
  const report = as<DiagnosticReport>(entry);
  const newest: MyResultValue = {
    id: entry.id,
    taken: happenedAt(entry),
    timeMs: timeOf(entry),
    number: undefined,
    text: '',
    unit: undefined,
    level: 'unknown',
    low: undefined,
    high: undefined,
    rangeText: undefined,
    isPreliminary: report.status === 'preliminary' || report.status === 'partial' || report.status === 'registered',
    isCorrected: report.status === 'corrected' || report.status === 'amended',
  };
  return {
    id: entry.id,
    name: conceptText(report.code) ?? 'Test without a name',
    codes: codesOf(report.code),
    panel: undefined,
    source: entry.source.organisation.name,
    newest,
    values: [newest],
    paragraphs: lines(report.conclusion ?? ''),
    note: undefined,
    laboratoryComment: '',
    receivedMs: entry.receivedMs,
  };
}

/** Newest first. Withdrawn values are left out of a person's own pages: their source took them back. */
export function arrangeMyResults(arrangement: Arrangement): MyResults {
  const all = arrangement.ofClass('investigationResult').filter((entry) => !entry.isWithdrawn);
  const reports = all.filter((entry) => entry.resource.resourceType === 'DiagnosticReport');
  const reportOf = new Map<string, RecordEntry>();
  for (const report of reports)
    for (const reference of as<DiagnosticReport>(report).result ?? []) {
      const observation = arrangement.find(reference.reference);
      if (observation !== undefined) reportOf.set(observation.id, report);
    }
  const observations = all.filter((entry) => entry.resource.resourceType === 'Observation');
  const series = [...Map.groupBy(observations, seriesKey).values()];
  const reported = new Set([...reportOf.values()].map((report) => report.id));
  const results = [
    ...series.map((entries) => seriesResult(arrangement, entries, reportOf)),
    // A report whose values are not shown here says nothing but its name, and that may be what is withheld.
    ...reports
      .filter((report) => !reported.has(report.id) && (as<DiagnosticReport>(report).conclusion ?? '') !== '')
      .map(reportResult),
  ];
  return {
    results: results.sort((one, other) => other.newest.timeMs - one.newest.timeMs),
    answers: answersFor(arrangement.sources, all),
  };
}

/** The test that a value belongs to; any of its values leads to it. */
export function findMyResult(results: readonly MyResult[], id: string): MyResult | undefined {
  return results.find((result) => result.id === id || result.values.some((value) => value.id === id));
}
