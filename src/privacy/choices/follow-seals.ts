/** What comes to speak of a sealed entry is sealed with it, in the contributor's transaction: a Provenance tells that something is there. */
import { type DatabaseTransaction, numberArray } from '#platform';

export interface EntryLink {
  readonly from: { readonly compartment: number; readonly number: number };
  readonly to: { readonly compartment: number; readonly number: number };
}

const followText = `insert into privacy.seal_item (compartment, number, choice)
  select link.compartment, link.number, item.choice from rows from (
    unnest((select ($1::text)::bigint[])), unnest((select ($2::text)::bigint[])), unnest((select ($3::text)::bigint[])), unnest((select ($4::text)::bigint[]))
  ) as link (compartment, number, to_compartment, to_number)
  join privacy.seal_item as item on item.compartment = link.to_compartment and item.number = link.to_number
  on conflict do nothing`;

export async function followSeals(transaction: DatabaseTransaction, links: readonly EntryLink[]): Promise<void> {
  if (links.length === 0) return;
  await transaction.unsafe(
    followText,
    [
      numberArray(links.map(({ from }) => from.compartment)),
      numberArray(links.map(({ from }) => from.number)),
      numberArray(links.map(({ to }) => to.compartment)),
      numberArray(links.map(({ to }) => to.number)),
    ],
    { prepare: true },
  );
}
