/**
 * Allergies of all sources as one list of substances. Any source's allergy wins the headline; another source's "no known
 * allergies" stands beside it as a disagreement, never instead of it.
 */
import type { AllergyIntolerance, CodeableConcept } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { as, conceptText } from './fhir-words.ts';
import { happenedAt } from './happened-at.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export interface SaidAllergy {
  readonly id: string;
  readonly source: string;
  readonly recorded: string;
  /** As this source writes it. */
  readonly words: string;
}

export interface AllergyGroup {
  readonly id: string;
  readonly substance: string;
  readonly reaction: string | undefined;
  readonly onset: string | undefined;
  readonly isSevere: boolean;
  /** A source has doubts about it. */
  readonly isUnconfirmed: boolean;
  /** Newest first. */
  readonly said: readonly SaidAllergy[];
}

export interface ArrangedAllergies {
  readonly groups: readonly AllergyGroup[];
  /** Sources that state that there are none. */
  readonly denials: readonly (SaidAllergy & { readonly isLive: boolean; readonly sourceNumber: number })[];
  readonly answers: readonly SectionAnswer[];
  readonly newest: string | undefined;
}

/** SNOMED CT: no known allergy, and its kinds. */
const noneCodes: ReadonlySet<string> = new Set(['716186003', '409137002', '428607008', '429625007']);
const noneWords = /^(?:no known (?:drug )?allerg(?:y|ies)|nkda|nka)\.?$/i;

function isDenial(code: CodeableConcept | undefined): boolean {
  if (code?.coding?.some((coding) => noneCodes.has(coding.code ?? ''))) return true;
  return noneWords.test(conceptText(code) ?? '');
}

/** `Allergy to penicillin`, `PENICILLIN` and `Penicillin allergy` are one substance. */
function substanceKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/^(?:allergy|adverse reaction|intolerance|hypersensitivity) to\s+/, '')
    .replace(/\s+(?:allergy|intolerance|adverse reaction)$/, '')
    .replace(/s\b/g, '')
    .replace(/[^a-z0-9]/g, '');
}

function headline(text: string): string {
  const words = text.replace(/^allergy to\s+/i, '').replace(/\s+allergy$/i, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function statusOf(allergy: AllergyIntolerance): { isActive: boolean; isUnconfirmed: boolean } {
  const clinical = allergy.clinicalStatus?.coding?.[0]?.code;
  const verified = allergy.verificationStatus?.coding?.[0]?.code;
  return {
    isActive: clinical !== 'inactive' && clinical !== 'resolved' && verified !== 'refuted',
    isUnconfirmed: verified === 'unconfirmed' || verified === 'presumed',
  };
}

function severe(allergy: AllergyIntolerance): boolean {
  if (allergy.criticality === 'high') return true;
  return (
    allergy.reaction?.some(
      (reaction) =>
        reaction.severity === 'severe' || /anaphyla/i.test(reaction.manifestation.map(conceptText).join(' ')),
    ) ?? false
  );
}

function reactionText(allergy: AllergyIntolerance): string | undefined {
  const words = (allergy.reaction ?? []).flatMap((reaction) => {
    const manifestation = reaction.manifestation.map(conceptText).filter((text) => text !== undefined);
    return manifestation.length > 0 ? manifestation : reaction.description === undefined ? [] : [reaction.description];
  });
  return words.length === 0 ? undefined : [...new Set(words)].join(', ');
}

function textOf(entry: RecordEntry): string {
  return conceptText(as<AllergyIntolerance>(entry).code) ?? 'Substance not stated';
}

function said(entry: RecordEntry): SaidAllergy {
  return { id: entry.id, source: entry.source.name, recorded: happenedAt(entry), words: textOf(entry) };
}

function groupOf(entries: readonly RecordEntry[]): AllergyGroup {
  const first = entries[0]!;
  const all = entries.map((entry) => as<AllergyIntolerance>(entry));
  const reaction = all.map(reactionText).find((text) => text !== undefined);
  const onset = all.map((one) => one.onsetDateTime).find((text) => text !== undefined);
  return {
    id: first.id,
    substance: headline(textOf(first)),
    reaction,
    onset,
    isSevere: all.some(severe),
    isUnconfirmed: all.every((one) => statusOf(one).isUnconfirmed),
    said: entries.map(said),
  };
}

export function arrangeAllergies(arrangement: Arrangement): ArrangedAllergies {
  const entries = arrangement
    .ofType('AllergyIntolerance')
    .filter((entry) => !entry.isWithdrawn && statusOf(as<AllergyIntolerance>(entry)).isActive);
  const denying = entries.filter((entry) => isDenial(as<AllergyIntolerance>(entry).code));
  const naming = entries.filter((entry) => !isDenial(as<AllergyIntolerance>(entry).code));
  const groups = [...Map.groupBy(naming, (entry) => substanceKey(textOf(entry))).values()].map(groupOf);
  const live = new Set(arrangement.sources.filter(({ state }) => state === 'live').map(({ source }) => source.number));
  const statements = new Map(denying.map((entry) => [entry.source.number as number, textOf(entry)]));
  return {
    groups: groups.sort((one, other) => Number(other.isSevere) - Number(one.isSevere)),
    denials: denying.map((entry) => ({
      ...said(entry),
      isLive: live.has(entry.source.number),
      sourceNumber: entry.source.number,
    })),
    answers: answersFor(arrangement.sources, naming, statements),
    newest: entries[0] === undefined ? undefined : happenedAt(entries[0]),
  };
}
