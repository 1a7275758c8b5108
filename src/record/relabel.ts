/** When the list of sensitive codes changes, what was filed before is labelled by the new one, its old versions included. */
import { sensitiveLabels } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import { isShelf } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import { noteLabelChanges, type SensitiveLabeller } from '#privacy';
import { inheritLabels, raiseLabels } from '#store';
import { linksInText } from './entry-links.ts';

export interface RelabelDependencies {
  readonly transaction: <T>(work: (transaction: DatabaseTransaction) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly labelSensitive: SensitiveLabeller;
}

export interface Relabelled {
  readonly seen: number;
  readonly raised: number;
}

/** Batch by batch, each in a transaction of its own; run again it finds nothing left to do. */
export async function relabel(deps: RelabelDependencies, listVersion: string): Promise<Relabelled> {
  let after: { readonly compartment: number; readonly number: number } | undefined = { compartment: 0, number: 0 };
  let seen = 0;
  let raised = 0;
  while (after !== undefined) {
    const from: { readonly compartment: number; readonly number: number } = after;
    const batch = await deps.transaction(async (transaction) => {
      const links: Parameters<typeof inheritLabels>[1][number][] = [];
      const done = await raiseLabels(transaction, from, (row) => {
        if (isShelf(row.compartment as Compartment)) return 0;
        if (row.isCurrent) links.push(...linksInText(row));
        return deps.labelSensitive(JSON.parse(row.body), row.body) & sensitiveLabels;
      });
      await inheritLabels(transaction, links, sensitiveLabels);
      await noteLabelChanges(transaction, done.raised, `list ${listVersion}`, deps.clock.now());
      return done;
    });
    seen += batch.seen;
    raised += batch.raised.length;
    after = batch.next;
  }
  return { seen, raised };
}
