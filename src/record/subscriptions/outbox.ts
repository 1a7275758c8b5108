/**
 * The outbox: what changed, in the transaction of the change. While nobody subscribes it costs a write nothing but four
 * statements a second: the answer "nobody" is believed for that long. Whoever subscribes then is answered when nobody believes it any
 * more and whoever wrote believing it has ended (`create-subscriptions.ts`).
 */
import { type DatabaseTransaction, numberArray } from '#platform';
import type { ResourceToWrite } from '#store';

export interface Outbox {
  /** After the rows are written, in their transaction: what waits for a row's lock then notes its change later. */
  note(transaction: DatabaseTransaction, rows: readonly ResourceToWrite[]): Promise<void>;
}

/** The first to subscribe waits so long for their answer, and twice that until they are active. */
export const believedMs = 250;

const noteText = `with wanted as (select exists (select 1 from record.subscription where status <> 'off') as is_wanted),
  noted as (insert into record.change (compartment, number, type, version, source)
    select row.* from rows from (unnest((select ($1::text)::bigint[])), unnest((select ($2::text)::bigint[])),
      unnest((select ($3::text)::smallint[])), unnest((select ($4::text)::bigint[])), unnest((select ($5::text)::int[])))
      as row (compartment, number, type, version, source)
    where exists (select 1 from record.subscription where status <> 'off' and row.type = any(subscription.types)))
  select is_wanted from wanted`;

export function createOutbox(nowMs: () => number = () => performance.now()): Outbox {
  let nobodyUntilMs = 0;
  return {
    async note(transaction, rows) {
      const askedMs = nowMs();
      if (rows.length === 0 || askedMs < nobodyUntilMs) return;
      const [answer] = await transaction.unsafe<{ is_wanted: boolean }[]>(
        noteText,
        [
          numberArray(rows.map((row) => row.compartment)),
          numberArray(rows.map((row) => row.number)),
          numberArray(rows.map((row) => row.type)),
          numberArray(rows.map((row) => row.version)),
          numberArray(rows.map((row) => row.source)),
        ],
        { prepare: true },
      );
      nobodyUntilMs = answer?.is_wanted === false ? askedMs + believedMs : 0;
    },
  };
}
