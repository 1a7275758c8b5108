/**
 * Allergies of all sources as one list of substances. Any source's allergy wins the headline; another source's "no known
 * allergies" stands beside it, as a disagreement where it is about such an allergy, and never instead of it.
 */
import type { AllergyIntolerance } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import { type AllergyStatement, type Denied, readAllergyStatement, speaksOf, substanceKey } from './allergy-denials.ts';
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

export interface AllergyDenial extends SaidAllergy {
  readonly isLive: boolean;
  readonly sourceNumber: number;
  /** The groups that it is about, or may be: there the sources disagree. */
  readonly against: readonly AllergyGroup[];
}

export interface ArrangedAllergies {
  readonly groups: readonly AllergyGroup[];
  /** Sources that state that there are none, of every kind or of one. */
  readonly denials: readonly AllergyDenial[];
  /** Sources that state that they do not know. */
  readonly unknowns: readonly SaidAllergy[];
  readonly answers: readonly SectionAnswer[];
  readonly newest: string | undefined;
}

function headline(text: string): string {
  const words = text.replace(/^allergy to\s+/i, '').replace(/\s+allergy$/i, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function statusOf(allergy: AllergyIntolerance): { isActive: boolean; isUnconfirmed: boolean } {
  const clinical = new Set(allergy.clinicalStatus?.coding?.map(({ code }) => code));
  const verified = new Set(allergy.verificationStatus?.coding?.map(({ code }) => code));
  return {
    isActive:
      !clinical.has('inactive') &&
      !clinical.has('resolved') &&
      !verified.has('refuted') &&
      !verified.has('entered-in-error'),
    isUnconfirmed: verified.has('unconfirmed') || verified.has('presumed'),
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

interface Group {
  readonly shown: AllergyGroup;
  readonly entries: readonly RecordEntry[];
}

function groupsAgainst(denied: Denied, groups: readonly Group[]): AllergyGroup[] {
  return groups
    .filter(({ entries }) => entries.some((entry) => speaksOf(denied, as<AllergyIntolerance>(entry))))
    .map(({ shown }) => shown);
}

function denialsOf(
  entries: readonly { readonly entry: RecordEntry; readonly statement: AllergyStatement }[],
  groups: readonly Group[],
  arrangement: Arrangement,
): AllergyDenial[] {
  const live = new Set(arrangement.sources.filter(({ state }) => state === 'live').map(({ source }) => source.number));
  return entries.flatMap(({ entry, statement }) =>
    statement.says === 'none'
      ? [
          {
            ...said(entry),
            isLive: live.has(entry.source.number),
            sourceNumber: entry.source.number,
            against: groupsAgainst(statement.denied, groups),
          },
        ]
      : [],
  );
}

export function arrangeAllergies(arrangement: Arrangement): ArrangedAllergies {
  const entries = arrangement
    .ofType('AllergyIntolerance')
    .filter((entry) => !entry.isWithdrawn && statusOf(as<AllergyIntolerance>(entry)).isActive)
    .map((entry) => ({ entry, statement: readAllergyStatement(as<AllergyIntolerance>(entry).code) }));
  const saying = (says: AllergyStatement['says']): RecordEntry[] =>
    entries.filter(({ statement }) => statement.says === says).map(({ entry }) => entry);
  const naming = saying('allergy');
  const groups = [...Map.groupBy(naming, (entry) => substanceKey(textOf(entry))).values()]
    .map((ofOne) => ({ shown: groupOf(ofOne), entries: ofOne }))
    .sort((one, other) => Number(other.shown.isSevere) - Number(one.shown.isSevere));
  // A source that both denies and does not know is quoted with its denial: the last of a key stays.
  const statements = new Map(
    [...saying('unknown'), ...saying('none')].map((entry) => [entry.source.number as number, textOf(entry)]),
  );
  return {
    groups: groups.map(({ shown }) => shown),
    denials: denialsOf(entries, groups, arrangement),
    unknowns: saying('unknown').map(said),
    answers: answersFor(arrangement.sources, naming, statements),
    newest: entries[0] === undefined ? undefined : happenedAt(entries[0].entry),
  };
}
