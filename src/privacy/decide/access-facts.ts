/** Everything a decision about one person rests on, in one round trip. What cannot be read denies. */
import type { ContentClass, PersonNumber, SourceNumber, StaffCaller } from '#disclosure';
import type { ResourceNumber } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import type { Database } from '#platform';
import type { SealFact } from './compile-rules.ts';
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

interface FactRow {
  relationships: { kind: RelationshipKind; starts_ms: number; ends_ms: number | null }[] | null;
  choices: ChoiceRow[] | null;
  claims: { kind: ClaimKind; reason: string; ends_ms: number; is_confirmed: boolean }[] | null;
  connections: ('self' | 'colleague' | 'relative')[] | null;
  team_sources: number[] | null;
  agreed_with: (string | null)[] | null;
}

const isMember = (team: string): string => `exists (select 1 from privacy.team_member join privacy.team using (team)
  where team_member.team = ${team} and issuer = $6 and staff_id = $5 and team.organisation = $2
    and team_member.starts_ms <= $4 and (team_member.ends_ms is null or team_member.ends_ms > $4))`;

/**
 * Nobody's choice is read as one that says nothing: who sealed an entry would else be told from who did not by the time of
 * every answer about them (attack 46; measured, a choice took 15 microseconds of PostgreSQL and as much of Node).
 */
const oneRowAtLeast = '(values (1)) as always left join';
/** Asked of the index for no choice, too. */
const sealedNumbers = 'array(select number from privacy.seal_item where seal_item.choice = coalesce(choice.choice, 0))';

const factsText = `select
  (select json_agg(json_build_object('kind', kind, 'starts_ms', starts_ms, 'ends_ms', ends_ms)) from (
     select kind, starts_ms, ends_ms from privacy.relationship
       where compartment = any(($1::text)::bigint[]) and organisation = $2 and known_from_ms <= $8
     union all
     select kind, starts_ms, ends_ms from privacy.relationship_history
       where compartment = any(($1::text)::bigint[]) and organisation = $2 and known_from_ms <= $8 and known_until_ms > $8
   ) as known) as relationships,
  (select json_agg(json_build_object('kind', kind, 'scope', scope, 'about_source', about_source,
       'override_policy', override_policy, 'seal_level', seal_level, 'labels', labels, 'classes', content_classes,
       'numbers', ${sealedNumbers}, 'is_for_reader', team is not null and ${isMember('choice.team')}))
     from ${oneRowAtLeast} privacy.choice on person = $3 and starts_ms <= $4 and (ends_ms is null or ends_ms > $4)
       and (kind in ('seal', 'protection', 'share-sensitive') or (kind = 'objection' and (scope in ('whole-record', 'source')
         or (scope = 'organisation' and about_organisation = $2)
         or (scope = 'individual' and about_staff_id = $5 and coalesce(about_issuer, $6) = $6))))) as choices,
  (select json_agg(json_build_object('kind', kind, 'reason', reason, 'ends_ms', ends_ms,
       'is_confirmed', confirmed_ms is not null and confirmed_ms <= $4))
     from privacy.claim where person = $3 and issuer = $6 and staff_id = $5 and organisation = $2 and role_code = $9
       and starts_ms <= $4 and ends_ms > $4) as claims,
  (select json_agg(case when issuer = $6 and staff_id = $5 then kind else 'colleague' end)
     from privacy.staff_connection where person = $3 and starts_ms <= $4 and (ends_ms is null or ends_ms > $4)
       and ((issuer = $6 and staff_id = $5) or (kind = 'self' and organisation = $2))) as connections,
  (select json_agg(source) from privacy.team where organisation = $2 and source is not null
     and (ends_ms is null or ends_ms > $4) and ${isMember('team.team')}) as team_sources,
  (select json_agg(source_organisation) from privacy.sharing_agreement
     where organisation = $2 and purpose = $7 and starts_ms <= $4 and (ends_ms is null or ends_ms > $4)) as agreed_with`;

export interface FactsWanted {
  readonly person: PersonInIndex;
  readonly organisation: OdsCode;
  readonly staff: Pick<StaffCaller, 'staffId' | 'issuer' | 'roleCode'>;
  readonly purpose: string;
  readonly atMs: number;
  /** For a moment that is past: what was known then. Undefined takes everything that is known. */
  readonly knownAtMs?: number;
}

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
    seals: choices.filter((choice) => choice.kind === 'seal').map(sealOf),
    protection: protectionOf(choices),
    connection: connectionOf(row),
    consentedLabels: choices
      .filter((choice) => choice.kind === 'share-sensitive')
      .reduce((bits, choice) => bits | (choice.labels ?? 0), 0),
    teamSources: (row.team_sources ?? []) as SourceNumber[],
    agreedWith: agreedWith(row),
  };
}

/** Undefined when the facts could not be had: that denies (D0). */
export async function readAccessFacts(database: Database, wanted: FactsWanted): Promise<AccessFacts | undefined> {
  const person: PersonNumber = wanted.person.person;
  const rows = await database.sql.unsafe<FactRow[]>(
    factsText,
    [
      `{${wanted.person.records.map((record) => record.compartment).join(',')}}`,
      wanted.organisation,
      person,
      wanted.atMs,
      wanted.staff.staffId,
      wanted.staff.issuer,
      wanted.purpose,
      wanted.knownAtMs ?? knownNow,
      wanted.staff.roleCode,
    ],
    { prepare: true },
  );
  const row = rows[0];
  return row === undefined ? undefined : factsOf(row);
}

export interface ChoiceFacts {
  readonly seals: readonly SealFact[];
  readonly consentedLabels: number;
}

/** What a patient-facing view rests on: seals, and what the person asked to be shared. */
export async function readChoiceFacts(database: Database, person: PersonNumber, atMs: number): Promise<ChoiceFacts> {
  const rows = await database.sql.unsafe<{ choices: ChoiceRow[] | null }[]>(
    `select json_agg(json_build_object('kind', kind, 'seal_level', seal_level, 'labels', labels,
       'classes', content_classes, 'is_for_reader', false, 'numbers', ${sealedNumbers})) as choices
     from ${oneRowAtLeast} privacy.choice on person = $1 and starts_ms <= $2 and (ends_ms is null or ends_ms > $2)
       and kind in ('seal', 'share-sensitive')`,
    [person, atMs],
    { prepare: true },
  );
  const choices = rows[0]?.choices ?? [];
  return {
    seals: choices.filter((choice) => choice.kind === 'seal').map(sealOf),
    consentedLabels: choices
      .filter((choice) => choice.kind === 'share-sensitive')
      .reduce((bits, choice) => bits | (choice.labels ?? 0), 0),
  };
}
