/**
 * Bulk export (Bulk Data Access 2.0). A job finds which records and types there are; a file is read, decided and logged
 * when it is fetched, so that no copy of anybody's record lies about (decision 20).
 */
import type { RequestContext } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { Job, JobHandler, JobRun } from '#jobs';
import { type Compartment, numberAtTime, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { RecordSet } from '#record';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { ApiCall, InteractionDependencies } from '../api-call.ts';
import { isInScope } from '../api-call.ts';
import { answerBegun, asyncUrl } from '../begin-job.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { fhirApiFault } from '../faults.ts';
import { withPostedParameters } from '../posted-parameters.ts';
import { isLenientHandling, wantsAsync } from '../prefer.ts';
import { bulkFault } from './faults.ts';
import { type ExportParameters, readExportParameters } from './read-export-parameters.ts';

type Level = 'system' | 'patient' | 'group';

/** What the job keeps of its request. The caller is who fetches, and asked: another can't reach the job at all. */
export interface ExportRequest extends ExportParameters {
  readonly level: Level;
  readonly url: string;
  /** Of patients and groups: the records that were the caller's own at the kick-off. */
  readonly only: readonly Compartment[] | undefined;
  /** Types that the token reads; undefined: every type. */
  readonly request: RequestContext;
  readonly transactionTimeMs: number;
}

/** One set of records and what it holds: a part of the job, and a file for each of its types. */
export interface ExportSet {
  readonly compartments: readonly Compartment[];
  readonly types: readonly ResourceType[];
  readonly deletedTypes: readonly ResourceType[];
}

export const exportKind = 'export';
const setType = 'application/json';

/** Longer than any write may take: what was begun before and committed since is in the next export with `_since`. */
const settleMs = 60_000;

function levelOf(route: string): Level {
  if (route.includes('/Group/')) return 'group';
  return route.includes('/Patient/') ? 'patient' : 'system';
}

async function refuse(
  deps: InteractionDependencies,
  call: ApiCall,
  code: 'BULK-001' | 'FHIR-API-002',
): Promise<Answer> {
  const logged = await deps.record.refuseCall(call.request);
  if (!logged.ok) return faultAnswer(logged.fault);
  return faultAnswer(code === 'BULK-001' ? bulkFault(code) : fhirApiFault(code));
}

async function ownRecordsOf(
  deps: InteractionDependencies,
  call: ApiCall,
  level: Level,
  patients: readonly string[] | undefined,
): Promise<Outcome<readonly Compartment[] | undefined>> {
  const { exporting } = deps.record;
  const members = level === 'group' ? await exporting.recordsOfGroup(call.request, call.id) : ok(undefined);
  if (!members.ok || patients === undefined) return members;
  const named = await exporting.recordsOfPatients(call.request, patients);
  if (!named.ok || members.value === undefined) return named;
  const wanted = new Set(named.value);
  return ok(members.value.filter((compartment) => wanted.has(compartment)));
}

/** The kick-off. Refusals are logged; so is what is begun. */
export async function answerExport(deps: InteractionDependencies, given: ApiCall): Promise<Answer> {
  if (given.request.caller.kind !== 'system') return refuse(deps, given, 'BULK-001');
  const posted = withPostedParameters(given);
  if (!posted.ok) return faultAnswer(posted.fault);
  const call = posted.value;
  const level = levelOf(call.request.route);
  const prefer = call.header('prefer');
  if (!wantsAsync(prefer))
    return faultAnswer(bulkFault('BULK-002', [{ place: 'Prefer', rule: 'must hold respond-async' }]));
  const isPost = call.request.route.startsWith('POST');
  const options = { isLenient: isLenientHandling(prefer), level, isPost };
  const read = readExportParameters(deps.readSearch, call.query, options);
  if (!read.ok) return faultAnswer(read.fault);
  // A type that is asked for and not in scope is refused, whether or not there is any of it (attack 39).
  const asked = read.value.types ?? [];
  const isAllowed = asked.length > 0 ? asked.every((type) => isInScope(call, type, 'r')) : hasAnyScope(call);
  if (!isAllowed) return refuse(deps, call, 'FHIR-API-002');
  const only = await ownRecordsOf(deps, call, level, read.value.patients);
  if (!only.ok) return faultAnswer(only.fault);
  const logged = await deps.record.exporting.noteKickOff(call.request, { level, types: asked });
  if (!logged.ok) return faultAnswer(logged.fault);
  const query = given.query.toString();
  const request: ExportRequest = {
    ...read.value,
    level,
    url: `${deps.publicUrl}${call.request.route.replace(/^[A-Z]+ /, '').replace(':id', call.id)}${query === '' ? '' : `?${query}`}`,
    only: only.value,
    request: call.request,
    transactionTimeMs: deps.clock.now() - settleMs,
  };
  return answerBegun(deps, call, { kind: exportKind, request: { ...request } });
}

function hasAnyScope(call: ApiCall): boolean {
  return call.token.scopes.some((scope) => /^system\/.*\.c?ru?d?s?$/.test(scope));
}

interface Progress {
  readonly after: Compartment;
  readonly sets: number;
  readonly records: number;
}

async function putSet(run: JobRun, number: number, { compartments, types, deletedTypes }: RecordSet): Promise<void> {
  const set: ExportSet = { compartments, types, deletedTypes };
  await run.putPart({ number, contentType: setType, body: Buffer.from(JSON.stringify(set)) });
}

/** Walks the records once. A set is written before the checkpoint that counts it, so that an attempt goes on exactly. */
export function planExport(deps: InteractionDependencies): JobHandler {
  return async (run) => {
    const asked = run.job.request as unknown as ExportRequest;
    const request = { ...asked.request, requestId: `export-${run.job.id}` };
    const changedSince = sinceOf(asked);
    const since = changedSince === undefined ? {} : { changedSince };
    const { exporting } = deps.record;
    let at = (run.checkpoint as unknown as Progress | undefined) ?? { after: 0 as Compartment, sets: 0, records: 0 };
    if (asked.level === 'system' && at.sets === 0) {
      await putSet(run, 1, await exporting.shelfRecordSet(request, since));
      at = { ...at, sets: 1 };
    }
    const only = asked.only === undefined ? {} : { only: asked.only };
    for (let isMore = true; isMore; ) {
      const set = await exporting.nextRecordSet(request, { after: at.after, ...only, ...since });
      if (set.compartments.length > 0) {
        await putSet(run, at.sets + 1, set);
        at = { after: set.compartments.at(-1)!, sets: at.sets + 1, records: at.records + set.compartments.length };
      }
      await run.report(`${at.records} records found`, { ...at });
      isMore = set.next !== undefined;
    }
    return ok({ sets: at.sets });
  };
}

export function sinceOf(asked: ExportRequest): VersionNumber | undefined {
  return asked.sinceMs === undefined ? undefined : (numberAtTime(asked.sinceMs) as VersionNumber);
}

export function isWanted(call: ApiCall, asked: ExportRequest): (type: ResourceType) => boolean {
  // Asked of the token that fetches: what was taken from it since is not in the manifest, and not in a file.
  return (type) => isInScope(call, type, 'r') && (asked.types?.includes(type) ?? true);
}

/** The job is done: where its files are, until when. */
export async function answerManifest(deps: InteractionDependencies, call: ApiCall, job: Job): Promise<Answer> {
  const asked = job.request as unknown as ExportRequest;
  const wanted = isWanted(call, asked);
  const output: { type: string; url: string }[] = [];
  const deleted: { type: string; url: string }[] = [];
  for (let number = 1; number <= ((job.result?.['sets'] as number | undefined) ?? 0); number++) {
    const set = await readSet(deps, job, number);
    if (!set.ok) return faultAnswer(set.fault);
    const url = `${asyncUrl(deps, job.id)}/${number}`;
    for (const type of set.value.types.filter(wanted)) output.push({ type, url: `${url}.${type}` });
    if (asked.sinceMs !== undefined && set.value.deletedTypes.some(wanted))
      deleted.push({ type: 'Bundle', url: `${url}.deleted` });
  }
  const manifest = {
    transactionTime: new Date(asked.transactionTimeMs).toISOString(),
    request: asked.url,
    requiresAccessToken: true,
    output,
    deleted,
    error: [],
  };
  const answer = jsonAnswer(200, manifest as never, { expires: new Date(job.expiresAtMs ?? 0).toUTCString() });
  return { ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } };
}

export async function readSet(deps: InteractionDependencies, job: Job, number: number): Promise<Outcome<ExportSet>> {
  const part = Number.isSafeInteger(number) ? await deps.jobs.readPart(job, number) : undefined;
  if (part === undefined) return failed(fhirApiFault('FHIR-API-011'));
  return ok(JSON.parse(Buffer.from(part.body).toString('utf8')) as ExportSet);
}
