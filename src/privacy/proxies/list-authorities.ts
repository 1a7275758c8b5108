/** Permissions to act as they are kept, each with its steps: of a person, of who acts, of the practice that decides. */
import type { ContentClass, PatientCaller, PersonNumber } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import type { Database } from '#platform';
import { type AuthorityStep, isAuthorityActive, type ProxyAuthority, type StepTaken } from './authority.ts';
import { ageRules, type LegalBasis } from './proxy-rule-table.ts';

export interface AuthorityDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextNumber: () => number;
}

const dayMs = 86_400_000;

export interface AuthorityRow {
  authority: number;
  person: number;
  proxy_issuer: string;
  proxy_subject: string;
  proxy_name: string;
  legal_basis: LegalBasis;
  relationship: string;
  called: string;
  content_classes: number[];
  organisation: string;
  requested_ms: number;
  starts_ms: number | null;
  ends_ms: number | null;
  review_ms: number | null;
  decided_at_age: number | null;
  steps: {
    step: AuthorityStep;
    at_ms: number;
    kind: string;
    issuer: string;
    id: string;
    name: string;
    evidence: string;
  }[];
}

export const selectText = `select proxy_authority.*, (select json_agg(json_build_object('step', step, 'at_ms', at_ms,
    'kind', by_kind, 'issuer', by_issuer, 'id', by_id, 'name', by_name, 'evidence', evidence) order by at_ms)
  from privacy.proxy_step where proxy_step.authority = proxy_authority.authority) as steps from privacy.proxy_authority`;

export function authorityOf(row: AuthorityRow): ProxyAuthority {
  return {
    authority: row.authority,
    person: row.person as PersonNumber,
    proxy: { issuer: row.proxy_issuer, subject: row.proxy_subject, name: row.proxy_name },
    legalBasis: row.legal_basis,
    relationship: row.relationship,
    called: row.called,
    classes: row.content_classes as ContentClass[],
    organisation: row.organisation as OdsCode,
    requestedMs: row.requested_ms,
    startsMs: row.starts_ms ?? undefined,
    endsMs: row.ends_ms ?? undefined,
    reviewMs: row.review_ms ?? undefined,
    decidedAtAge: row.decided_at_age ?? undefined,
    steps: row.steps.map(({ step, at_ms, evidence, ...by }): StepTaken => ({ step, atMs: at_ms, by, evidence })),
  };
}

/** Everybody who acts, acted or asked to act for this person. */
export async function authoritiesOf(database: Database, person: PersonNumber): Promise<readonly ProxyAuthority[]> {
  const rows = await database.sql.unsafe<AuthorityRow[]>(
    `${selectText} where person = $1 order by requested_ms desc`,
    [person],
    { prepare: true },
  );
  return rows.map(authorityOf);
}

/** Whom this caller asked to act for. */
export async function authoritiesFor(database: Database, caller: PatientCaller): Promise<readonly ProxyAuthority[]> {
  const rows = await database.sql.unsafe<AuthorityRow[]>(
    `${selectText} where proxy_issuer = $1 and proxy_subject = $2 order by requested_ms desc`,
    [caller.issuer, caller.subject],
    { prepare: true },
  );
  return rows.map(authorityOf);
}

/** What waits for a practice: requests, and authorities whose review is due. */
export async function authoritiesToDecide(
  deps: Pick<AuthorityDependencies, 'database' | 'clock'>,
  organisation: OdsCode,
): Promise<readonly ProxyAuthority[]> {
  const soonMs = deps.clock.now() + 30 * dayMs;
  const rows = await deps.database.sql.unsafe<AuthorityRow[]>(
    `${selectText} where organisation = $1 and (ends_ms is null or ends_ms > $2)
       and (review_ms < $2 or (starts_ms is null and not exists (
         select 1 from privacy.proxy_step where proxy_step.authority = proxy_authority.authority and step = 'refused')))
     order by requested_ms`,
    [organisation, soonMs],
  );
  return rows.map(authorityOf);
}

/** Permissions of a practice that an age pauses or ends (UK-19), as they were given: whoever knows the ages tells which wait. */
export async function authoritiesByAge(database: Database, organisation: OdsCode, nowMs: number) {
  const bases = [...new Set(ageRules.flatMap((rule) => rule.bases))];
  const rows = await database.sql.unsafe<AuthorityRow[]>(
    `${selectText} where organisation = $1 and legal_basis = any($2::text[]) and starts_ms <= $3
       and (ends_ms is null or ends_ms > $3) order by requested_ms`,
    [organisation, bases, nowMs],
  );
  return rows.map(authorityOf);
}

/** Kinds of entries that this caller may see of this person now; undefined: they may not act for them. */
export async function activeAuthority(
  deps: Pick<AuthorityDependencies, 'database' | 'clock'>,
  caller: PatientCaller,
  person: Pick<PersonInIndex, 'person' | 'birthDate'>,
): Promise<readonly ContentClass[] | undefined> {
  const nowMs = deps.clock.now();
  const known = await authoritiesFor(deps.database, caller);
  const active = known.filter((one) => one.person === person.person && isAuthorityActive(one, person.birthDate, nowMs));
  return active.length === 0 ? undefined : [...new Set(active.flatMap((one) => one.classes))];
}
