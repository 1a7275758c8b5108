/**
 * An act on somebody's choices and its entry, in one transaction: the log says that it was done where it was written, and that it was
 * refused where nothing was. Without the entry nothing is written.
 */
import type { RequestContext } from '#disclosure';
import type { Fault } from '#kernel/fault.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { isSignInNotEnough } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

type LogEvent = Parameters<ReadDependencies['audit']['recordEvent']>[1];

/** `act` may run again, in another transaction, when it lost a race. Faults: those of `act` and of the log. */
export async function logWhatCame<T>(
  deps: Pick<ReadDependencies, 'audit' | 'store'>,
  request: RequestContext,
  event: Omit<LogEvent, 'outcome'>,
  act: (transaction: DatabaseTransaction) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const committed = await deps.audit.commitLogged<Outcome<T>>(request, deps.store, async (transaction) => {
    const value = await act(transaction);
    const decidedBy = value.ok ? undefined : refusedBy(value.fault);
    const came = { ...event, outcome: value.ok ? 'done' : 'refused', ...(decidedBy && { decidedBy }) } as const;
    return ok({ value, event: came, sealed: [] });
  });
  return committed.ok ? committed.value.value : committed;
}

/** Rows of the decision table; none of its own where what was asked for is not there. */
export function refusedBy(fault: Fault): readonly string[] | undefined {
  if (isSignInNotEnough(fault)) return ['D1'];
  if (fault.code === 'PRIVACY-016') return ['D17'];
  return fault.code === 'PRIVACY-005' ? ['D3'] : undefined;
}
