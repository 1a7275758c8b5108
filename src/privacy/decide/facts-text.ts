/** The statements that read the facts of decisions: subqueries over the values of a question, one row. */
import { changesText } from '#patient-index';
import type { AskedText } from './ask-together.ts';

export const askedFacts = {
  compartments: 'text',
  organisation: 'text',
  person: 'bigint',
  atMs: 'bigint',
  endedSinceMs: 'bigint',
  staffId: 'text',
  issuer: 'text',
  purpose: 'text',
  knownAtMs: 'bigint',
  roleCode: 'text',
} as const;
export type AskedFacts = typeof askedFacts;
export const askedChoices = { person: 'bigint', atMs: 'bigint' } as const;

/** The inner names are its own: `team` is a column of the query around it, or a table of the same name there. */
const isMember = (team: string, asked: AskedText<AskedFacts>): string =>
  `exists (select 1 from privacy.team_member as member join privacy.team as named on named.team = member.team
  where member.team = ${team} and member.issuer = ${asked.issuer} and member.staff_id = ${asked.staffId}
  and named.organisation = ${asked.organisation} and (named.ends_ms is null or named.ends_ms > ${asked.atMs})
  and member.starts_ms <= ${asked.atMs} and (member.ends_ms is null or member.ends_ms > ${asked.atMs}))`;

/**
 * Nobody's choice is read as one that says nothing: who sealed an entry would else be told from who did not by the time of
 * every answer about them (attack 46; measured, a choice took 15 microseconds of PostgreSQL and as much of Node).
 */
const oneRowAtLeast = '(values (1)) as always left join';
/** Asked of the index for no choice, too. */
const sealedNumbers = 'array(select number from privacy.seal_item where seal_item.choice = coalesce(choice.choice, 0))';

/** Those that have begun, and of those that have ended only what may still count: a patient of many years has one for each contact. */
const relationshipsKnown = (asked: AskedText<AskedFacts>): string =>
  `compartment = any(${asked.compartments}::bigint[]) and organisation = ${asked.organisation}
     and known_from_ms <= ${asked.knownAtMs} and starts_ms <= ${asked.atMs}
     and (ends_ms is null or ends_ms >= ${asked.endedSinceMs})`;

const stands = (asked: { readonly atMs: string }): string =>
  `starts_ms <= ${asked.atMs} and (ends_ms is null or ends_ms > ${asked.atMs})`;

/** When something begins or ends: what was read before it holds no longer. */
const momentsText = (table: string, where: string, moments = 'starts_ms, ends_ms'): string =>
  `select unnest(array[${moments}]) as moment from privacy.${table} where ${where}`;

/** The next of them: undefined where nothing is to come. */
const nextText = (atMs: string, moments: readonly string[]): string =>
  `(select min(moment) from (${moments.join(' union all ')}) as known where moment > ${atMs})`;

const momentsOf = (asked: AskedText<AskedFacts>): readonly string[] => [
  momentsText(
    'relationship',
    `compartment = any(${asked.compartments}::bigint[]) and organisation = ${asked.organisation}`,
  ),
  momentsText('choice', `person = ${asked.person}`),
  momentsText(
    'claim',
    `person = ${asked.person} and issuer = ${asked.issuer} and staff_id = ${asked.staffId}`,
    'starts_ms, ends_ms, confirmed_ms',
  ),
  momentsText('staff_connection', `person = ${asked.person}`),
  momentsText('team', `organisation = ${asked.organisation}`),
  momentsText('team_member', `issuer = ${asked.issuer} and staff_id = ${asked.staffId}`),
  momentsText('sharing_agreement', `organisation = ${asked.organisation} and purpose = ${asked.purpose}`),
];

/** Facts about one reader and one person. */
export const factsText = (asked: AskedText<AskedFacts>): string => `
  (select json_agg(json_build_object('kind', kind, 'starts_ms', starts_ms, 'ends_ms', ends_ms)) from (
     select kind, starts_ms, ends_ms from privacy.relationship where ${relationshipsKnown(asked)}
     union all
     select kind, starts_ms, ends_ms from privacy.relationship_history
       where ${relationshipsKnown(asked)} and known_until_ms > ${asked.knownAtMs}
   ) as known) as relationships,
  (select json_agg(json_build_object('kind', kind, 'scope', scope, 'about_source', about_source,
       'override_policy', override_policy, 'seal_level', seal_level, 'labels', labels, 'classes', content_classes,
       'numbers', ${sealedNumbers}, 'is_for_reader', team is not null and ${isMember('choice.team', asked)}))
     from ${oneRowAtLeast} privacy.choice on person = ${asked.person} and ${stands(asked)}
       and (kind in ('seal', 'protection', 'share-sensitive') or (kind = 'objection' and (scope in ('whole-record', 'source')
         or (scope = 'organisation' and about_organisation = ${asked.organisation})
         or (scope = 'individual' and about_staff_id = ${asked.staffId}
           and coalesce(about_issuer, ${asked.issuer}) = ${asked.issuer}))))) as choices,
  (select json_agg(json_build_object('kind', kind, 'reason', reason, 'ends_ms', ends_ms,
       'is_confirmed', confirmed_ms is not null and confirmed_ms <= ${asked.atMs}))
     from privacy.claim where person = ${asked.person} and issuer = ${asked.issuer} and staff_id = ${asked.staffId}
       and organisation = ${asked.organisation} and role_code = ${asked.roleCode}
       and starts_ms <= ${asked.atMs} and ends_ms > ${asked.atMs}) as claims,
  (select json_agg(case when issuer = ${asked.issuer} and staff_id = ${asked.staffId} then kind else 'colleague' end)
     from privacy.staff_connection where person = ${asked.person} and ${stands(asked)}
       and ((issuer = ${asked.issuer} and staff_id = ${asked.staffId})
         or (kind = 'self' and organisation = ${asked.organisation}))) as connections,
  (select json_agg(source) from privacy.team where organisation = ${asked.organisation} and source is not null
     and ${isMember('team.team', asked)}) as team_sources,
  (select json_agg(source_organisation) from privacy.sharing_agreement
     where organisation = ${asked.organisation} and purpose = ${asked.purpose} and ${stands(asked)}) as agreed_with,
  ${changesText(asked.person)} as changes,
  ${nextText(asked.atMs, momentsOf(asked))} as until_ms`;

/** What a patient-facing view rests on. */
export const choicesText = (asked: AskedText<typeof askedChoices>): string => `
  (select json_agg(json_build_object('kind', kind, 'seal_level', seal_level, 'labels', labels,
       'classes', content_classes, 'is_for_reader', false, 'numbers', ${sealedNumbers}))
     from ${oneRowAtLeast} privacy.choice on person = ${asked.person} and ${stands(asked)}
       and kind in ('seal', 'share-sensitive')) as choices,
  ${changesText(asked.person)} as changes,
  ${nextText(asked.atMs, [momentsText('choice', `person = ${asked.person}`)])} as until_ms`;
