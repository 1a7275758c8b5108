import type { PersonNumber } from '#disclosure';
import type { AnySql } from '#platform';
import type { LeafForm } from '../verify/leaf-form.ts';

export interface PersonLeafRow {
  readonly leafIndex: number;
  readonly entry: number;
  readonly personSequence: number;
  readonly form: LeafForm;
  /** Lower-case hex, as is `previous`. */
  readonly salt: string;
  readonly previous: string | undefined;
  readonly atMs: number;
  readonly body: string;
}

/** Every leaf of this person before this one, by their numbers. A leaf whose entry is gone is left out. */
export async function selectPersonLeaves(
  sql: AnySql,
  person: PersonNumber,
  beforeLeaf: number,
): Promise<readonly PersonLeafRow[]> {
  const rows = await sql`
    SELECT leaf.leaf_index, leaf.entry, leaf.person_sequence, leaf.form, encode(leaf.salt, 'hex') AS salt,
      leaf.previous, entry.at_ms, entry.body
    FROM (
      SELECT *, encode(lag(hash) OVER (ORDER BY person_sequence), 'hex') AS previous
      FROM audit.leaf WHERE person = ${person} AND leaf_index < ${beforeLeaf}::bigint
    ) AS leaf
    JOIN audit.entry ON entry.position = leaf.entry
    ORDER BY leaf.person_sequence`;
  return rows.map((row) => ({
    leafIndex: Number(row['leaf_index']),
    entry: Number(row['entry']),
    personSequence: Number(row['person_sequence']),
    form: Number(row['form']) as LeafForm,
    salt: String(row['salt']),
    previous: row['previous'] === null ? undefined : String(row['previous']),
    atMs: Number(row['at_ms']),
    body: String(row['body']),
  }));
}

/** Where this person's leaf of this entry stands; undefined until it is derived. The newest leaves are looked at first. */
export async function selectLeafOfEntry(sql: AnySql, person: PersonNumber, entry: number): Promise<number | undefined> {
  const [row] = await sql`
    SELECT leaf_index FROM audit.leaf WHERE person = ${person} AND entry = ${entry} ORDER BY leaf_index DESC LIMIT 1`;
  return row === undefined ? undefined : Number(row['leaf_index']);
}

/** The highest number of this person, found apart from any list of lines; 0 where there is none. */
export async function selectHeadNumber(sql: AnySql, person: PersonNumber): Promise<number> {
  const [row] = await sql`
    SELECT person_sequence FROM audit.leaf WHERE person = ${person} ORDER BY person_sequence DESC LIMIT 1`;
  return Number(row?.['person_sequence'] ?? 0);
}
