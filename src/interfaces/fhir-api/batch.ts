/** A batch: each entry on its own, through the same interactions, decided and logged each for itself (attack 31). */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { Flaw } from '#kernel/fault.ts';
import { numberTimeMs, parseVersionId } from '#kernel/identity-number.ts';
import { type Answer, bytesAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { assembleBundle, type BundleEntryBytes } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { matchRoute } from './route-table.ts';

/** Of the readings of one Bundle together, a batch or a transaction. */
export const answersMaxBytes = 32 * 1024 * 1024;

const flawOf = (index: number, place: string, rule: string): Answer =>
  faultAnswer(fhirApiFault('FHIR-API-012', [{ place: `Bundle.entry[${index}].${place}`, rule }]));

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
  if (route.isAlone) return flawOf(index, 'request.url', 'must be asked for by itself, not in a batch');
  // Left out, it would find more than was asked for.
  if (entry.resource !== undefined && route.path.endsWith('/_search'))
    return flawOf(index, 'resource', 'must be absent: a search in a Bundle has its parameters in request.url');
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
  405: 'Method Not Allowed',
  410: 'Gone',
  412: 'Precondition Failed',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
};

/** Of the version, since an HTTP date has whole seconds: it has to be meta.lastUpdated (R4 Bundle.entry.response.lastModified). */
function lastModifiedOf(etag: string | undefined): string | undefined {
  const version = etag === undefined ? undefined : parseVersionId(etag.slice('W/"'.length, -1));
  return version === undefined ? undefined : new Date(numberTimeMs(version)).toISOString();
}

export function responseEntry(answer: Answer): BundleEntryBytes {
  const { location, etag } = answer.headers;
  const lastModified = lastModifiedOf(etag);
  const isOutcome = answer.status >= 400 || answer.isOutcome === true;
  const reason = reasonByStatus[answer.status];
  const response = {
    status: reason === undefined ? String(answer.status) : `${answer.status} ${reason}`,
    ...(location === undefined ? {} : { location }),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(isOutcome && answer.body !== undefined ? { outcome: JSON.parse(answer.body.toString('utf8')) as unknown } : {}),
  };
  return { ...(isOutcome || answer.body === undefined ? {} : { resource: answer.body }), rest: { response } };
}

const isReading = ({ request }: BundleEntry): boolean =>
  request?.method === 'GET' || request?.method === 'HEAD' || /\$|(?:^|\/)_search(?:\?|$)/.test(request?.url ?? '');

/**
 * In order: writes of one batch do not run into each other. Their answers leave together, and stand in memory until then: what
 * would be read beyond the limit is not looked at (attack 74; 69 kB asked for 488 MB before it).
 */
export async function answerBatch(
  deps: InteractionDependencies,
  call: ApiCall,
  bundle: Bundle,
  refused: ReadonlyMap<number, readonly Flaw[]>,
): Promise<Answer> {
  const entries: BundleEntryBytes[] = [];
  let bytes = 0;
  const answerOf = (entry: BundleEntry, index: number): Answer | Promise<Answer> => {
    const flaws = refused.get(index);
    if (flaws !== undefined) return faultAnswer(fhirApiFault('FHIR-API-012', flaws));
    return bytes > answersMaxBytes && isReading(entry)
      ? flawOf(index, 'request', 'was not looked at: the entries before it are answered with more than 32 MB')
      : answerEntry(deps, call, entry, index);
  };
  for (const [index, entry] of (bundle.entry ?? []).entries()) {
    const answer = await answerOf(entry, index);
    bytes += answer.body?.length ?? 0;
    entries.push(responseEntry(answer));
  }
  return bytesAnswer(200, assembleBundle({ type: 'batch-response', links: [], entries }));
}
