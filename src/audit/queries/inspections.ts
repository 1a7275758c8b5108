import type { AnySql } from '#platform';

/** A look through the whole log. */
export interface PastInspection {
  readonly atMs: number;
  readonly isWhole: boolean;
}

export async function selectLastInspection(sql: AnySql): Promise<PastInspection | undefined> {
  const [row] = await sql`SELECT at_ms, is_whole FROM audit.inspection ORDER BY at_ms DESC LIMIT 1`;
  return row === undefined ? undefined : { atMs: Number(row['at_ms']), isWhole: row['is_whole'] === true };
}

export async function insertInspection(sql: AnySql, { atMs, isWhole }: PastInspection): Promise<void> {
  await sql`INSERT INTO audit.inspection (at_ms, is_whole) VALUES (${atMs}, ${isWhole}) ON CONFLICT DO NOTHING`;
}
