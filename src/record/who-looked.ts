/** Who has looked at a person's record: the access log as the person themself may read it (A8, A9; UK GDPR 15). */
import { auditFault, type LogFile, type LogLine, type LogPage, type OpenedField } from '#audit';
import type { PatientCaller, RequestContext } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { ToldReview } from '#privacy';
import { recordFault } from './faults.ts';
import { decideAboutThemself, findThemself, refuseUnfound } from './find-themself.ts';
import { isKeptFromPerson, isUpkeep, type LookLine, lookLine, type ShownToPerson, shownToPerson } from './look-line.ts';
import type { ReadDependencies } from './open-record.ts';

export type WhoLookedDependencies = Pick<
  ReadDependencies,
  'store' | 'audit' | 'privacy' | 'patientIndex' | 'directory' | 'clock'
>;
type PatientRequest = RequestContext & { readonly caller: PatientCaller };

/** What counting the log's numbers showed. Every person's entries are numbered 1, 2, 3 ... */
export interface LogNumbering {
  readonly entries: number;
  /** The highest number: equal to `entries` when none is missing. */
  readonly to: number;
  readonly isComplete: boolean;
}

export interface WhoHasLooked {
  /** Newest first; the first may have no number for a second or so. */
  readonly lines: readonly LookLine[];
  readonly nextBeforeLeaf: number | undefined;
  /** Lines on all pages. */
  readonly total: number;
  readonly numbering: LogNumbering;
  readonly checkedAtMs: number;
}

export interface WhoLookedPage {
  /** 1 to 500. */
  readonly limit: number;
  /** `nextBeforeLeaf` of the page before. */
  readonly beforeLeaf?: number;
}

/** What a person says about a look, or about their record. Codes only: the log holds nobody's own words. */
export interface Concern {
  readonly about: string;
  /** The look that it is about. */
  readonly leafIndex?: number;
}

/**
 * `head` is the newest page of one person's whole log, `page` the one that is shown, `headNumber` the person's highest
 * number as another look-up found it: a list that leaves out the newest entries would otherwise look whole.
 */
export function checkNumbering(head: LogPage, page: LogPage, headNumber = 0): LogNumbering {
  const isNumbered = (line: LogLine): boolean => line.personSequence !== undefined;
  const entries = head.total - head.lines.filter((line) => !isNumbered(line)).length;
  const to = Math.max(headNumber, head.lines.find(isNumbered)?.personSequence ?? 0);
  const sequences = page.lines.filter(isNumbered).map((line) => line.personSequence ?? 0);
  const isGapless = sequences.every((sequence, index) => index === 0 || sequence === (sequences[index - 1] ?? 0) - 1);
  const reachesOne = page.nextBeforeLeaf !== undefined || sequences.length === 0 || sequences.at(-1) === 1;
  return { entries, to, isComplete: entries === to && isGapless && reachesOne };
}

/** The claim is made right after its entry: the first alert behind it by the same member of staff is its own. */
const claimWithinMs = 60_000;

function reviewOf(line: LogLine, reviews: readonly ToldReview[]): Pick<LookLine, 'review'> {
  if ((line.kind !== 'claim' && line.kind !== 'break-glass') || line.outcome !== 'done') return {};
  const found = reviews.find(
    (one) =>
      one.issuer === line.caller?.issuer &&
      one.staffId === line.caller.identifier &&
      one.raisedMs >= line.atMs &&
      one.raisedMs < line.atMs + claimWithinMs,
  );
  return found === undefined ? {} : { review: { state: found.state, closedMs: found.closedMs } };
}

interface Decided {
  readonly person: PersonInIndex;
  /** The entry of this look. */
  readonly entry: number;
  readonly shown: ShownToPerson;
}

