import type { AnySql } from '#platform';

export interface ReconciliationCounts {
  /** How many of the newest entries were compared. */
  readonly compared: number;
  /** Entries that were derived once and are not there any more. */
  readonly missingEntries: number;
  readonly missingLeaves: number;
  readonly surplusLeaves: number;
  readonly brokenSequences: number;
  readonly lastLeafIndex: number;
  /** Of the whole log up to the last person's. */
  readonly sealedLeaves: number;
  /** Whether each place between the first and the last of the leaves that were compared is taken, by a person's or by everybody's. */
  readonly hasEveryPlace: boolean;
}

/** What lies behind one place of the log and before another, both counted from its beginning. */
interface Span {
  readonly fromTransaction: string;
  readonly fromPosition: number;
  readonly fromLeaf: number;
  readonly toTransaction: string;
  readonly toPosition: number;
  readonly toLeaf: number;
  readonly entries: number;
  readonly lastLeafIndex: number;
}

/** Each batch has an entry at least: as many rows as entries are wanted reach back far enough. */
async function newestSpan(sql: AnySql, newest: number): Promise<Span> {
  const [row] = await sql<Record<keyof Span, string | number>[]>`
    WITH batches AS MATERIALIZED (
      SELECT batch, up_to_transaction_id, up_to_position, last_leaf, entries_so_far
      FROM audit.sealing ORDER BY batch DESC LIMIT ${newest + 1}
    ), until AS (
      SELECT * FROM batches ORDER BY batch DESC LIMIT 1
    ), behind AS (
      SELECT * FROM batches WHERE entries_so_far <= (SELECT entries_so_far FROM until) - ${newest}::bigint
      ORDER BY batch DESC LIMIT 1
    )
    SELECT coalesce((SELECT up_to_transaction_id FROM behind), '0'::xid8)::text AS "fromTransaction",
      coalesce((SELECT up_to_position FROM behind), 0) AS "fromPosition",
      coalesce((SELECT last_leaf FROM behind), -1) AS "fromLeaf",
      coalesce((SELECT up_to_transaction_id FROM until), '0'::xid8)::text AS "toTransaction",
      coalesce((SELECT up_to_position FROM until), 0) AS "toPosition",
      coalesce((SELECT last_leaf FROM until), -1) AS "toLeaf",
      coalesce((SELECT entries_so_far FROM until), 0) - coalesce((SELECT entries_so_far FROM behind), 0) AS entries,
      coalesce((SELECT leaf_index FROM audit.leaf ORDER BY leaf_index DESC LIMIT 1), -1) AS "lastLeafIndex"`;
  const { fromTransaction, toTransaction, ...numbers } = row!;
  const counted = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
  return { ...(counted as unknown as Span), fromTransaction: `${fromTransaction}`, toTransaction: `${toTransaction}` };
}

/** More than there should be are a finding each, and not all of them are needed for one. */
const surplusMax = 1_000;

/** Planned each time for its values, and not kept: it is about the end of the log, which a plan for any values does not know. */
const comparison = `
  WITH sealed AS MATERIALIZED (
    SELECT position, persons FROM audit.entry
    WHERE (transaction_id, position) > ($1::xid8, $2::bigint)
      AND (transaction_id, position) <= ($3::xid8, $4::bigint)
    ORDER BY transaction_id, position LIMIT $5
  ), laid AS MATERIALIZED (
    SELECT entry, person, person_sequence FROM audit.leaf
    WHERE leaf_index > $6::bigint AND leaf_index <= $7::bigint
    ORDER BY leaf_index LIMIT $7::bigint - $6::bigint
  ), expected AS MATERIALIZED (
    SELECT DISTINCT position AS entry, person
    FROM sealed CROSS JOIN unnest(CASE WHEN persons = '{}' THEN '{0}' ELSE persons END) AS named (person)
  ), compared AS (
    SELECT expected.entry AS expected_entry, laid.entry AS leaf_entry
    FROM expected FULL JOIN laid ON laid.entry = expected.entry AND laid.person = expected.person
  ), sequences AS (
    SELECT person, count(*) AS leaves, min(person_sequence) AS first, max(person_sequence) AS last
    FROM laid GROUP BY person
  )
  SELECT
    greatest(0, $8::bigint - (SELECT count(*) FROM sealed)) AS missing_entries,
    (SELECT count(*) FROM compared WHERE leaf_entry IS NULL) AS missing_leaves,
    (SELECT count(*) FROM compared WHERE expected_entry IS NULL) AS surplus_leaves,
    (SELECT count(*) FROM sequences WHERE last - first + 1 <> leaves OR (first > 1 AND (
      SELECT leaf_index FROM audit.leaf WHERE leaf.person = sequences.person
        AND leaf.person_sequence = sequences.first - 1 LIMIT 1) IS NULL)) AS broken_sequences,
    (SELECT count(*) FROM laid) AS leaves,
    (SELECT count(*) FROM audit.heads
      WHERE leaf_index > $6::bigint AND leaf_index <= $7::bigint) AS heads_leaves`;

/**
 * Counts in against out over the newest entries, by index alone: as quick in a log of any length. What was derived once stands still,
 * so that entries that come between the two statements change nothing.
 */
export async function selectReconciliation(sql: AnySql, newest: number): Promise<ReconciliationCounts> {
  const span = await newestSpan(sql, newest);
  const { fromTransaction, fromPosition, fromLeaf, toTransaction, toPosition, toLeaf, entries } = span;
  const [row] = await sql.unsafe<Record<string, number>[]>(comparison, [
    ...[fromTransaction, fromPosition, toTransaction, toPosition, entries + surplusMax, fromLeaf, toLeaf, entries],
  ]);
  return {
    compared: entries,
    missingEntries: Number(row!['missing_entries']),
    missingLeaves: Number(row!['missing_leaves']),
    surplusLeaves: Number(row!['surplus_leaves']),
    brokenSequences: Number(row!['broken_sequences']),
    lastLeafIndex: span.lastLeafIndex,
    sealedLeaves: toLeaf + 1,
    hasEveryPlace: Number(row!['leaves']) + Number(row!['heads_leaves']) === toLeaf - fromLeaf,
  };
}
