import type { AnySql } from '#platform';

export interface ReconciliationCounts {
  /** Entries that were derived once and are not there any more. */
  readonly missingEntries: number;
  readonly missingLeaves: number;
  readonly surplusLeaves: number;
  readonly brokenSequences: number;
  readonly leaves: number;
  readonly lastLeafIndex: number;
  /** Of the whole log up to the last person's. */
  readonly sealedLeaves: number;
  /** Those of them that are about nobody: where everybody's numbers stand. */
  readonly headsLeaves: number;
}

/** Counts in against out over the whole log, in one snapshot: minutes for a long one. */
export async function selectReconciliation(sql: AnySql): Promise<ReconciliationCounts> {
  const [row] = await sql`
    WITH cursor AS MATERIALIZED (
      SELECT up_to_transaction_id, up_to_position, entries_so_far, last_leaf
      FROM audit.sealing ORDER BY batch DESC LIMIT 1
    ), sealed AS MATERIALIZED (
      SELECT position, persons FROM audit.entry
      WHERE (transaction_id, position) <= (
        (SELECT up_to_transaction_id FROM cursor), (SELECT up_to_position FROM cursor))
    ), expected AS MATERIALIZED (
      SELECT DISTINCT position AS entry, person
      FROM sealed CROSS JOIN unnest(CASE WHEN persons = '{}' THEN '{0}' ELSE persons END) AS named (person)
    ), compared AS (
      SELECT expected.entry AS expected_entry, leaf.entry AS leaf_entry
      FROM expected FULL JOIN audit.leaf ON leaf.entry = expected.entry AND leaf.person = expected.person
    ), sequences AS (
      SELECT count(*) AS leaves, min(person_sequence) AS first, max(person_sequence) AS last
      FROM audit.leaf GROUP BY person
    )
    SELECT
      greatest(0, coalesce((SELECT entries_so_far FROM cursor), 0) - (SELECT count(*) FROM sealed)) AS missing_entries,
      (SELECT count(*) FROM compared WHERE leaf_entry IS NULL) AS missing_leaves,
      (SELECT count(*) FROM compared WHERE expected_entry IS NULL) AS surplus_leaves,
      (SELECT count(*) FROM sequences WHERE first <> 1 OR last <> leaves) AS broken_sequences,
      (SELECT count(*) FROM audit.leaf) AS leaves,
      coalesce((SELECT max(leaf_index) FROM audit.leaf), -1) AS last_leaf_index,
      coalesce((SELECT last_leaf FROM cursor), -1) + 1 AS sealed_leaves,
      (SELECT count(*) FROM audit.heads WHERE leaf_index <= (SELECT last_leaf FROM cursor)) AS heads_leaves`;
  return {
    missingEntries: Number(row!['missing_entries']),
    missingLeaves: Number(row!['missing_leaves']),
    surplusLeaves: Number(row!['surplus_leaves']),
    brokenSequences: Number(row!['broken_sequences']),
    leaves: Number(row!['leaves']),
    lastLeafIndex: Number(row!['last_leaf_index']),
    sealedLeaves: Number(row!['sealed_leaves']),
    headsLeaves: Number(row!['heads_leaves']),
  };
}
