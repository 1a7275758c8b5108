/** Choices are added and ended, never changed: what held at a moment, and who said so, can always be told. */
import { type ContentClass, labelNames, type PersonNumber, type SourceNumber } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { type AnySql, type Database, type DatabaseTransaction, numberArray } from '#platform';
import { type Endable, labelBits } from './check-choice.ts';
import type { Choice, ChoiceMaker, EntryAddress, KeptChoice, NamedInChoice } from './choice.ts';

export interface ChoiceToKeep {
  readonly choice: number;
  readonly person: PersonNumber;
  readonly content: Choice;
  readonly madeBy: ChoiceMaker;
  readonly evidence: string;
  readonly nowMs: number;
}

function columnsOf(content: Choice) {
  const isObjection = content.kind === 'objection';
  const isSeal = content.kind === 'seal';
  return {
    scope: isObjection || isSeal ? content.scope : null,
    source: isObjection && content.scope === 'source' ? content.source : null,
    organisation: isObjection && content.scope === 'organisation' ? content.organisation : null,
    issuer: isObjection && content.scope === 'individual' ? content.issuer : null,
    staffId: isObjection && content.scope === 'individual' ? content.staffId : null,
    policy: isObjection ? content.policy : null,
    level: isSeal ? content.level : null,
    team: isSeal ? (content.team ?? null) : content.kind === 'protection' ? content.team : null,
    classes: isSeal && content.scope === 'category' ? numberArray(content.classes) : null,
    labels: content.kind === 'share-sensitive' ? labelBits(content.labels) : null,
    words: content.kind === 'safe-contact' ? content.words.trim() : null,
  };
}

