/** Problems of all sources: the same code or words is one problem, named with every source that holds it. */
import type { Condition } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { as, conceptText } from './fhir-words.ts';
import { happenedAt, timeOf } from './happened-at.ts';
import { plainKey } from './plain-key.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export interface ProblemGroup {
  readonly id: string;
  /** Every entry that says it. */
  readonly entryIds: readonly string[];
  readonly name: string;
  readonly detail: string | undefined;
  readonly isMajor: boolean;
  readonly isSuspected: boolean;
  readonly isHospitalDiagnosis: boolean;
  /** Earliest onset that any source gives. */
  readonly since: string | undefined;
  readonly sources: readonly string[];
  readonly newestMs: number;
}

export interface ArrangedProblems {
  readonly active: readonly ProblemGroup[];
  readonly pastCount: number;
  readonly answers: readonly SectionAnswer[];
  readonly newest: string | undefined;
}

const significanceUrl = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ProblemSignificance';
const snomed = 'http://snomed.info/sct';
const pastStatuses: ReadonlySet<string> = new Set(['inactive', 'remission', 'resolved']);

function problemKey(condition: Condition): string {
  const code = condition.code?.coding?.find((coding) => coding.system === snomed)?.code;
  return code ?? plainKey(conceptText(condition.code) ?? 'not stated');
}

function isActive(condition: Condition): boolean {
  const clinical = condition.clinicalStatus?.coding?.[0]?.code ?? '';
  const verification = condition.verificationStatus?.coding?.[0]?.code;
  return !pastStatuses.has(clinical) && verification !== 'refuted' && condition.abatementDateTime === undefined;
}

function isSuspected(condition: Condition): boolean {
  const code = condition.verificationStatus?.coding?.[0]?.code;
  return code === 'provisional' || code === 'differential' || code === 'unconfirmed';
}

function isEncounterDiagnosis(condition: Condition): boolean {
  return condition.category?.some(({ coding }) => coding?.[0]?.code === 'encounter-diagnosis') ?? false;
}

function detailOf(condition: Condition): string | undefined {
  const severity = conceptText(condition.severity);
  const stage = conceptText(condition.stage?.[0]?.summary);
  const note = condition.note?.[0]?.text;
  const words = [severity, stage, note].filter((text) => text !== undefined);
  return words.length === 0 ? undefined : words.join(', ');
}

function groupOf(entries: readonly RecordEntry[]): ProblemGroup {
  const all = entries.map((entry) => as<Condition>(entry));
  const onsets = all.flatMap((one) => one.onsetDateTime ?? one.onsetPeriod?.start ?? []).sort();
  return {
    id: entries[0]!.id,
    entryIds: entries.map(({ id }) => id),
    name: conceptText(all[0]!.code) ?? 'Problem without a name',
    detail: all.map(detailOf).find((text) => text !== undefined),
    isMajor: all.some((one) =>
      one.extension?.some(({ url, valueCode }) => url === significanceUrl && valueCode === 'major'),
    ),
    isSuspected: all.every(isSuspected),
    isHospitalDiagnosis: all.every(isEncounterDiagnosis),
    since: onsets[0],
    sources: [...new Set(entries.map((entry) => entry.source.name))],
    newestMs: timeOf(entries[0]!),
  };
}

export function arrangeProblems(arrangement: Arrangement): ArrangedProblems {
  const entries = arrangement.ofClass('problem').filter((entry) => !entry.isWithdrawn);
  const conditions = entries.filter((entry) => entry.resource.resourceType === 'Condition');
  const groups = [...Map.groupBy(conditions, (entry) => problemKey(as<Condition>(entry))).values()];
  // One source that still holds it open keeps it in sight.
  const open = groups.filter((group) => group.some((entry) => isActive(as<Condition>(entry))));
  const active = open.map((group) => groupOf(group.filter((entry) => isActive(as<Condition>(entry)))));
  return {
    active: active.sort((one, other) => Number(other.isMajor) - Number(one.isMajor) || other.newestMs - one.newestMs),
    pastCount: groups.length - open.length,
    answers: answersFor(arrangement.sources, conditions),
    newest: conditions[0] === undefined ? undefined : happenedAt(conditions[0]),
  };
}
