/** Everything a decision about one person rests on, in one round trip. What cannot be read denies. */
import type { PersonNumber, SourceNumber, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import type { Database } from '#platform';
import type { RelationshipKind } from './relationship.ts';

export interface RelationshipFact {
  readonly kind: RelationshipKind;
  readonly startsMs: number;
  readonly endsMs: number | undefined;
}

export interface ObjectionFact {
  readonly scope: 'whole-record' | 'source' | 'organisation' | 'individual';
  readonly aboutSource: SourceNumber | undefined;
  readonly isAbsolute: boolean;
}

export interface ClaimFact {
  readonly kind: 'self-claimed' | 'break-glass';
  readonly reason: string;
  readonly endsMs: number;
}

export interface AccessFacts {
  readonly relationships: readonly RelationshipFact[];
  readonly objections: readonly ObjectionFact[];
  readonly claims: readonly ClaimFact[];
  readonly hasAgreement: boolean;
}

interface FactRow {
  relationships: { kind: RelationshipKind; starts_ms: number; ends_ms: number | null }[] | null;
  objections: { scope: ObjectionFact['scope']; about_source: number | null; override_policy: string }[] | null;
  claims: { kind: ClaimFact['kind']; reason: string; ends_ms: number }[] | null;
  has_agreement: boolean;
}

const factsText = `select
  (select json_agg(json_build_object('kind', kind, 'starts_ms', starts_ms, 'ends_ms', ends_ms))
     from privacy.relationship where compartment = any(($1::text)::bigint[]) and organisation = $2) as relationships,
  (select json_agg(json_build_object('scope', scope, 'about_source', about_source, 'override_policy', override_policy))
     from privacy.objection where person = $3 and starts_ms <= $4 and (ends_ms is null or ends_ms > $4)
       and (scope in ('whole-record', 'source')
         or (scope = 'organisation' and about_organisation = $2)
         or (scope = 'individual' and about_staff_id = $5))) as objections,
  (select json_agg(json_build_object('kind', kind, 'reason', reason, 'ends_ms', ends_ms))
     from privacy.claim where person = $3 and issuer = $6 and staff_id = $5 and organisation = $2
       and starts_ms <= $4 and ends_ms > $4) as claims,
  exists (select 1 from privacy.sharing_agreement
     where organisation = $2 and purpose = $7 and starts_ms <= $4 and (ends_ms is null or ends_ms > $4)) as has_agreement`;

export interface FactsWanted {
  readonly person: PersonInIndex;
  readonly organisation: OdsCode;
  readonly staff: Pick<StaffCaller, 'staffId' | 'issuer'> | undefined;
  readonly purpose: string;
  readonly nowMs: number;
}

export async function readAccessFacts(database: Database, wanted: FactsWanted): Promise<AccessFacts> {
  const compartments: readonly Compartment[] = wanted.person.records.map((record) => record.compartment);
  const person: PersonNumber = wanted.person.person;
  const rows = await database.sql.unsafe<FactRow[]>(
    factsText,
    [
      `{${compartments.join(',')}}`,
      wanted.organisation,
      person,
      wanted.nowMs,
      wanted.staff?.staffId ?? '',
      wanted.staff?.issuer ?? '',
      wanted.purpose,
    ],
    { prepare: true },
  );
  const row = rows[0];
  if (row === undefined) return { relationships: [], objections: [], claims: [], hasAgreement: false };
  return {
    relationships: (row.relationships ?? []).map((fact) => ({
      kind: fact.kind,
      startsMs: fact.starts_ms,
      endsMs: fact.ends_ms ?? undefined,
    })),
    objections: (row.objections ?? []).map((fact) => ({
      scope: fact.scope,
      aboutSource: (fact.about_source ?? undefined) as SourceNumber | undefined,
      isAbsolute: fact.override_policy !== 'emergency-override',
    })),
    claims: (row.claims ?? []).map((fact) => ({ kind: fact.kind, reason: fact.reason, endsMs: fact.ends_ms })),
    hasAgreement: row.has_agreement,
  };
}
