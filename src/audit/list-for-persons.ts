/** "Who has looked": the log of some persons, each line as that person may see it. */
import type { PersonNumber } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log } from '#platform';
import type { JsonObject } from './canonical-json.ts';
import { auditFault } from './faults.ts';
import { leafContents, parseBody } from './leaf.ts';
import type { LogLine, LogPage, LogPageRequest } from './log-event.ts';
import { type LineRow, selectLines } from './queries/select-lines.ts';

export interface ListDeps {
  readonly database: Pick<Database, 'sql'>;
  readonly log: Log;
}

/** Newest first; entries whose leaf is still to come stand on top without a number. Faults: AUDIT-001. */
export async function listForPersons(
  deps: ListDeps,
  persons: readonly PersonNumber[],
  page: LogPageRequest,
): Promise<Outcome<LogPage>> {
  if (!(page.limit >= 1 && page.limit <= 500)) throw new Error('a page has 1 to 500 lines');
  try {
    const { rows, total } = await selectLines(deps.database.sql, [...new Set(persons)], page);
    const derivedRows = rows.filter((row) => row.leafIndex !== null);
    const shown = rows.slice(0, rows.length - Math.max(0, derivedRows.length - page.limit));
    const lines = shown.map(lineOf);
    const nextBeforeLeaf = derivedRows.length > page.limit ? lines.at(-1)?.leafIndex : undefined;
    return ok(nextBeforeLeaf === undefined ? { lines, total } : { lines, total, nextBeforeLeaf });
  } catch (error) {
    deps.log.error('the access log could not be read', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}

/** Through `leafContents`, so that what is shown is what the leaf commits to. */
export function lineOf(row: LineRow): LogLine {
  const [content] = leafContents(row.body, [row.person]);
  const { disclosed, form: _, ...open } = parseBody(content!.body);
  const { withoutPerson: __, digest: ___, ...closed } = parseBody(content!.content);
  const caller = JSON.parse(content!.caller) as JsonObject | null;
  return {
    ...(open as Pick<LogLine, 'kind' | 'route' | 'outcome'>),
    ...(closed as Pick<LogLine, 'requestId'>),
    ...((disclosed ?? {}) as JsonObject),
    ...(caller === null ? {} : { caller: caller as unknown as NonNullable<LogLine['caller']> }),
    entry: row.entry,
    atMs: row.atMs,
    person: row.person,
    ...(row.leafIndex === null ? {} : { leafIndex: row.leafIndex }),
    ...(row.personSequence === null ? {} : { personSequence: row.personSequence }),
  };
}
