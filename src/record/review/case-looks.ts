/** The looks that an alert is about, as its case page and the evidence tell them: kinds and counts of entries, no content. */
import type { LoggedLook, LogLine } from '#audit';
import type { PersonNumber } from '#disclosure';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { OpenedAlert } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';
import type { ReviewRequest } from './enter.ts';

export interface CaseLook {
  readonly entry: number;
  readonly atMs: number;
  /** In the log of the person whom the alert is about; none in the first second or so. */
  readonly number: number | undefined;
  readonly kind: LogLine['kind'];
  readonly isStopped: boolean;
  readonly staffName: string;
  readonly staffId: string;
  readonly roleName: string;
  readonly relationship: string | undefined;
  readonly reason: string | undefined;
  /** Rows of docs/safety/access.md. */
  readonly decidedBy: readonly string[];
  readonly items: number;
  readonly kinds: readonly ResourceType[];
  /** Only where the alert is about no one person. */
  readonly person: PersonNumber | undefined;
}

const mostLooks = 500;
const dayMs = 86_400_000;
/** Before and after the alert. */
const days = 30;

function isStopped(line: Pick<LogLine, 'outcome' | 'detail'>): boolean {
  return line.outcome === 'refused' || line.detail?.['stopped'] === true;
}

/** Identifiers that a search shows are logged under 0, which is no type of resource. */
function kindsOf(types: readonly number[]): ResourceType[] {
  return types.filter((type) => type > 0).map(resourceTypeOf);
}

export function ofLine(line: LogLine): CaseLook {
  const refusedBy = line.detail?.['refusedBy'];
  return {
    entry: line.entry,
    atMs: line.atMs,
    number: line.personSequence,
    kind: line.kind,
    isStopped: isStopped(line),
    staffName: line.caller?.name ?? '',
    staffId: line.caller?.identifier ?? '',
    roleName: line.role?.name ?? '',
    relationship: line.relationship,
    reason: line.reason,
    decidedBy: typeof refusedBy === 'string' ? refusedBy.split(' ') : (line.decidedBy ?? []),
    items: line.items ?? 0,
    kinds: kindsOf(line.types ?? []),
    person: undefined,
  };
}

export function ofLook(look: LoggedLook): CaseLook {
  const { staff, role, types, ...rest } = look;
  return {
    ...rest,
    number: undefined,
    staffName: staff.name,
    staffId: staff.staffId,
    roleName: role?.name ?? '',
    kinds: kindsOf(types),
  };
}

/** Whether a line of the person's log is one of those that the alert is about; never of another organisation. */
export function isOfCase(alert: OpenedAlert, organisation: string, line: LogLine): boolean {
  if (line.caller?.kind !== 'staff' || line.organisation?.code !== organisation) return false;
  if (Math.abs(line.atMs - alert.raisedMs) > days * dayMs || line.relationship === 'review') return false;
  const { staff } = alert;
  return staff === undefined || (line.caller.identifier === staff.staffId && line.caller.issuer === staff.issuer);
}

/** Newest first. Faults: those of the log. */
export async function looksOfCase(
  deps: ReadDependencies,
  request: ReviewRequest,
  alert: OpenedAlert,
): Promise<Outcome<readonly CaseLook[]>> {
  const { person, staff, raisedMs } = alert;
  const { organisation } = request.caller;
  // Whoever reads in another's place reads the alert, and no log.
  if (alert.organisation !== organisation) return ok([]);
  if (person !== undefined) {
    const listed = await deps.audit.listForPersons([person], { limit: mostLooks });
    return listed.ok
      ? ok(listed.value.lines.filter((line) => isOfCase(alert, organisation, line)).map(ofLine))
      : listed;
  }
  if (staff === undefined) return ok([]);
  const period = { fromMs: raisedMs - dayMs, untilMs: raisedMs + dayMs };
  const listed = await deps.audit.listLooks({ ...period, identifier: staff.staffId, limit: mostLooks });
  if (!listed.ok) return listed;
  const own = listed.value.looks.filter(
    (look) => look.staff.issuer === staff.issuer && look.organisation.code === organisation,
  );
  return ok(own.map(ofLook).reverse());
}
