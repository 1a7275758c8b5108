/**
 * What a person chose to keep back goes with their records (decision 86). The index may find that a record is of another person than it was
 * taken for: a married name makes it leave, a corrected date brings it together with others. What was closed must not open by that.
 */
import type { PersonNumber, SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { type DatabaseTransaction, numberArray } from '#platform';
import { type SealLevel, sealLevelRow } from '../decide/seal-level-table.ts';
import type { ChoiceKind } from './choice.ts';

export interface RecordsMoved {
  readonly from: PersonNumber;
  readonly to: PersonNumber;
  readonly compartments: readonly Compartment[];
  /** Whose records these are: the person reads with what their choice came. */
  readonly source: SourceNumber;
  readonly nextNumber: () => number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** All that closes. What opens (consent to share, permissions to act, claims) was given for the records that were there then. */
const closesText = "standing.kind in ('objection', 'seal', 'protection', 'discreet-mode', 'safe-contact')";

const said = (choice: string): string =>
  `row(${['kind', 'scope', 'about_source', 'about_organisation', 'about_issuer', 'about_staff_id', 'override_policy', 'seal_level', 'team', 'content_classes', 'words'].map((name) => `${choice}.${name}`).join(', ')})`;

/** Copies of one choice are one, however often it was carried. */
const isSameText = 'coalesce(there.carried_from, there.choice) = coalesce(standing.carried_from, standing.choice)';

const standingText = `select standing.choice, kind, seal_level from privacy.choice as standing
  where standing.person = $1 and standing.ends_ms is null and ${closesText}
    and (standing.scope is distinct from 'entry' or exists (select from privacy.seal_item as item
      where item.choice = standing.choice and item.compartment = any(($3::text)::bigint[])))
    and not exists (select from privacy.choice as there where there.person = $2
      and (there.choice = standing.carried_from or (there.ends_ms is null and (${isSameText}
        or (there.scope is distinct from 'entry' and ${said('there')} is not distinct from ${said('standing')})))))
  order by standing.choice`;

const columns = `kind, scope, about_source, about_organisation, about_issuer, about_staff_id, override_policy, seal_level, team,
  content_classes, labels, words, made_by_kind, made_by_issuer, made_by_id, made_by_name, made_by_organisation, evidence`;

const carryText = `insert into privacy.choice (choice, person, starts_ms, carried_from, carried_with, ${columns})
  select copy.number, $3, $4, coalesce(standing.carried_from, standing.choice), $5, ${columns} from rows from (
    unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[])) as copy (choice, number)
  join privacy.choice as standing on standing.choice = copy.choice`;

/** Of the entries that moved, what a seal covers there is covered here, by what was carried now or before. */
const coverText = `insert into privacy.seal_item (compartment, number, choice)
  select item.compartment, item.number, there.choice from privacy.choice as standing
  join privacy.seal_item as item on item.choice = standing.choice and item.compartment = any(($3::text)::bigint[])
  join privacy.choice as there on there.person = $2 and there.ends_ms is null and ${isSameText}
  where standing.person = $1 and standing.ends_ms is null and standing.kind = 'seal'
  on conflict do nothing`;

const connectionText = `insert into privacy.staff_connection (issuer, staff_id, organisation, person, kind, noted_by, starts_ms)
  select issuer, staff_id, organisation, $2, kind, noted_by, $3 from privacy.staff_connection as standing
  where person = $1 and ends_ms is null and not exists (select from privacy.staff_connection as there
    where there.person = $2 and there.ends_ms is null
      and row(there.issuer, there.staff_id, there.organisation, there.kind)
        = row(standing.issuer, standing.staff_id, standing.organisation, standing.kind))
  on conflict do nothing`;

/** Nobody decides about a permission in which they have a part, whichever person of the index those are now who have (decision 80). */
const partyText = `insert into privacy.proxy_party (authority, person)
  select authority, $2 from privacy.proxy_party where person = $1 on conflict do nothing`;

interface Standing {
  readonly choice: number;
  readonly kind: ChoiceKind;
  readonly seal_level: SealLevel | null;
}

/** Whether copies were made, and of what the person is told. */
export type Carried = 'nothing' | 'told' | 'kept-from-person';

const isTold = ({ kind, seal_level: level }: Standing): boolean =>
  kind !== 'seal' || (level !== null && sealLevelRow(level).toldTo.includes('person'));

/** In the transaction that moves the records; a choice that is there already, or was made there and taken back, is not made again. */
export async function carryChoices(transaction: DatabaseTransaction, moved: RecordsMoved): Promise<Carried> {
  const { from, to, atMs } = moved;
  const compartments = numberArray(moved.compartments);
  const run = (text: string, parameters: (string | number)[]) =>
    transaction.unsafe(text, parameters, { prepare: true });
  const standing = (await run(standingText, [from, to, compartments])) as unknown as readonly Standing[];
  if (standing.length > 0)
    await run(carryText, [
      numberArray(standing.map(({ choice }) => choice)),
      numberArray(standing.map(() => moved.nextNumber())),
      to,
      atMs,
      moved.source,
    ]);
  await run(coverText, [from, to, compartments]);
  await run(connectionText, [from, to, atMs]);
  await run(partyText, [from, to]);
  if (standing.length === 0) return 'nothing';
  return standing.some(isTold) ? 'told' : 'kept-from-person';
}
