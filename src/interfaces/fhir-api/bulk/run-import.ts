/** Files what an import posted: what others refer to first, in slabs; a slab is filed without the lines that are refused. */
import type { Bundle } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { JobHandler, JobRun } from '#jobs';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ImportedLine, LinesToFile } from '#record';
import { allowsInteraction, intersectScopes } from '#sign-in';
import type { InteractionDependencies } from '../api-call.ts';
import { bulkFault } from './faults.ts';
import { firstReport, type ImportRequest } from './import.ts';
import { identityOf, type PostedLine, tierOf, tierOrder } from './read-import-line.ts';
import { linesOf } from './split-lines.ts';

const linesPerSlab = 5_000;
const charactersPerSlab = 8_000_000;
/** A refused line may take others with it: those that are about the patient of that line, and so on. */
const roundsMax = 20;
const pausesMs = [200, 1_000, 5_000];

interface Counts {
  readonly created: number;
  readonly updated: number;
  /** Sent before, and standing as they were sent. */
  readonly unchanged: number;
  readonly refused: number;
}

interface Progress extends Counts {
  readonly tier: number;
  readonly part: number;
  /** Lines of this tier in this part that are done. */
  readonly lines: number;
  readonly reports: number;
}

interface RefusedLine {
  readonly place: string;
  readonly flaws: readonly Flaw[];
}

interface Slab {
  readonly deps: InteractionDependencies;
  readonly asked: ImportRequest;
  readonly requestId: string;
}

interface FiledSlab extends Counts {
  readonly lines: readonly RefusedLine[];
}

/** What a Bundle is refused with for what some of its entries are. */
const refusedByEntry: ReadonlySet<string> = new Set(['RECORD-005', 'RECORD-020']);

/** Which entries a refused Bundle names, with their flaws. */
function flawsByEntry(flaws: readonly Flaw[]): Map<number, Flaw[]> {
  const byEntry = new Map<number, Flaw[]>();
  for (const flaw of flaws) {
    const match = /^Bundle\.entry\[(\d+)\]\.?(?:resource:? ?|request\.?)?(.*)$/s.exec(flaw.place);
    if (match === null) continue;
    const index = Number(match[1]);
    byEntry.set(index, [
      ...(byEntry.get(index) ?? []),
      { place: match[2] === '' ? 'resource' : match[2]!, rule: flaw.rule },
    ]);
  }
  return byEntry;
}

interface Entry {
  readonly line: PostedLine;
  readonly imported: ImportedLine;
}

interface Sorted {
  readonly good: readonly Entry[];
  readonly refused: readonly RefusedLine[];
}

function sortLines(asked: Pick<ImportRequest, 'scopes'>, lines: readonly PostedLine[]): Sorted {
  const mayWrite = mayWriteWith(asked);
  const good: Entry[] = [];
  const refused: RefusedLine[] = [];
  for (const line of lines) {
    const identity = identityOf(line, mayWrite);
    if ('type' in identity) good.push({ line, imported: { ...identity, text: line.text } });
    else refused.push({ place: line.place, flaws: identity });
  }
  return { good, refused };
}

function mayWriteWith({ scopes }: Pick<ImportRequest, 'scopes'>): (type: string) => boolean {
  return (type) => (['c', 'u'] as const).every((letter) => allowsInteraction(scopes, 'system', type, letter));
}

/** Files the entries together; when some are refused, the rest again, until what is left is taken. */
async function fileEntries(
  slab: Slab,
  source: Source,
  entries: readonly Entry[],
  bundleOf: LinesToFile['bundleOf'],
): Promise<Outcome<FiledSlab>> {
  const { deps, asked } = slab;
  const refused: RefusedLine[] = [];
  let left = entries;
  for (let round = 0; left.length > 0; round++) {
    const taking = left;
    const readBundle = (): Bundle => bundleOf(taking.map(({ imported }) => imported));
    const request = { ...asked.request, requestId: `${slab.requestId}-${round}`, atMs: deps.clock.now() };
    const filed = await deps.record.contributeBundleForApi(request, { source, isShown: false, readBundle });
    if (filed.ok) {
      const responses = (filed.value.response.entry ?? []).map(({ response }) => response);
      const lines = taking.map(({ imported }, at) => ({ ...imported, location: responses[at]?.location ?? '' }));
      await deps.record.importing.note(source.number, lines);
      const created = responses.filter((response) => response?.status.startsWith('201')).length;
      const updated = taking.length - created;
      return ok({ created, updated, unchanged: 0, refused: refused.length, lines: refused });
    }
    const named = flawsByEntry(refusedByEntry.has(filed.fault.code) ? (filed.fault.flaws ?? []) : []);
    if (named.size === 0 || round >= roundsMax) return failed(filed.fault);
    for (const [index, flaws] of named) refused.push({ place: taking[index]?.line.place ?? '', flaws });
    left = taking.filter((_entry, index) => !named.has(index));
  }
  return ok({ created: 0, updated: 0, unchanged: 0, refused: refused.length, lines: refused });
}

/** An id that a slab names twice is filed as it stands last: one transaction changes a resource once. */
function lastOfEach(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [`${entry.imported.type}/${entry.imported.id}`, entry])).values()];
}

