/** Keeps relationships in the contributor's transaction; the same evidence again replaces what it said before. */
import type { DatabaseTransaction } from '#platform';
import type { Relationship } from './relationship.ts';

const upsertText = `insert into privacy.relationship (compartment, organisation, kind, evidence, starts_ms, ends_ms)
  select compartment, organisation, kind, evidence, starts_ms, ends_ms from rows from (
    unnest(($1::text)::bigint[]), unnest(($2::text)::text[]), unnest(($3::text)::text[]),
    unnest(($4::text)::bigint[]), unnest(($5::text)::bigint[]), unnest(($6::text)::bigint[])
  ) as row (compartment, organisation, kind, evidence, starts_ms, ends_ms)
  on conflict (compartment, organisation, kind, evidence)
  do update set starts_ms = excluded.starts_ms, ends_ms = excluded.ends_ms`;

const array = (values: readonly (string | number | undefined)[]): string =>
  `{${values.map((value) => value ?? 'null').join(',')}}`;

/** `withdrawn` names resources whose relationships no longer hold at all, such as a cancelled admission. */
export async function noteRelationships(
  transaction: DatabaseTransaction,
  relationships: readonly Relationship[],
  withdrawn: readonly { readonly compartment: number; readonly number: number }[],
): Promise<void> {
  for (const resource of withdrawn)
    await transaction.unsafe(
      'update privacy.relationship set ends_ms = 0, starts_ms = 0 where compartment = $1 and evidence = $2',
      [resource.compartment, resource.number],
      { prepare: true },
    );
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
    ],
    { prepare: true },
  );
}
