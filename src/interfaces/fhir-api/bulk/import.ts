/**
 * `POST [base]/$import`: NDJSON of a client's own resources, posted, never fetched from an address that somebody names. Kept
 * first, then filed in slabs, each a transaction with its entry in the log; a line that is refused is told and holds up no other.
 * Ids are the source's own: the same line again changes nothing (decision 20).
 */
import type { RequestContext } from '#disclosure';
import type { Job } from '#jobs';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { ApiCall, InteractionDependencies } from '../api-call.ts';
import { asyncUrl } from '../begin-job.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { fhirApiFault } from '../faults.ts';
import { callerName } from '../page-link.ts';
import { wantsAsync } from '../prefer.ts';
import { contributingSource } from '../write-interactions.ts';
import { bulkFault } from './faults.ts';
import { LineTooLong, piecesOfLines } from './split-lines.ts';

export interface ImportRequest {
  readonly request: RequestContext;
  readonly scopes: readonly string[];
  /** Code of the feed. */
  readonly source: string;
}

export const importKind = 'import';
/** Parts from here on are the report; those below are what was posted. */
export const firstReport = 1_000_001;

const bytesMax = 512 * 1024 * 1024;

class TooMuch extends Error {}

async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new TooMuch();
    yield chunk;
  }
}

/** Keeps what comes; nothing is filed before all of it is here. */
async function keepPieces(
  deps: InteractionDependencies,
  id: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Outcome<number>> {
  let parts = 0;
  try {
    for await (const piece of piecesOfLines(counted(body))) {
      parts++;
      await deps.jobs.putPart(id, { number: parts, contentType: 'application/fhir+ndjson', body: piece });
    }
  } catch (error) {
    if (error instanceof LineTooLong || error instanceof TooMuch) return failed(bulkFault('BULK-004'));
    throw error;
  }
  return ok(parts);
}

export async function answerImport(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const { caller } = call.request;
  if (caller.kind !== 'system') {
    const logged = await deps.record.refuseCall(call.request);
    return faultAnswer(logged.ok ? bulkFault('BULK-001') : logged.fault);
  }
  const source = contributingSource(deps, call);
  if (!source.ok) return faultAnswer(source.fault);
  if (!wantsAsync(call.header('prefer')))
    return faultAnswer(bulkFault('BULK-002', [{ place: 'Prefer', rule: 'must hold respond-async' }]));
  if (call.stream === undefined) return faultAnswer(fhirApiFault('FHIR-API-005'));
  const owner = callerName(caller);
  const request: ImportRequest = { request: call.request, scopes: call.token.scopes, source: source.value.code };
  const id = await deps.jobs.prepare({ kind: importKind, owner, request: { ...request } });
  if (!id.ok) return faultAnswer(id.fault);
  let isKept = false;
  try {
    const parts = await keepPieces(deps, id.value, call.stream);
    if (!parts.ok) return faultAnswer(parts.fault);
    await deps.jobs.commence(id.value);
    isKept = true;
  } finally {
    if (!isKept) await deps.jobs.remove(id.value, owner);
  }
  return { status: 202, headers: { 'content-location': asyncUrl(deps, id.value) } };
}

/** What became of the lines. */
export async function answerImportEnd(deps: InteractionDependencies, _call: ApiCall, job: Job): Promise<Answer> {
  const {
    created = 0,
    updated = 0,
    unchanged = 0,
    refused = 0,
    reports = 0,
  } = (job.result ?? {}) as Record<string, number>;
  const error = Array.from({ length: reports }, (_, index) => ({
    type: 'OperationOutcome',
    url: `${asyncUrl(deps, job.id)}/${firstReport + index}`,
  }));
  const manifest = {
    transactionTime: new Date(job.createdAtMs).toISOString(),
    request: `${deps.publicUrl}/fhir/$import`,
    requiresAccessToken: true,
    output: [],
    error,
    extension: { 'https://goldthread.example/import-counts': { created, updated, unchanged, refused } },
  };
  const expires = new Date(job.expiresAtMs ?? 0).toUTCString();
  const answer = jsonAnswer(200, manifest as never, { expires });
  return { ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } };
}

/** A report: an OperationOutcome for each refused line. What was posted is not given back. */
export async function answerImportPart(deps: InteractionDependencies, call: ApiCall, job: Job): Promise<Answer> {
  const number = Number(call.versionId);
  const part =
    Number.isSafeInteger(number) && number >= firstReport ? await deps.jobs.readPart(job, number) : undefined;
  if (part === undefined) return faultAnswer(fhirApiFault('FHIR-API-011'));
  return { status: 200, headers: { 'content-type': part.contentType }, body: Buffer.from(part.body) };
}
