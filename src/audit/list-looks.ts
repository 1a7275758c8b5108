/** What members of staff looked at or were refused, entry by entry: how many entries of which kinds, and no content. */
import type { PersonNumber } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { errorFields } from '#platform';
import { auditFault } from './faults.ts';
import type { ListDeps } from './list-for-persons.ts';
import type { CodeAndName, LogDetail, LoggedLook, LogKind, LookPage } from './log-event.ts';
import { type EntryRow, type LooksWanted, selectEntries } from './queries/select-looks.ts';

interface Body {
  readonly caller?: {
    readonly identifier: string;
    readonly issuer?: string;
    readonly kind: string;
    readonly name?: string;
  };
  readonly detail?: LogDetail;
  readonly kind: LogKind;
  readonly organisation?: CodeAndName;
  readonly outcome?: string;
  readonly role?: CodeAndName;
  readonly route: string;
  readonly persons: readonly {
    readonly decidedBy?: readonly string[];
    readonly items?: number;
    readonly person: PersonNumber;
    readonly reason?: string;
    readonly relationship?: string;
    readonly types?: readonly number[];
  }[];
}

/** A refusal says which rows refused in its line, or, where the person was named all the same, in its detail. */
function decidedBy({ detail, kind }: Body, line: Body['persons'][number]): readonly string[] {
  const refusedBy = detail?.['refusedBy'];
  return kind === 'search' && typeof refusedBy === 'string' ? refusedBy.split(' ') : (line.decidedBy ?? []);
}

function looksOf(row: EntryRow): LoggedLook[] {
  const body = JSON.parse(row.body) as Body;
  const { caller, organisation } = body;
  if (caller?.kind !== 'staff' || organisation === undefined) return [];
  return body.persons.map((line) => ({
    entry: row.position,
    atMs: row.at_ms,
    kind: body.kind,
    route: body.route,
    person: line.person,
    staff: { issuer: caller.issuer ?? '', staffId: caller.identifier, name: caller.name ?? '' },
    role: body.role,
    organisation,
    relationship: line.relationship,
    reason: line.reason,
    decidedBy: decidedBy(body, line),
    isStopped: body.outcome === 'refused' || body.detail?.['stopped'] === true,
    items: line.items ?? 0,
    types: line.types ?? [],
  }));
}

/** In the order of the log. Faults: AUDIT-001. */
export async function listLooks(deps: ListDeps, wanted: LooksWanted): Promise<Outcome<LookPage>> {
  if (!(wanted.limit >= 1 && wanted.limit <= 5_000)) throw new Error('a page has 1 to 5,000 entries');
  try {
    const rows = await selectEntries(deps.database.sql, wanted);
    const last = rows.at(-1);
    return ok({
      looks: rows.flatMap(looksOf),
      nextAfterEntry: rows.length < wanted.limit ? undefined : last?.position,
    });
  } catch (error) {
    deps.log.error('the access log could not be read', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}
