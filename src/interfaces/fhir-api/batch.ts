/** A batch: each entry on its own, through the same interactions, decided and logged each for itself (attack 31). */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import { type Answer, bytesAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { assembleBundle, type BundleEntryBytes } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { matchRoute } from './route-table.ts';

function headerOf(entry: BundleEntry, call: ApiCall): (name: string) => string | undefined {
  return (name) => {
    switch (name) {
      case 'if-match':
        return entry.request?.ifMatch;
      case 'if-none-match':
        return entry.request?.ifNoneMatch;
      case 'if-modified-since':
        return entry.request?.ifModifiedSince;
      case 'if-none-exist':
        return entry.request?.ifNoneExist;
      case 'prefer':
        return call.header('prefer') ?? 'return=minimal';
      default:
        return undefined;
    }
  };
}

/** One entry, as if it had been asked for by itself. */
export async function answerEntry(
  deps: InteractionDependencies,
  call: ApiCall,
  entry: BundleEntry,
  index: number,
): Promise<Answer> {
  const [path = '', query = ''] = (entry.request?.url ?? '').split(/\?(.*)/s);
  const isHead = entry.request?.method === 'HEAD';
  const matched = matchRoute(isHead ? 'GET' : (entry.request?.method ?? ''), path);
  if (!matched.ok) return faultAnswer(matched.fault);
  const { route, parameters } = matched.value;
  if (route.isAlone) {
    const flaw = { place: `Bundle.entry[${index}].request.url`, rule: 'must be asked for by itself, not in a batch' };
    return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
  }
  const request = {
    ...call.request,
    requestId: `${call.request.requestId}/${index}`,
    route: `${route.method} /fhir${route.path}`,
  };
  const answer = await call.dispatch(deps, route, {
    request,
    token: call.token,
    ...parameters,
    query: new URLSearchParams(query),
    header: headerOf(entry, call),
    body: undefined,
    dispatch: call.dispatch,
    ...(entry.resource === undefined ? {} : { parsed: entry.resource }),
  });
  if (!isHead || answer.status >= 400) return answer;
  const { body: _body, ...head } = answer;
  return head;
}

const reasonByStatus: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  412: 'Precondition Failed',
};

export function responseEntry(answer: Answer): BundleEntryBytes {
  const { location, etag } = answer.headers;
  const lastModified = answer.headers['last-modified'];
  const isOutcome = answer.status >= 400;
  const reason = reasonByStatus[answer.status];
  const response = {
    status: reason === undefined ? String(answer.status) : `${answer.status} ${reason}`,
    ...(location === undefined ? {} : { location }),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified: new Date(lastModified).toISOString() }),
    ...(isOutcome && answer.body !== undefined ? { outcome: JSON.parse(answer.body.toString('utf8')) as unknown } : {}),
  };
  return { ...(isOutcome || answer.body === undefined ? {} : { resource: answer.body }), rest: { response } };
}

/** In order: writes of one batch do not run into each other, and memory holds one answer at a time. */
export async function answerBatch(deps: InteractionDependencies, call: ApiCall, bundle: Bundle): Promise<Answer> {
  const entries: BundleEntryBytes[] = [];
  for (const [index, entry] of (bundle.entry ?? []).entries())
    entries.push(responseEntry(await answerEntry(deps, call, entry, index)));
  return bytesAnswer(200, assembleBundle({ type: 'batch-response', links: [], entries }));
}
