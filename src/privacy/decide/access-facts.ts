/** Everything a decision about one person rests on, in one round trip, which requests of one moment share. What cannot be read denies. */
import type { ContentClass, SourceNumber, StaffCaller } from '#disclosure';
import type { ResourceNumber } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import { type Database, numberArray } from '#platform';
import { askTogether } from './ask-together.ts';
import type { SealFact } from './compile-rules.ts';
import { type AskedFacts, askedChoices, askedFacts, choicesText, factsText } from './facts-text.ts';
import { type DatedFacts, keepFacts } from './keep-facts.ts';
import type { RelationshipKind } from './relationship.ts';
import { knownSealLevel } from './seal-level-table.ts';

export interface RelationshipFact {
  readonly kind: RelationshipKind;
  readonly startsMs: number;
  readonly endsMs: number | undefined;
}

/** An objection that covers this reader, or one source. */
export interface ObjectionFact {
  readonly scope: 'whole-record' | 'source' | 'organisation' | 'individual';
  readonly aboutSource: SourceNumber | undefined;
  readonly isAbsolute: boolean;
}

export type ClaimKind = 'self-claimed' | 'break-glass' | 'seal-override';

export interface ClaimFact {
  readonly kind: ClaimKind;
  readonly reason: string;
  readonly endsMs: number;
  /** A second member of staff agreed. */
  readonly isConfirmed: boolean;
}

export interface AccessFacts {
  readonly relationships: readonly RelationshipFact[];
  readonly objections: readonly ObjectionFact[];
  readonly claims: readonly ClaimFact[];
  readonly seals: readonly SealFact[];
  /** Full protection, and whether the reader is in the team that the person named. */
  readonly protection: 'none' | 'in-team' | 'outside';
  readonly connection: 'none' | 'self' | 'colleague' | 'relative';
  /** Label bits that the person asked to be shared. */
  readonly consentedLabels: number;
  /** Feeds whose sealed entries are those of a team of the reader. */
  readonly teamSources: readonly SourceNumber[];
  /** Organisations whose sources the agreement covers; none: there is no agreement. */
  readonly agreedWith: readonly OdsCode[] | 'all' | 'none';
}

interface ChoiceRow {
  /** Null in the row that stands for no choice. */
  kind: 'objection' | 'seal' | 'protection' | 'share-sensitive' | null;
  scope: ObjectionFact['scope'];
  about_source: number | null;
  override_policy: string | null;
  seal_level: string | null;
  labels: number | null;
  classes: number[] | null;
  numbers: number[] | null;
  is_for_reader: boolean;
}

interface StandingRow {
  changes: number;
  until_ms: number | null;
}

interface FactRow extends StandingRow {
  relationships: { kind: RelationshipKind; starts_ms: number; ends_ms: number | null }[] | null;
  choices: ChoiceRow[] | null;
  claims: { kind: ClaimKind; reason: string; ends_ms: number; is_confirmed: boolean }[] | null;
  connections: ('self' | 'colleague' | 'relative')[] | null;
  team_sources: number[] | null;
  agreed_with: (string | null)[] | null;
}

export interface FactsWanted {
  readonly person: PersonInIndex;
  readonly organisation: OdsCode;
  readonly staff: Pick<StaffCaller, 'staffId' | 'issuer' | 'roleCode'>;
  readonly purpose: string;
  readonly atMs: number;
  /** Relationships that ended before it are left out. Kept facts may still hold some: who decides looks at their ends. */
  readonly endedSinceMs: number;
  /** For a moment that is past: what was known then. Undefined takes everything that is known. */
  readonly knownAtMs?: number;
}

const recordsText = (person: PersonInIndex): string =>
  numberArray(person.records.map(({ compartment }) => compartment));

const standingOf = ({ changes, until_ms }: StandingRow) => ({ changes, untilMs: until_ms ?? undefined });

/** Only ever greater than any time: what is known now. */
const knownNow = Number.MAX_SAFE_INTEGER;

function agreedWith(row: FactRow): AccessFacts['agreedWith'] {
  if (row.agreed_with === null || row.agreed_with.length === 0) return 'none';
  if (row.agreed_with.includes(null)) return 'all';
  return row.agreed_with as OdsCode[];
}

function connectionOf(row: FactRow): AccessFacts['connection'] {
  const found = new Set(row.connections ?? []);
  if (found.has('self')) return 'self';
  if (found.has('relative')) return 'relative';
  return found.has('colleague') ? 'colleague' : 'none';
}

