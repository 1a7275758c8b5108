import type { AnySql } from '#platform';

export interface CheckpointRow {
  readonly size: number;
  readonly root: Uint8Array;
  readonly atMs: number;
  /** With the log's own signature only. */
  readonly note: string;
}

function checkpointOf(row: Record<string, unknown> | undefined): CheckpointRow | undefined {
  if (row === undefined) return undefined;
  const { size, root, at_ms: atMs, note } = row;
  return { size: Number(size), root: root as Uint8Array, atMs: Number(atMs), note: String(note) };
}

/** Of a size up to this one. */
export async function selectNewestCheckpoint(
  sql: AnySql,
  sizeMax = Number.MAX_SAFE_INTEGER,
): Promise<CheckpointRow | undefined> {
  const [row] = await sql`
    SELECT size, root, at_ms, note FROM audit.checkpoint WHERE size <= ${sizeMax}::bigint ORDER BY size DESC LIMIT 1`;
  return checkpointOf(row);
}

/** The first checkpoints behind each of these leaves, in their order; those not sealed yet are left out. */
export async function selectCheckpointsBehind(
  sql: AnySql,
  leafIndexes: readonly number[],
): Promise<readonly CheckpointRow[]> {
  const rows = await sql`
    SELECT first.* FROM unnest(${leafIndexes.map(String)}::bigint[]) WITH ORDINALITY AS asked (leaf_index, number)
    CROSS JOIN LATERAL (
      SELECT size, root, at_ms, note FROM audit.checkpoint WHERE size > asked.leaf_index ORDER BY size LIMIT 1
    ) AS first
    ORDER BY asked.number`;
  return rows.map((row) => checkpointOf(row)!);
}

export async function insertCheckpoint(sql: AnySql, { size, root, atMs, note }: CheckpointRow): Promise<void> {
  await sql`INSERT INTO audit.checkpoint (size, root, at_ms, note) VALUES (${size}, ${root}, ${atMs}, ${note})`;
}

export interface CosignatureRow {
  readonly size: number;
  readonly witness: string;
  readonly line: string;
  readonly atMs: number;
}

export async function selectCosignatures(sql: AnySql, size: number): Promise<readonly string[]> {
  const rows = await sql`SELECT line FROM audit.cosignature WHERE size = ${size} ORDER BY witness`;
  return rows.map((row) => String(row['line']));
}

/** The largest checkpoint that this witness has signed; 0 when there is none. */
export async function selectCosignedSize(sql: AnySql, witness: string): Promise<number> {
  const [row] = await sql`
    SELECT size FROM audit.cosignature WHERE witness = ${witness} ORDER BY size DESC LIMIT 1`;
  return Number(row?.['size'] ?? 0);
}

export async function insertCosignature(sql: AnySql, { size, witness, line, atMs }: CosignatureRow): Promise<void> {
  await sql`
    INSERT INTO audit.cosignature (size, witness, line, at_ms) VALUES (${size}, ${witness}, ${line}, ${atMs})
    ON CONFLICT DO NOTHING`;
}