/** Finds the person who asks, decides, and logs this look. Faults RECORD-002, PRIVACY-006 and those of the log. */
async function decideAndLog(
  deps: WhoLookedDependencies,
  request: PatientRequest,
  extra: { readonly kind?: 'export'; readonly detail: Readonly<Record<string, string>> },
): Promise<Outcome<Decided>> {
  // Who acts for a person never reads who has looked: it would tell them whom the person turned to.
  if (request.caller.onBehalfOf !== undefined) {
    const person = await findThemself(deps, request.caller);
    if (person === undefined) return refuseUnfound(deps, request);
    const logged = await deps.audit.recordRefusal(request, { persons: [person.person], decidedBy: ['D16'] });
    return logged.ok ? failed(recordFault('RECORD-002')) : logged;
  }
  const decided = await decideAboutThemself(deps, request);
  if (!decided.ok) return decided;
  const { person, grant } = decided.value;
  const compartments = person.records.map((record) => record.compartment);
  const rows = await deps.store.readCompartments(grant, { compartments });
  const { shown, none } = shownToPerson(deps, person, rows);
  const logged = await deps.audit.recordDisclosure(request, [none.seal()], extra);
  return logged.ok ? ok({ person, entry: logged.value.entry, shown }) : logged;
}

/** The log of the person who asks. Faults RECORD-002, PRIVACY-006 and those of the log. */
export async function whoHasLooked(
  deps: WhoLookedDependencies,
  request: PatientRequest,
  page: WhoLookedPage,
): Promise<Outcome<WhoHasLooked>> {
  const decided = await decideAndLog(deps, request, { detail: { shown: 'accessLog' } });
  if (!decided.ok) return decided;
  if (await deps.privacy.choices.isDiscreet(decided.value.person.person))
    return asIfNobodyHadLooked(deps, decided.value, page);
  const persons = [decided.value.person.person];
  // Before the list, so that an entry in between cannot look like a missing one.
  const headNumber = await deps.audit.headNumber(decided.value.person.person);
  if (!headNumber.ok) return headNumber;
  const shown = await deps.audit.listForPersons(persons, page);
  if (!shown.ok) return shown;
  const head = page.beforeLeaf === undefined ? shown : await deps.audit.listForPersons(persons, { limit: 1 });
  if (!head.ok) return head;
  const reviews = await deps.privacy.review.toldTo(decided.value.person.person);
  return ok({
    lines: shown.value.lines.map((line) => ({
      ...lookLine(line, decided.value.shown),
      ...reviewOf(line, reviews),
    })),
    nextBeforeLeaf: shown.value.nextBeforeLeaf,
    total: shown.value.total,
    numbering: checkNumbering(head.value, shown.value, headNumber.value),
    checkedAtMs: deps.clock.now(),
  });
}

const linesAtOnce = 500;

/** Choices are among what discreet mode keeps from the screen. */
function isOwnLook(line: LogLine): boolean {
  return line.caller?.kind === 'patient' && line.kind !== 'choice';
}

/**
 * In discreet mode the log reads as for somebody whose record nobody else opened: the person's own looks, numbered as they
 * would be then. The log itself keeps every entry and every number.
 */
async function asIfNobodyHadLooked(
  deps: WhoLookedDependencies,
  { person, shown: shownToThem }: Decided,
  page: WhoLookedPage,
): Promise<Outcome<WhoHasLooked>> {
  const own: LogLine[] = [];
  for (let beforeLeaf: number | undefined, isLast = false; !isLast; ) {
    const more = await deps.audit.listForPersons([person.person], {
      limit: linesAtOnce,
      ...(beforeLeaf === undefined ? {} : { beforeLeaf }),
    });
    if (!more.ok) return more;
    own.push(...more.value.lines.filter(isOwnLook));
    beforeLeaf = more.value.nextBeforeLeaf;
    isLast = beforeLeaf === undefined;
  }
  const numbered = own.filter(({ personSequence }) => personSequence !== undefined).length;
  const waiting = own.length - numbered;
  const lines = own.map((line, index) =>
    line.personSequence === undefined ? line : { ...line, personSequence: numbered - (index - waiting) },
  );
  const from =
    page.beforeLeaf === undefined ? 0 : lines.findIndex((line) => (line.leafIndex ?? Infinity) < page.beforeLeaf!);
  const shown = from === -1 ? [] : lines.slice(from, from + page.limit);
  const isMore = from !== -1 && from + page.limit < lines.length;
  return ok({
    lines: shown.map((line) => lookLine(line, shownToThem)),
    nextBeforeLeaf: isMore ? shown.at(-1)?.leafIndex : undefined,
    total: lines.length,
    numbering: { entries: numbered, to: numbered, isComplete: true },
    checkedAtMs: deps.clock.now(),
  });
}

