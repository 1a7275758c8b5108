/** read and vread (R4 3.1.0.2, 3.1.0.3): always the stored bytes. */
import { exactJsonText, parseExactJson } from '#fhir/written-digits.ts';
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

export async function answerRead(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const read = await deps.record.readForApi(call.request, call.type, call.id);
  if (!read.ok) return faultAnswer(read.fault);
  const headers = versionHeaders(read.value.version);
  if (isUnchanged(call, read.value)) return emptyAnswer(304, headers);
  const elements = elementsOf(call);
  const shown = chooseElements(
    deps.definitions,
    elements === undefined ? {} : { elements },
  )(withSummary(call, read.value));
  return bytesAnswer(200, shown.body, headers);
}

/** `_elements`, and `_summary=text`, which R4 3.1.1.5.8 says in the same terms. */
function elementsOf(call: ApiCall): readonly string[] | undefined {
  if (call.query.get('_summary') === 'text') return ['text', 'meta'];
  const names = call.query.getAll('_elements').flatMap((value) => value.split(','));
  const stems = names.map((name) => name.trim().split('.').at(-1)!).filter((name) => name !== '');
  return stems.length === 0 ? undefined : stems;
}

/** `_summary=data` leaves the narrative out; a server need not shorten by `true` (R4 3.1.1.5.8). */
function withSummary(call: ApiCall, resource: ApiResource): ApiResource {
  if (call.query.get('_summary') !== 'data') return resource;
  const { text: _, ...rest } = parseExactJson(resource.body) as Record<string, unknown>;
  return { ...resource, body: Buffer.from(exactJsonText(rest)) };
}

export async function answerVersionRead(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const which = { id: call.id, versionId: call.versionId };
  const read = await deps.record.readVersionsForApi(call.request, call.type, which);
  if (!read.ok) return faultAnswer(read.fault);
  const [version] = read.value;
  if (version === undefined) return faultAnswer(recordFault('RECORD-002'));
  if (version.isDeleted) return faultAnswer(recordFault('RECORD-011'));
  return bytesAnswer(200, version.body, versionHeaders(version.version));
}