/** Entries that a seal covers; the same again changes nothing. */
export async function coverEntries(sql: AnySql, choice: number, entries: readonly EntryAddress[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.unsafe(
    `insert into privacy.seal_item (compartment, number, choice)
     select compartment, number, $3 from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[]))
       as row (compartment, number) on conflict do nothing`,
    [numberArray(entries.map((entry) => entry.compartment)), numberArray(entries.map((entry) => entry.number)), choice],
    { prepare: true },
  );
}

export async function keepChoice(transaction: DatabaseTransaction, kept: ChoiceToKeep): Promise<void> {
  const columns = columnsOf(kept.content);
  const { madeBy } = kept;
  await transaction`insert into privacy.choice (choice, person, kind, scope, about_source, about_organisation,
      about_issuer, about_staff_id, override_policy, seal_level, team, content_classes, labels, words, made_by_kind,
      made_by_issuer, made_by_id, made_by_name, made_by_organisation, evidence, starts_ms)
    values (${kept.choice}, ${kept.person}, ${kept.content.kind}, ${columns.scope}, ${columns.source},
      ${columns.organisation}, ${columns.issuer}, ${columns.staffId}, ${columns.policy}, ${columns.level},
      ${columns.team}, ${columns.classes}::text::smallint[], ${columns.labels}, ${columns.words}, ${madeBy.kind},
      ${madeBy.issuer}, ${madeBy.id}, ${madeBy.name}, ${madeBy.organisation ?? null}, ${kept.evidence}, ${kept.nowMs})`;
  if (kept.content.kind === 'seal' && kept.content.scope === 'entry')
    await coverEntries(transaction, kept.choice, kept.content.entries);
}

/** Gives whether there was such a choice of this person to end, and whether this maker may end it. */
export async function endChoice(
  sql: AnySql,
  ending: {
    readonly choice: number;
    readonly person: PersonNumber;
    readonly endable: Endable;
    readonly evidence: string;
    readonly nowMs: number;
  },
): Promise<boolean> {
  const { by, kinds, levels } = ending.endable;
  const rows = await sql`update privacy.choice set ends_ms = ${ending.nowMs}, ended_by_kind = ${by.kind},
      ended_by_issuer = ${by.issuer}, ended_by_id = ${by.id}, ended_by_name = ${by.name},
      ended_by_organisation = ${by.organisation ?? null}, ended_evidence = ${ending.evidence}
    where choice = ${ending.choice} and person = ${ending.person} and ends_ms is null
      and (kind = any(${[...kinds]}::text[]) or (kind = 'seal' and seal_level = any(${[...levels]}::text[])))
    returning choice`;
  return rows.length === 1;
}

interface ChoiceRow {
  choice: number;
  person: number;
  kind: KeptChoice['kind'];
  scope: string | null;
  about_source: number | null;
  about_organisation: string | null;
  about_staff_id: string | null;
  override_policy: KeptChoice['policy'] | null;
  seal_level: KeptChoice['level'] | null;
  named: NamedInChoice | null;
  content_classes: number[] | null;
  labels: number | null;
  words: string | null;
  made_by_kind: ChoiceMaker['kind'];
  made_by_issuer: string;
  made_by_id: string;
  made_by_name: string;
  made_by_organisation: string | null;
  evidence: string;
  starts_ms: number;
  carried_from: number | null;
  carried_with: number | null;
  chosen_ms: number;
  ends_ms: number | null;
  ended_by_kind: ChoiceMaker['kind'] | null;
  ended_by_issuer: string | null;
  ended_by_id: string | null;
  ended_by_name: string | null;
  ended_by_organisation: string | null;
  ended_evidence: string | null;
}

function maker(row: ChoiceRow, side: 'made_by' | 'ended_by'): ChoiceMaker {
  const organisation = row[`${side}_organisation`];
  return {
    kind: row[`${side}_kind`] ?? 'person',
    issuer: row[`${side}_issuer`] ?? '',
    id: row[`${side}_id`] ?? '',
    name: row[`${side}_name`] ?? '',
    ...(organisation === null ? {} : { organisation: organisation as OdsCode }),
  };
}

function keptChoice(row: ChoiceRow): KeptChoice {
  return {
    choice: row.choice,
    person: row.person as PersonNumber,
    kind: row.kind,
    scope: row.scope ?? undefined,
    aboutSource: (row.about_source ?? undefined) as KeptChoice['aboutSource'],
    aboutOrganisation: (row.about_organisation ?? undefined) as KeptChoice['aboutOrganisation'],
    aboutStaffId: row.about_staff_id ?? undefined,
    policy: row.override_policy ?? undefined,
    level: row.seal_level ?? undefined,
    team: row.named ?? undefined,
    classes: (row.content_classes ?? []) as ContentClass[],
    labels: labelNames(row.labels ?? 0),
    words: row.words ?? undefined,
    madeBy: maker(row, 'made_by'),
    evidence: row.evidence,
    startsMs: row.starts_ms,
    carried:
      row.carried_from === null
        ? undefined
        : { chosenMs: row.chosen_ms, source: (row.carried_with ?? undefined) as SourceNumber | undefined },
    ended:
      row.ends_ms === null
        ? undefined
        : { atMs: row.ends_ms, by: maker(row, 'ended_by'), evidence: row.ended_evidence ?? '' },
  };
}

/** Every choice that the person ever made, newest first. */
export async function listChoices(database: Database, person: PersonNumber): Promise<readonly KeptChoice[]> {
  const rows = await database.sql<ChoiceRow[]>`select choice.*, first.chosen_ms,
      case when team.team is not null then json_build_object('number', team.team, 'nameNow', team.name,
        'name', coalesce((select past.name from privacy.team_past_name as past
          where past.team = team.team and past.until_ms > first.chosen_ms order by past.until_ms limit 1), team.name),
        'state', case when team.ends_ms is not null then 'ended'
          when exists (select 1 from privacy.team_member as member
            where member.team = team.team and member.ends_ms is null) then 'stands'
          else 'empty' end) end as named
    from privacy.choice left join privacy.team on team.team = choice.team
    cross join lateral (select coalesce((select original.starts_ms from privacy.choice as original
      where original.choice = choice.carried_from), choice.starts_ms) as chosen_ms) as first
    where person = ${person} order by choice.starts_ms desc, choice.choice desc`;
  return rows.map(keptChoice);
}

export async function isDiscreet(database: Database, person: PersonNumber): Promise<boolean> {
  const rows = await database.sql`select 1 from privacy.choice
    where person = ${person} and kind = 'discreet-mode' and ends_ms is null limit 1`;
  return rows.length === 1;
}
