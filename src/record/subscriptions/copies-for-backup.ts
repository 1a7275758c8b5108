/** Transactions are numbered anew on another server: there, all that a backup holds has happened, and nothing new has been heard. */
import type { TableCopies } from '#platform';

export const recordCopies: TableCopies = {
  'record.change': { columns: { transaction_id: "'3'::xid8" } },
  'record.subscription': {
    columns: {
      created_in: "'3:3:'::pg_snapshot",
      from_transaction: "CASE WHEN subscription.from_transaction IS NOT NULL THEN '3'::xid8 END",
    },
  },
};
