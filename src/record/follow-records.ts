/** Records that the index gives to another person take along what was chosen for them (decision 86), and their places stay kept back (88). */
import type { Audit } from '#audit';
import type { Source } from '#directory';
import type { PersonNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import { type Carried, carryChoices } from '#privacy';
import { type AlertingDependencies, alertOfPlaces } from './alert-of-places.ts';

export interface FollowingDependencies extends AlertingDependencies {
  readonly audit: Pick<Audit, 'recordWithin'>;
}

interface Linking {
  readonly deps: FollowingDependencies;
  readonly transaction: DatabaseTransaction;
  readonly contribution: { readonly source: Source; readonly receivedAtMs: number };
}

export interface Followed {
  readonly moved:
    | {
        readonly from: readonly PersonNumber[];
        readonly to: PersonNumber;
        readonly compartments: readonly Compartment[];
      }
    | undefined;
  /** Records that are without a place from now on for what another says. */
  readonly newlyWithoutPlace: readonly Compartment[];
}

/**
 * To whom the record is now: the message itself has no entry where it came by HL7 v2 or a file. The region's own act, without the source:
 * an entry stays for ever, and the person may be shown nothing of that source, now or later. The copies keep which it was.
 */
async function tell({ deps, transaction, contribution }: Linking, to: PersonNumber, carried: Carried): Promise<void> {
  const request = { requestId: crypto.randomUUID(), route: 'link', atMs: contribution.receivedAtMs } as const;
  // The person reads their log on the screen that somebody else looks at: what is kept from them there reads like any other upkeep.
  const told = { kind: 'choice', detail: { carried: 'choices' } } as const;
  const said = carried === 'told' ? told : ({ kind: 'administration' } as const);
  await deps.audit.recordWithin(transaction, [
    { request, event: { ...said, outcome: 'done', persons: [to], decidedBy: ['D23'] } },
  ]);
}

async function carryAll(linking: Linking, moved: NonNullable<Followed['moved']>): Promise<void> {
  const { deps, transaction, contribution } = linking;
  const { to, compartments } = moved;
  const carried: Carried[] = [];
  for (const from of moved.from)
    carried.push(
      await carryChoices(transaction, {
        from,
        to,
        compartments,
        source: contribution.source.number,
        nextNumber: deps.nextNumber,
        atMs: contribution.receivedAtMs,
      }),
    );
  const most = (['told', 'kept-from-person'] as const).find((one) => carried.includes(one));
  if (most !== undefined) await tell(linking, to, most);
}

/** In the transaction that moves them. */
export async function followRecords(linking: Linking, { moved, newlyWithoutPlace }: Followed): Promise<void> {
  if (moved !== undefined) await carryAll(linking, moved);
  // What stood before is another person's concern now, and its alert names the one before.
  const followed = moved === undefined || moved.from.length === 0 ? [] : moved.compartments;
  const inDoubt = [...new Set([...newlyWithoutPlace, ...followed])];
  const { deps, transaction, contribution } = linking;
  if (inDoubt.length > 0) await alertOfPlaces({ deps, transaction, atMs: contribution.receivedAtMs }, inDoubt);
}