function protectionOf(choices: readonly ChoiceRow[]): AccessFacts['protection'] {
  const chosen = choices.filter((choice) => choice.kind === 'protection');
  if (chosen.length === 0) return 'none';
  // A person may name several teams, of several places: each of them is in the team.
  return chosen.some((choice) => choice.is_for_reader) ? 'in-team' : 'outside';
}

function sealOf(choice: ChoiceRow): SealFact {
  return {
    level: knownSealLevel(choice.seal_level),
    isForReader: choice.is_for_reader,
    numbers: (choice.numbers ?? []) as ResourceNumber[],
    classes: (choice.classes ?? []) as ContentClass[],
  };
}

function sealsOf(choices: readonly ChoiceRow[]): SealFact[] {
  return choices.filter((choice) => choice.kind === 'seal').map(sealOf);
}

function consentedLabelsOf(choices: readonly ChoiceRow[]): number {
  return choices
    .filter((choice) => choice.kind === 'share-sensitive')
    .reduce((bits, choice) => bits | (choice.labels ?? 0), 0);
}

function factsOf(row: FactRow): AccessFacts {
  const choices = row.choices ?? [];
  return {
    relationships: (row.relationships ?? []).map((fact) => ({
      kind: fact.kind,
      startsMs: fact.starts_ms,
      endsMs: fact.ends_ms ?? undefined,
    })),
    objections: choices
      .filter((choice) => choice.kind === 'objection')
      .map((choice) => ({
        scope: choice.scope,
        aboutSource: (choice.about_source ?? undefined) as SourceNumber | undefined,
        isAbsolute: choice.override_policy !== 'emergency-override',
      })),
    claims: (row.claims ?? []).map((fact) => ({
      kind: fact.kind,
      reason: fact.reason,
      endsMs: fact.ends_ms,
      isConfirmed: fact.is_confirmed,
    })),
    seals: sealsOf(choices),
    protection: protectionOf(choices),
    connection: connectionOf(row),
    consentedLabels: consentedLabelsOf(choices),
    teamSources: (row.team_sources ?? []) as SourceNumber[],
    agreedWith: agreedWith(row),
  };
}

/** Undefined when the facts could not be had: that denies (D0). */
export type ReadAccessFacts = (wanted: FactsWanted) => Promise<AccessFacts | undefined>;

export function createAccessFactsReader(database: Database): ReadAccessFacts {
  const read = askTogether<FactsWanted, AskedFacts, FactRow, DatedFacts<AccessFacts>>(database, {
    columns: askedFacts,
    text: factsText,
    valuesOf: ({ person, organisation, staff, purpose, atMs, endedSinceMs, knownAtMs }) => ({
      compartments: recordsText(person),
      organisation,
      person: person.person,
      atMs,
      endedSinceMs,
      staffId: staff.staffId,
      issuer: staff.issuer,
      purpose,
      knownAtMs: knownAtMs ?? knownNow,
      roleCode: staff.roleCode,
    }),
    replyOf: (row) => ({ facts: factsOf(row), ...standingOf(row) }),
  });
  return keepFacts({
    read,
    keyOf: ({ person, organisation, staff, purpose, knownAtMs }) =>
      knownAtMs === undefined
        ? JSON.stringify([
            person.person,
            recordsText(person),
            organisation,
            staff.staffId,
            staff.issuer,
            staff.roleCode,
            purpose,
          ])
        : undefined,
    asOf: ({ person }) => person.asOf,
    atMs: ({ atMs }) => atMs,
  });
}

export interface ChoiceFacts {
  readonly seals: readonly SealFact[];
  readonly consentedLabels: number;
}

interface ChoiceFactRow extends StandingRow {
  choices: ChoiceRow[] | null;
}

export interface ChoicesWanted {
  readonly person: PersonInIndex;
  readonly atMs: number;
}

/** What a patient-facing view rests on: seals, and what the person asked to be shared. Undefined denies (D0). */
export type ReadChoiceFacts = (wanted: ChoicesWanted) => Promise<ChoiceFacts | undefined>;

export function createChoiceFactsReader(database: Database): ReadChoiceFacts {
  const read = askTogether<ChoicesWanted, typeof askedChoices, ChoiceFactRow, DatedFacts<ChoiceFacts>>(database, {
    columns: askedChoices,
    text: choicesText,
    valuesOf: ({ person, atMs }) => ({ person: person.person, atMs }),
    replyOf: (row) => ({
      facts: { seals: sealsOf(row.choices ?? []), consentedLabels: consentedLabelsOf(row.choices ?? []) },
      ...standingOf(row),
    }),
  });
  return keepFacts({
    read,
    keyOf: ({ person }) => String(person.person),
    asOf: ({ person }) => person.asOf,
    atMs: ({ atMs }) => atMs,
  });
}
