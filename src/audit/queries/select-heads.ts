import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';

export interface PersonHead {
  readonly personSequence: number;
  /** Lower-case hex. */
  readonly hash: string;
}

/** The newest leaf of each of these persons; those who have none are left out. One index look-up each. */
export async function selectHeads(
  sql: AnySql,
  persons: readonly PersonNumber[],
): Promise<Map<PersonNumber, PersonHead>> {
  const rows = await sql`
    SELECT asked.person, head.person_sequence, encode(head.hash, 'hex') AS hash
    FROM unnest(${persons.map(String)}::bigint[]) AS asked (person)
    CROSS JOIN LATERAL (
      SELECT person_sequence, hash FROM audit.leaf
      WHERE leaf.person = asked.person ORDER BY person_sequence DESC LIMIT 1
    ) AS head`;
  return new Map(
    rows.map((row) => [
      Number(row['person']) as PersonNumber,
      { personSequence: Number(row['person_sequence']), hash: String(row['hash']) },
    ]),
  );
}
