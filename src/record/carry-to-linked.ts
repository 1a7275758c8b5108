/** A record that the index gives to another person takes along what was chosen for it (decision 86). */
import type { Compartment } from '#kernel/identity-number.ts';
import type { LinkResult } from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import { carryChoices } from '#privacy';

interface Linking {
  readonly deps: { readonly nextNumber: () => number };
  readonly transaction: DatabaseTransaction;
  readonly contribution: { readonly receivedAtMs: number };
}

export async function carryToLinked(
  { deps, transaction, contribution }: Linking,
  compartment: Compartment,
  { person, cameFrom }: Pick<LinkResult, 'person' | 'cameFrom'>,
): Promise<void> {
  for (const from of cameFrom)
    await carryChoices(transaction, {
      from,
      to: person,
      compartments: [compartment],
      nextNumber: deps.nextNumber,
      atMs: contribution.receivedAtMs,
    });
}