/** Detail of the entry of a download. */
const downloaded = 'accessLogFile';

/**
 * The log of the person who asks, with its proofs, for them to keep and to check. What tells of hidden entries stays
 * closed in it, and so do the names of staff unless `showsNames`. People acting for somebody never get it. Faults
 * RECORD-002, PRIVACY-006 and those of the log.
 */
export async function downloadLog(
  deps: WhoLookedDependencies,
  request: PatientRequest,
  showsNames: boolean,
): Promise<Outcome<LogFile>> {
  const decided = await decideAndLog(deps, request, { kind: 'export', detail: { shown: downloaded } });
  if (!decided.ok) return decided;
  // A file with every number would tell; the answer is the one that anybody gets whose newest entries still wait for a seal.
  if (await deps.privacy.choices.isDiscreet(decided.value.person.person)) return failed(auditFault('AUDIT-006'));
  const isClosed = (line: LogLine): boolean => isUpkeep(line) || isKeptFromPerson(line, decided.value.shown);
  const opens = (line: LogLine): readonly OpenedField[] =>
    isClosed(line) ? [] : showsNames || line.caller?.kind !== 'staff' ? ['body', 'caller'] : ['body'];
  return deps.audit.provePerson({
    person: decided.value.person.person,
    entry: decided.value.entry,
    atMs: request.atMs,
    opens,
    isDownload: (line) => line.caller?.kind === 'patient' && line.detail?.['shown'] === downloaded,
  });
}

async function lineAt(
  deps: WhoLookedDependencies,
  person: PersonInIndex,
  leafIndex: number,
): Promise<Outcome<LogLine>> {
  const found = await deps.audit.listForPersons([person.person], { limit: 1, beforeLeaf: leafIndex + 1 });
  if (!found.ok) return found;
  const [line] = found.value.lines;
  if (line !== undefined && !isOwnLook(line) && (await deps.privacy.choices.isDiscreet(person.person)))
    return failed(recordFault('RECORD-002'));
  return line?.leafIndex === leafIndex ? ok(line) : failed(recordFault('RECORD-002'));
}

/** One line of the log of the person who asks. Faults RECORD-002, PRIVACY-006 and those of the log. */
export async function oneLook(
  deps: WhoLookedDependencies,
  request: PatientRequest,
  leafIndex: number,
): Promise<Outcome<LookLine>> {
  const decided = await decideAndLog(deps, request, { detail: { shown: 'accessLog' } });
  if (!decided.ok) return decided;
  const line = await lineAt(deps, decided.value.person, leafIndex);
  return line.ok ? ok(lookLine(line.value, decided.value.shown)) : line;
}

/** Writes what the person says is wrong into the log. Faults RECORD-002, PRIVACY-006 and those of the log. */
export async function reportConcern(
  deps: WhoLookedDependencies,
  request: PatientRequest,
  concern: Concern,
): Promise<Outcome<{ readonly number: number | undefined }>> {
  const decided = await decideAboutThemself(deps, request);
  if (!decided.ok) return decided;
  const { person, grant } = decided.value;
  const line = concern.leafIndex === undefined ? undefined : await lineAt(deps, person, concern.leafIndex);
  if (line !== undefined && !line.ok) return line;
  const number = line?.value.personSequence;
  const { decidedBy, lawfulBasis } = grant.ground;
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: 'done',
    persons: [person.person],
    decidedBy,
    lawfulBasis,
    detail: { concern: concern.about, ...(number === undefined ? {} : { concernsEntry: number }) },
  });
  return logged.ok ? ok({ number }) : logged;
}
