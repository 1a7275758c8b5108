/** Entries of disclosures and refusals by time, and by who asked: for privacy officers and for what looks for patterns. */
import type { Sql } from '#platform';

export interface LooksWanted {
  readonly fromMs: number;
  readonly untilMs: number;
  /** `caller.identifier` of the entries; everybody's when left out. */
  readonly identifier?: string;
  /** The last entry of the page before; entries come in ascending order. */
  readonly afterEntry?: number;
  readonly limit: number;
}

export interface EntryRow {
  readonly position: number;
  readonly at_ms: number;
  readonly body: string;
}

/** As in the index `entry_by_caller`: up to the first quotation mark, also one that is escaped. */
const indexedText = `CASE
    WHEN starts_with(body, '{"caller":{"app":{') THEN split_part(split_part(body, '"identifier":"', 3), '"', 1)
    WHEN starts_with(body, '{"caller":{"identifier":"') THEN split_part(split_part(body, '"identifier":"', 2), '"', 1)
  END`;
/** Whole: of the rows that the index gave. */
const identifierText = String.raw`substring(body from '^\{"caller":\{(?:"app":\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\},)?"identifier":"((?:[^"\\]|\\.)*)"')`;

export async function selectEntries(sql: Sql, wanted: LooksWanted): Promise<readonly EntryRow[]> {
  const parameters: (string | number)[] = [wanted.fromMs, wanted.untilMs, wanted.afterEntry ?? 0, wanted.limit];
  let bySomebody = '';
  if (wanted.identifier !== undefined) {
    // As it stands between the quotation marks.
    const identifier = JSON.stringify(wanted.identifier).slice(1, -1);
    parameters.push(identifier.split('"', 1)[0]!, identifier);
    bySomebody = `and ${indexedText} = $5 and ${identifierText} = $6`;
  }
  return sql.unsafe<EntryRow[]>(
    `select position, at_ms, body from audit.entry
     where at_ms >= $1 and at_ms < $2 and position > $3 and kind in ('disclosure', 'search', 'export', 'refusal', 'break-glass', 'claim')
       ${bySomebody} order by position limit $4`,
    parameters,
  );
}
