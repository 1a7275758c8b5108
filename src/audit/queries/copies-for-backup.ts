/**
 * Transactions are numbered anew on another server, so a backup keeps their order and not their numbers: small ones, one more
 * wherever a position falls, in which entries and cursors stand in the same order as before. Leaves do not hold them.
 */
import type { TableCopies } from '#platform';

const inOrder = 'WINDOW in_order AS (ORDER BY transaction_id, position, is_entry DESC)';

const placed = `(
  SELECT is_entry, transaction_id, position, (3 + sum(falls) OVER in_order)::text::xid8 AS place
  FROM (
    SELECT *, coalesce((position < lag(position) OVER in_order)::integer, 0) AS falls
    FROM (
      SELECT transaction_id, position, true AS is_entry FROM audit.entry
      UNION ALL SELECT up_to_transaction_id, up_to_position, false FROM audit.sealing
    ) AS numbered ${inOrder}
  ) AS measured ${inOrder}
) AS placed`;

export const auditCopies: TableCopies = {
  'audit.entry': {
    from: `audit.entry JOIN ${placed} ON placed.is_entry AND placed.position = entry.position`,
    columns: { transaction_id: 'placed.place' },
  },
  'audit.sealing': {
    from: `audit.sealing JOIN ${placed} ON NOT placed.is_entry
      AND placed.position = sealing.up_to_position AND placed.transaction_id = sealing.up_to_transaction_id`,
    columns: { up_to_transaction_id: 'placed.place' },
  },
};
