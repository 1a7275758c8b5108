import type { PersonNumber } from '#disclosure';
import type { Sql } from '#platform';
import type { LogPageRequest } from '../log-event.ts';

export interface LineRow {
  readonly person: PersonNumber;
  readonly entry: number;
  readonly atMs: number;
  readonly body: string;
  /** Null while the leaf is not derived. */
  readonly leafIndex: number | null;
  readonly personSequence: number | null;
}

export interface LineRows {
  readonly rows: readonly LineRow[];
  readonly total: number;
}

/** Entries without a leaf that one page shows; the total counts any more of them. */
const underivedLines = 500;

/**
 * The lines of these persons from a leaf on, newest first, and one more than `limit` when there are more. Leaves and what
 * is not derived yet are read in one snapshot, so that no entry falls between them.
 */
export async function selectLines(sql: Sql, persons: readonly PersonNumber[], page: LogPageRequest): Promise<LineRows> {
  const personTexts = persons.map(String);
  const kinds = page.kinds === undefined ? null : [...page.kinds];
  const isFirstPage = page.beforeLeaf === undefined;
  const rows = await sql`
    WITH cursor AS MATERIALIZED (
      SELECT up_to_transaction_id, up_to_position FROM audit.sealing ORDER BY batch DESC LIMIT 1
    ), underived AS MATERIALIZED (
      SELECT asked.person, entry.position, entry.at_ms, entry.body
      FROM audit.entry
      CROSS JOIN LATERAL (
        SELECT DISTINCT person FROM unnest(entry.persons) AS named (person)
        WHERE person = ANY (${personTexts}::bigint[])
      ) AS asked
      WHERE (entry.transaction_id, entry.position) > (
          coalesce((SELECT up_to_transaction_id FROM cursor), '0'::xid8),
          coalesce((SELECT up_to_position FROM cursor), 0))
        AND (${kinds}::text[] IS NULL OR entry.kind = ANY (${kinds}::text[]))
    ), derived AS MATERIALIZED (
      SELECT line.* FROM unnest(${personTexts}::bigint[]) AS asked (person)
      CROSS JOIN LATERAL (
        SELECT leaf.person, entry.position, entry.at_ms, entry.body, leaf.leaf_index, leaf.person_sequence
        FROM audit.leaf JOIN audit.entry ON entry.position = leaf.entry
        WHERE leaf.person = asked.person
          AND leaf.leaf_index < ${String(page.beforeLeaf ?? Number.MAX_SAFE_INTEGER)}::bigint
          AND (${kinds}::text[] IS NULL OR entry.kind = ANY (${kinds}::text[]))
        ORDER BY leaf.leaf_index DESC LIMIT ${page.limit + 1}
      ) AS line
      ORDER BY line.leaf_index DESC LIMIT ${page.limit + 1}
    ), counted AS (
      SELECT (SELECT count(*) FROM underived) + (
        SELECT count(*) FROM audit.leaf
        WHERE person = ANY (${personTexts}::bigint[]) AND (${kinds}::text[] IS NULL OR EXISTS (
          SELECT FROM audit.entry WHERE position = leaf.entry AND kind = ANY (${kinds}::text[])))
      ) AS total
    ), line AS (
      (SELECT person, position, at_ms, body, NULL::bigint AS leaf_index, NULL::bigint AS person_sequence
        FROM underived WHERE ${isFirstPage}::boolean ORDER BY position DESC LIMIT ${underivedLines})
      UNION ALL SELECT * FROM derived
    )
    SELECT counted.total, line.* FROM counted LEFT JOIN line ON true
    ORDER BY line.leaf_index DESC NULLS FIRST, line.position DESC`;
  const found = rows.filter((row) => row['position'] !== null);
  return {
    total: Number(rows[0]!['total']),
    rows: found.map((row) => ({
      person: Number(row['person']) as PersonNumber,
      entry: Number(row['position']),
      atMs: Number(row['at_ms']),
      body: String(row['body']),
      leafIndex: row['leaf_index'] === null ? null : Number(row['leaf_index']),
      personSequence: row['person_sequence'] === null ? null : Number(row['person_sequence']),
    })),
  };
}