/** The client as it is registered now: what was posted may wait, and its token is long over when it is filed. */
async function scopesNow({ deps, asked }: Slab): Promise<readonly string[] | undefined> {
  const { caller } = asked.request;
  const client = caller.kind === 'system' ? await deps.signIn.findClient(caller.clientId) : undefined;
  return client?.source === asked.source ? intersectScopes(asked.scopes, client.scopes) : undefined;
}

async function fileSlab(slab: Slab, lines: readonly PostedLine[]): Promise<Outcome<FiledSlab>> {
  const { deps, asked } = slab;
  const source = deps.directory.sources().find(({ code }) => code === asked.source);
  const scopes = await scopesNow(slab);
  if (source === undefined || scopes === undefined) return failed(bulkFault('BULK-001'));
  const { good, refused } = sortLines({ scopes }, lines);
  const last = lastOfEach(good);
  const { unchanged, bundleOf } = await deps.record.importing.prepare(
    source.number,
    last.map(({ imported }) => imported),
  );
  const news = last.filter(({ imported }) => !unchanged.has(imported));
  const filed = await fileEntries(slab, source, news, bundleOf);
  if (!filed.ok) return filed;
  const { created, updated } = filed.value;
  const told = [...refused, ...filed.value.lines];
  const repeated = good.length - last.length;
  return ok({ created, updated, unchanged: unchanged.size + repeated, refused: told.length, lines: told });
}

/** The log or the database may be away for a moment: the slab waits, and the job fails honestly in the end. */
async function fileWithPatience(slab: Slab, lines: readonly PostedLine[]): Promise<Outcome<FiledSlab>> {
  for (const pauseMs of pausesMs) {
    const filed = await fileSlab(slab, lines);
    if (filed.ok || (filed.fault.kind !== 'unavailable' && filed.fault.kind !== 'busy')) return filed;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return fileSlab(slab, lines);
}

function reportOf(lines: readonly RefusedLine[]): Buffer {
  const outcomes = lines.map(({ place, flaws }) => ({
    resourceType: 'OperationOutcome',
    issue: flaws.map((flaw) => ({
      severity: 'error',
      code: 'invalid',
      diagnostics: `${place}: ${flaw.place} ${flaw.rule}`,
      expression: [flaw.place],
    })),
  }));
  return Buffer.from(outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
}

/** As many of these as make a slab. */
function slabOf(lines: readonly PostedLine[], from: number): PostedLine[] {
  let characters = 0;
  let until = from;
  while (until < lines.length && until - from < linesPerSlab && characters < charactersPerSlab)
    characters += lines[until++]!.text.length;
  return lines.slice(from, until);
}

interface Turn {
  readonly deps: InteractionDependencies;
  readonly run: JobRun;
  readonly at: Progress;
}

async function filePart({ deps, run, at: begun }: Turn, lines: readonly PostedLine[]): Promise<Outcome<Progress>> {
  let at = begun;
  while (at.lines < lines.length) {
    const chosen = slabOf(lines, at.lines);
    const requestId = `import-${run.job.id}-${at.tier}-${at.part}-${at.lines}`;
    const asked = run.job.request as unknown as ImportRequest;
    const filed = await fileWithPatience({ deps, asked, requestId }, chosen);
    if (!filed.ok) return filed;
    const { created, updated, unchanged, refused, lines: told } = filed.value;
    if (told.length > 0)
      // The same number after a crash: a report is written again, never twice.
      await run.putPart({
        number: firstReport + at.reports,
        contentType: 'application/fhir+ndjson',
        body: reportOf(told),
      });
    at = {
      ...at,
      lines: at.lines + chosen.length,
      created: at.created + created,
      updated: at.updated + updated,
      unchanged: at.unchanged + unchanged,
      refused: at.refused + refused,
      reports: at.reports + (told.length > 0 ? 1 : 0),
    };
    await run.report(`${at.created + at.updated + at.unchanged} resources filed, ${at.refused} refused`, { ...at });
  }
  return ok(at);
}

/** A checkpoint follows each slab: what was filed when the process died is sent once more, and changes nothing. */
export function runImport(deps: InteractionDependencies): JobHandler {
  return async (run) => {
    const first: Progress = {
      tier: 0,
      part: 1,
      lines: 0,
      reports: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      refused: 0,
    };
    let at = (run.checkpoint as unknown as Progress | undefined) ?? first;
    for (; at.tier < tierOrder.length; at = { ...at, tier: at.tier + 1, part: 1, lines: 0 })
      for (; ; at = { ...at, part: at.part + 1, lines: 0 }) {
        const part = await run.readPart(at.part);
        if (part === undefined) break;
        const lines = linesOf(part.body)
          .filter(({ text }) => tierOf(text) === tierOrder[at.tier])
          .map(({ number, text }) => ({ place: `part ${at.part}, line ${number}`, text }));
        const filed = await filePart({ deps, run, at }, lines);
        if (!filed.ok) return filed;
        at = filed.value;
      }
    const { created, updated, unchanged, refused, reports } = at;
    return ok({ created, updated, unchanged, refused, reports });
  };
}
