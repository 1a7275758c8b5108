/**
 * Keeps relationships in the contributor's transaction; the same evidence again replaces what it said before, and what it
 * said before is kept as history: what somebody could see at a moment that is past can be told from it.
 */
import type { DatabaseTransaction } from '#platform';
import type { Relationship } from './decide/relationship.ts';

export interface NotedEvidence {
  readonly relationships: readonly Relationship[];
  /** Resources whose relationships no longer hold at all, such as a cancelled admission. */
  readonly withdrawn: readonly { readonly compartment: number; readonly number: number }[];
  /** When the versions that show it were recorded: one clock dates both, and never the database's. */
  readonly knownFromMs: number;
}

const keepText = (known: string): string => `kept as (insert into privacy.relationship_history
    (compartment, organisation, kind, evidence, starts_ms, ends_ms, known_from_ms, known_until_ms)
  select compartment, organisation, kind, evidence, starts_ms, ends_ms, known_from_ms, ${known}::bigint from changed)`;

const upsertText = `with incoming as (
    select * from rows from (
      unnest((select ($1::text)::bigint[])), unnest((select ($2::text)::text[])), unnest((select ($3::text)::text[])),
      unnest((select ($4::text)::bigint[])), unnest((select ($5::text)::bigint[])), unnest((select ($6::text)::bigint[]))
    ) as row (compartment, organisation, kind, evidence, starts_ms, ends_ms)
  ), changed as (
    select relationship.* from privacy.relationship join incoming using (compartment, organisation, kind, evidence)
    where (relationship.starts_ms, relationship.ends_ms) is distinct from (incoming.starts_ms, incoming.ends_ms)
  ), ${keepText('$7')}
  insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms, ends_ms, known_from_ms)
  select compartment, organisation, kind, evidence, starts_ms, ends_ms, $7::bigint from incoming
  on conflict (compartment, organisation, kind, evidence) do update
    set starts_ms = excluded.starts_ms, ends_ms = excluded.ends_ms, known_from_ms = excluded.known_from_ms
    where (relationship.starts_ms, relationship.ends_ms) is distinct from (excluded.starts_ms, excluded.ends_ms)`;

const withdrawText = `with changed as (
    select * from privacy.relationship where compartment = $1 and evidence = $2 and (starts_ms <> 0 or ends_ms is distinct from 0)
  ), ${keepText('$3')}
  update privacy.relationship set ends_ms = 0, starts_ms = 0, known_from_ms = $3::bigint
  where compartment = $1 and evidence = $2 and (starts_ms <> 0 or ends_ms is distinct from 0)`;

const array = (values: readonly (string | number | undefined)[]): string =>
  `{${values.map((value) => value ?? 'null').join(',')}}`;

export async function noteRelationships(
  transaction: DatabaseTransaction,
  { relationships, withdrawn, knownFromMs }: NotedEvidence,
): Promise<void> {
  for (const resource of withdrawn)
    await transaction.unsafe(withdrawText, [resource.compartment, resource.number, knownFromMs], { prepare: true });
  const unique = [
    ...new Map(
      relationships.map((one) => [`${one.compartment}|${one.organisation}|${one.kind}|${one.evidence}`, one]),
    ).values(),
  ];
  if (unique.length === 0) return;
  await transaction.unsafe(
    upsertText,
    [
      array(unique.map((one) => one.compartment)),
      array(unique.map((one) => one.organisation)),
      array(unique.map((one) => one.kind)),
      array(unique.map((one) => one.evidence)),
      array(unique.map((one) => one.startsMs)),
      array(unique.map((one) => one.endsMs)),
      knownFromMs,
    ],
    { prepare: true },
  );
}
