/** read and vread (R4 3.1.0.2, 3.1.0.3): the stored bytes, unless less is asked for. */
import { numberTimeMs } from '#kernel/identity-number.ts';
import type { ApiResource } from '#record';
import { recordFault } from '#record';
import { type Answer, bytesAnswer, emptyAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { etagOf, versionHeaders } from './assemble-bundle.ts';
import { chooseElements } from './choose-elements.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';

/** Conditional read (R4 3.1.0.2.1); If-None-Match decides alone when both are there (RFC 9110, 13.2.2). */
function isUnchanged(call: ApiCall, resource: ApiResource): boolean {
  const tags = call.header('if-none-match');
  if (tags !== undefined) {
    const etag = etagOf(resource.version);
    return tags.split(',').some((tag) => tag.trim() === '*' || `W/${tag.trim().replace(/^W\//, '')}` === etag);
  }
  const since = call.header('if-modified-since');
  const sinceMs = since === undefined ? Number.NaN : Date.parse(since);
  return !Number.isNaN(sinceMs) && Math.floor(numberTimeMs(resource.version) / 1000) * 1000 <= sinceMs;
}

/** `_elements` and `_summary`, as in a search; a count is not of one resource. */
function askedOf(call: ApiCall): Parameters<typeof chooseElements>[1] {
  const names = call.query.getAll('_elements').flatMap((value) => value.split(','));
  const elements = names.map((name) => name.trim().split('.').at(-1)!).filter((name) => name !== '');
  const summary = call.query.get('_summary');
  const isShorter = summary === 'true' || summary === 'text' || summary === 'data';
  return { elements, summary: isShorter ? summary : undefined };
}

function answerResource(deps: InteractionDependencies, call: ApiCall, resource: ApiResource): Answer {
  const headers = versionHeaders(resource.version);
  if (isUnchanged(call, resource)) return emptyAnswer(304, headers);
  return bytesAnswer(200, chooseElements(deps.definitions, askedOf(call))(resource).body, headers);
}

export async function answerRead(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const read = await deps.record.readForApi(call.request, call.type, call.id);
  return read.ok ? answerResource(deps, call, read.value) : faultAnswer(read.fault);
}

export async function answerVersionRead(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const which = { id: call.id, versionId: call.versionId };
  const read = await deps.record.readVersionsForApi(call.request, call.type, which);
  if (!read.ok) return faultAnswer(read.fault);
  const [version] = read.value;
  if (version === undefined) return faultAnswer(recordFault('RECORD-002'));
  if (version.isDeleted) return faultAnswer(recordFault('RECORD-011'));
  return answerResource(deps, call, version);
}
