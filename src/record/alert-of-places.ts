/** Places that are kept back in doubt (decision 88): somebody has to be able to end it, so that the privacy officer is told. */
import type { Directory } from '#directory';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { keptByUpgrade, keptRestricted, personsOfCompartments } from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import { raiseAlert } from '#privacy';

export interface AlertingDependencies {
  readonly nextNumber: () => number;
  readonly directory: Pick<Directory, 'source'>;
}

interface Alerting {
  readonly deps: AlertingDependencies;
  readonly transaction: DatabaseTransaction;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Where that is not now: the day of it tells one concern from the next. */
  readonly happenedMs?: number;
}

/** One alert for each organisation whose record of the person stays without a place; gives how many were news. */
export async function alertOfPlaces(
  { deps, transaction, atMs, happenedMs }: Alerting,
  compartments: readonly Compartment[],
): Promise<number> {
  let raised = 0;
  const kept = await keptRestricted(transaction, compartments);
  for (const { person, records } of await personsOfCompartments(transaction, [...kept.keys()])) {
    const latest = new Map<OdsCode, number>();
    for (const { compartment, source } of records) {
      const [sinceMs, from] = [kept.get(compartment), deps.directory.source(source)];
      if (sinceMs === undefined || from === undefined) continue;
      const { code } = from.organisation;
      latest.set(code, Math.max(sinceMs, latest.get(code) ?? 0));
    }
    for (const [organisation, sinceMs] of latest) {
      const isNews = await raiseAlert(transaction, {
        alert: deps.nextNumber(),
        organisation,
        kind: 'place-in-doubt',
        person,
        staff: undefined,
        reasons: [],
        nowMs: atMs,
        sinceMs,
        ...(happenedMs === undefined ? {} : { happenedMs }),
      });
      if (isNews) raised += 1;
    }
  }
  return raised;
}

/**
 * Of what the upgrade to decision 88 kept, nobody was told. Gives how many alerts were raised; run again, also after a stop half-way, on
 * whichever day, it raises none that was there.
 */
export async function alertOfKeptByUpgrade(
  deps: AlertingDependencies & {
    readonly transaction: <T>(work: (transaction: DatabaseTransaction) => Promise<T>) => Promise<T>;
    readonly clock: { now(): number };
  },
): Promise<number> {
  return deps.transaction(async (transaction) =>
    alertOfPlaces({ deps, transaction, atMs: deps.clock.now(), happenedMs: 0 }, await keptByUpgrade(transaction)),
  );
}
